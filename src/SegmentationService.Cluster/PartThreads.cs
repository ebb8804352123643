namespace SegmentationService.Cluster;

/// <summary>
/// Whose threads calculate answers: never those of the grains, whose scheduler also carries the probes by which replicas know that others live. One fewer than there are processors leave one for
/// probes and requests.
/// </summary>
/// <param name="Scheduler">The threads.</param>
public sealed record PartThreads(TaskScheduler Scheduler)
{
    /// <summary>How many threads may calculate, at least 1.</summary>
    public static int Most => Math.Max(1, Environment.ProcessorCount - 1);
}
