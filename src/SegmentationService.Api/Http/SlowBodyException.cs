namespace SegmentationService.Api.Http;

/// <summary>The body of a request came too slowly (408).</summary>
internal sealed class SlowBodyException(string message) : Exception(message);
