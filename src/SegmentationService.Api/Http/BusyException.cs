namespace SegmentationService.Api.Http;

/// <summary>There is no room for the request now (503).</summary>
internal sealed class BusyException(string message, TimeSpan retryAfter) : Exception(message)
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}
