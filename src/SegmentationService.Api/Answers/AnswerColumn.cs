namespace SegmentationService.Api.Answers;

/// <summary>A column of a table that is answered.</summary>
/// <param name="Name">Its name; no two columns of a table have the same.</param>
/// <param name="Kind">What its cells hold.</param>
internal sealed record AnswerColumn(string Name, AnswerColumnKind Kind);
