namespace SegmentationService.Api.Storage.Format;

/// <summary>What people have given a version, as files hold it.</summary>
/// <param name="Note">Of the version.</param>
/// <param name="Labels">Words for columns, by the names of the columns.</param>
/// <param name="Segments">Of segments, by their ids; of a segment without any there is nothing.</param>
internal sealed record AnnotationsRecord(string? Note, SortedDictionary<string, string> Labels, SortedDictionary<int, SegmentAnnotation> Segments);
