namespace SegmentationService.Api.Http;

/// <summary>There is no room for the request now (503), or none for another one of its caller (429).</summary>
internal sealed class BusyException(string message, TimeSpan retryAfter) : Exception(message)
{
    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <summary>Whether others would find room.</summary>
    public bool IsOfCaller { get; init; }
}
