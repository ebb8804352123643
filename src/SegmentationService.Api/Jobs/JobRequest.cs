namespace SegmentationService.Api.Jobs;

/// <summary>Who asks for a job, and how.</summary>
/// <param name="Caller">Who takes a place in the queue.</param>
/// <param name="Creator">The name of the caller's key; null where there are none.</param>
/// <param name="Claim">The idempotency key of the request, taken; null without one.</param>
/// <param name="IsAwaited">Whether the request waits for the end of the job.</param>
internal sealed record JobRequest(string Caller, string? Creator, KeyClaim? Claim = null, bool IsAwaited = false);
