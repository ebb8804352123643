using System.Diagnostics;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Telemetry;
using SegmentationService.Core.Charts;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Training;

/// <summary>From a table to a stored version: the three steps of training, each timed, and the publication.</summary>
internal sealed class TrainingRun(ModelStore store, IOptions<TrainingLimits> limits)
{
    private readonly int _threads = limits.Value.Threads == 0 ? Environment.ProcessorCount : limits.Value.Threads;

    /// <summary>Prepares a table and reports, without a search; refuses what a training would refuse of the table.</summary>
    /// <param name="table">The customers.</param>
    /// <param name="query">How they would be trained on, and under which name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public DryRunResponse Report(CustomerTable table, TrainQuery query, CancellationToken cancellationToken)
    {
        var customers = SegmentTrainer.Prepare(table, query.Options, new Parallelism(_threads, cancellationToken) { Scheduler = TaskScheduler.Current });
        return DryRunResponse.Of(query.Model, customers, SegmentTrainer.CheckRange(customers, query.Options));
    }

    /// <summary>Trains and stores, on the scheduler of the caller.</summary>
    /// <param name="table">The customers.</param>
    /// <param name="query">How, and under which name.</param>
    /// <param name="reading">How long the reading of the table took.</param>
    /// <param name="watch">The job that it is done for; null when there is none.</param>
    /// <param name="cancellationToken">Ends the training; nothing is stored then.</param>
    public StoredVersion Run(CustomerTable table, TrainQuery query, TimeSpan reading, TrainingWatch? watch, CancellationToken cancellationToken)
    {
        var parallelism = new Parallelism(_threads, cancellationToken) { Scheduler = TaskScheduler.Current };
        var start = Begin(TrainingPhase.Preparing);
        var customers = SegmentTrainer.Prepare(table, query.Options, parallelism);
        var prepared = Begin(TrainingPhase.Searching);
        var choice = SegmentTrainer.Search(customers, query.Options, parallelism, watch);
        var searched = Begin(TrainingPhase.Profiling);
        var model = SegmentTrainer.Profile(customers, choice, query.Options, parallelism);
        var charts = ChartPainter.Paint(customers, model, parallelism);
        var profiled = Begin(TrainingPhase.Saving);

        var timings = new Timings(
            ReadMs: reading.TotalMilliseconds,
            PrepareMs: Stopwatch.GetElapsedTime(start, prepared).TotalMilliseconds,
            SearchMs: Stopwatch.GetElapsedTime(prepared, searched).TotalMilliseconds,
            ProfileMs: Stopwatch.GetElapsedTime(searched, profiled).TotalMilliseconds,
            SaveMs: 0);
        var version = store.Publish(query.Model, model, timings, stream => new CustomersFile(customers, model).Write(stream, parallelism), query.Promote, charts, watch?.Job);
        ServiceMetrics.Trained(version.ModelName, model.Customers, version.Timings);
        return version;

        long Begin(TrainingPhase phase)
        {
            cancellationToken.ThrowIfCancellationRequested();
            watch?.Report(new TrainingProgress(phase, 0));
            return Stopwatch.GetTimestamp();
        }
    }
}
