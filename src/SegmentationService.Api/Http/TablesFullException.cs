namespace SegmentationService.Api.Http;

/// <summary>There is no room for another table among those that are kept.</summary>
internal sealed class TablesFullException(string message) : Exception(message);
