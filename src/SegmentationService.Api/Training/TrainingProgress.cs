using SegmentationService.Core.Clustering;

namespace SegmentationService.Api.Training;

/// <summary>What a training does one after the other.</summary>
internal enum TrainingPhase
{
    Reading,
    Preparing,
    Searching,
    Silhouettes,
    Profiling,
    Saving,
}

/// <summary>How far a training is.</summary>
/// <param name="Phase">What it does now.</param>
/// <param name="Done">How much of the phase is done, 0 to 1: an estimate.</param>
/// <param name="Clustering">The clustering under way, or just found, while it searches.</param>
internal readonly record struct TrainingProgress(TrainingPhase Phase, double Done, ClusteringProgress? Clustering = null)
{
    /// <summary>Where each phase begins, in percent of an ordinary training.</summary>
    private static readonly int[] Begins = [0, 15, 20, 80, 90, 95, 100];

    /// <summary>How much of the whole is done, 0 to 100: an estimate.</summary>
    public double Percent => Begins[(int)Phase] + (Math.Clamp(Done, 0, 1) * (Begins[(int)Phase + 1] - Begins[(int)Phase]));

}

/// <summary>Who looks on while a training goes on.</summary>
/// <param name="job">The job, which the version will bear.</param>
/// <param name="progress">Told how far it is, by any thread.</param>
internal sealed class TrainingWatch(Guid job, IProgress<TrainingProgress> progress) : IProgress<SearchProgress>
{
    public Guid Job { get; } = job;

    public void Report(TrainingProgress value) => progress.Report(value);

    public void Report(SearchProgress value) => progress.Report(new TrainingProgress(
        value.Step == SearchStep.Scoring ? TrainingPhase.Silhouettes : TrainingPhase.Searching, value.Done, value.Clustering));
}
