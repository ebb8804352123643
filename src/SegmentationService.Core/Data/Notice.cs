namespace SegmentationService.Core.Data;

/// <summary>Something that the caller should know about an answer, although it is no error.</summary>
/// <param name="Code">A stable name of the kind of notice, such as <c>column_left_out</c>.</param>
/// <param name="Column">The column that it is about, or null.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record Notice(string Code, string? Column, string Message);
