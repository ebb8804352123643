namespace SegmentationService.Api.Jobs;

/// <summary>What came of taking an idempotency key: it is the caller's, it stands for a job, or neither can be said yet.</summary>
/// <param name="Claim">The key is the caller's, who has to dispose this.</param>
/// <param name="First">The job that the key stands for.</param>
/// <param name="Damaged">The key stands for a job that cannot be read any more.</param>
internal readonly record struct KeyAnswer(KeyClaim? Claim = null, Job? First = null, DamagedJob? Damaged = null)
{
    /// <summary>The first request with the key has not been received to its end.</summary>
    public static KeyAnswer InFlight => default;
}
