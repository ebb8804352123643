using System.ComponentModel.DataAnnotations;

namespace SegmentationService.Api.Training;

/// <summary>How much training goes on at a time. Configuration section <c>Training</c>.</summary>
internal sealed class TrainingLimits
{
    public const string Section = "Training";

    /// <summary>The most trainings that wait while one runs; one more is answered with 503.</summary>
    [Range(0, 10_000)]
    public int Queue { get; set; } = 16;

    /// <summary>The most trainings of one caller that run or wait; one more is answered with 429. 0 for three quarters of all.</summary>
    [Range(0, 10_001)]
    public int QueueOfCaller { get; set; }

    /// <summary>The most threads that a training uses; 0 takes as many as the machine has processors.</summary>
    [Range(0, 1_024)]
    public int Threads { get; set; }

    /// <summary>The longest that a training may take once it is its turn, in minutes; a longer one ends with 422 and stores nothing. 0 for no limit.</summary>
    [Range(0, 50_000)]
    public double MaxMinutes { get; set; } = 240;

    /// <summary>From so many customers on the other replicas of a cluster do their part of the passes over all points; a training of fewer ends sooner on one.</summary>
    [Range(1, int.MaxValue)]
    public int SharedFrom { get; set; } = 20_000_000;

    /// <summary>So many customers are dealt to a replica at a time.</summary>
    [Range(1, int.MaxValue)]
    public int CustomersOfPart { get; set; } = 4_000_000;

    /// <summary>How many places of the queue one caller may have: all but some, where there are more than three.</summary>
    public int ToPlacesOfCaller() => QueueOfCaller > 0 ? QueueOfCaller : (int)Math.Ceiling((Queue + 1) * 0.75);
}
