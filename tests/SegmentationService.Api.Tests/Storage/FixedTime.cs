namespace SegmentationService.Api.Tests.Storage;

/// <summary>A clock that stands at 2026-01-31 10:15:00.789 UTC, and a stopwatch on which 1.2345 ms pass between two looks.</summary>
internal sealed class FixedTime : TimeProvider
{
    private long _looks;

    public override long TimestampFrequency => 10_000_000;

    public override DateTimeOffset GetUtcNow() => new(2026, 1, 31, 10, 15, 0, 789, TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Increment(ref _looks) * 12_345;
}
