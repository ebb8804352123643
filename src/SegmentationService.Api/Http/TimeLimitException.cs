namespace SegmentationService.Api.Http;

/// <summary>What was asked for takes longer than is allowed (422).</summary>
internal sealed class TimeLimitException(string message) : Exception(message);
