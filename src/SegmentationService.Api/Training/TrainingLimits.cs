using System.ComponentModel.DataAnnotations;

namespace SegmentationService.Api.Training;

/// <summary>How much training goes on at a time. Configuration section <c>Training</c>.</summary>
internal sealed class TrainingLimits
{
    public const string Section = "Training";

    /// <summary>The most trainings that wait while one runs; one more is answered with 503.</summary>
    [Range(0, 10_000)]
    public int Queue { get; set; } = 16;

    /// <summary>The most threads that a training uses; 0 takes as many as the machine has processors.</summary>
    [Range(0, 1_024)]
    public int Threads { get; set; }
}
