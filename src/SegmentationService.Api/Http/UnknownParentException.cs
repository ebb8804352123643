namespace SegmentationService.Api.Http;

/// <summary>The version that was named as the parent of a training is not there, or cannot be served (404).</summary>
internal sealed class UnknownParentException(string message) : Exception(message);
