using System.ComponentModel.DataAnnotations;

namespace SegmentationService.Api.Jobs;

/// <summary>How often jobs are begun, and how long they are kept after their end. Configuration section <c>Jobs</c>.</summary>
internal sealed class JobOptions
{
    public const string Section = "Jobs";

    /// <summary>The most jobs that are kept after their end, with the idempotency keys that they were sent with; the oldest go first.</summary>
    [Range(1, 100_000)]
    public int KeepEnded { get; set; } = 1_000;

    /// <summary>For how many hours they are kept.</summary>
    [Range(1, 100_000)]
    public int KeepHours { get; set; } = 168;

    /// <summary>How often a job is begun whose work ends with the process: a job that ends it each time would do so at every start. A service that is stopped leaves its jobs, which does not count.</summary>
    [Range(1, 1_000)]
    public int MostAttempts { get; set; } = 3;
}
