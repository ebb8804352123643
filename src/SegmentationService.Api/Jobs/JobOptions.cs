using System.ComponentModel.DataAnnotations;

namespace SegmentationService.Api.Jobs;

/// <summary>How long jobs that have ended are kept. Configuration section <c>Jobs</c>.</summary>
internal sealed class JobOptions
{
    public const string Section = "Jobs";

    /// <summary>The most jobs that are kept after their end, with the idempotency keys that they were sent with; the oldest go first.</summary>
    [Range(1, 100_000)]
    public int KeepEnded { get; set; } = 1_000;

    /// <summary>For how many hours they are kept.</summary>
    [Range(1, 100_000)]
    public int KeepHours { get; set; } = 168;
}
