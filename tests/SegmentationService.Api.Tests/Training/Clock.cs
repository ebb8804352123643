namespace SegmentationService.Api.Tests.Training;

/// <summary>The time of the machine, and what a test lets pass besides.</summary>
internal sealed class Clock : TimeProvider
{
    public TimeSpan Passed { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Passed;
}
