namespace SegmentationService.Api.Http;

/// <summary>A table is named that is not kept, or is kept no longer.</summary>
internal sealed class UnknownTableException(string message) : Exception(message);
