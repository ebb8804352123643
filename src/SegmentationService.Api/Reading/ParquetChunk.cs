namespace SegmentationService.Api.Reading;

/// <summary>Where the pages of one column in one group of rows lie, as the footer says.</summary>
/// <param name="Start">The place of the first page in the file.</param>
/// <param name="Values">The values of all pages together.</param>
internal readonly record struct ParquetChunk(long Start, long Values);
