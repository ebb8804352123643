using System.Diagnostics;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Telemetry;
using SegmentationService.Core;
using SegmentationService.Core.Charts;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Training;

/// <summary>All that a training does, from a body to a stored version, on threads of its own: the reading, the steps, each timed, and the publication.</summary>
internal sealed class TrainingWork(ModelStore store, IOptions<TrainingLimits> limits, IOptions<ReadingOptions> reading)
{
    private readonly int _threads = limits.Value.Threads == 0 ? Environment.ProcessorCount : limits.Value.Threads;

    /// <summary>Reads, waits for its turn, trains and stores.</summary>
    /// <param name="body">The table.</param>
    /// <param name="query">How, and under which name.</param>
    /// <param name="place">In the queue.</param>
    /// <param name="watch">The job that it is done for; null when there is none.</param>
    /// <param name="cancellationToken">Ends it; nothing is stored then.</param>
    public async Task<StoredVersion> DoAsync(
        TableBody body, TrainQuery query, TrainingQueue.Place place, TrainingWatch? watch, CancellationToken cancellationToken)
    {
        using var threads = new YieldingThreads("Training", _threads);
        var parallelism = threads.ToParallelism(cancellationToken);
        return await threads.RunAsync(async () =>
        {
            var start = Stopwatch.GetTimestamp();
            watch?.Report(new TrainingProgress(TrainingPhase.Reading, 0));
            var table = await ReadAsync(body, query, parallelism);
            var readingTime = Stopwatch.GetElapsedTime(start);

            await place.WaitForTurnAsync(cancellationToken);
            return await TrainAsync(table, query, readingTime, watch, parallelism);
        });
    }

    /// <summary>Reads, waits for its turn and reports, without a search; refuses what a training would refuse of the table.</summary>
    /// <param name="body">The table.</param>
    /// <param name="query">How the training would be done, and under which name.</param>
    /// <param name="place">In the queue.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<DryRunResponse> ReportAsync(TableBody body, TrainQuery query, TrainingQueue.Place place, CancellationToken cancellationToken)
    {
        using var threads = new YieldingThreads("Training", _threads);
        var parallelism = threads.ToParallelism(cancellationToken);
        return await threads.RunAsync(async () =>
        {
            var table = await ReadAsync(body, query, parallelism);
            await place.WaitForTurnAsync(cancellationToken);
            var customers = SegmentTrainer.Prepare(table, query.Options, parallelism);
            return DryRunResponse.Of(query.Model, customers, SegmentTrainer.CheckRange(customers, query.Options, cancellationToken));
        });
    }

    /// <summary>Trains and stores.</summary>
    /// <param name="table">The customers.</param>
    /// <param name="query">How, and under which name.</param>
    /// <param name="readingTime">How long the reading of the table took.</param>
    /// <param name="watch">The job that it is done for; null when there is none.</param>
    /// <param name="parallelism">Whose threads do it, and what ends it; nothing is stored then.</param>
    public async Task<StoredVersion> TrainAsync(CustomerTable table, TrainQuery query, TimeSpan readingTime, TrainingWatch? watch, Parallelism parallelism)
    {
        var start = Begin(TrainingPhase.Preparing);
        var customers = SegmentTrainer.Prepare(table, query.Options, parallelism);
        var prepared = Begin(TrainingPhase.Searching);
        var choice = SegmentTrainer.Search(customers, query.Options, parallelism, watch);
        var searched = Begin(TrainingPhase.Profiling);
        var segmented = SegmentTrainer.Assign(customers, choice, parallelism);
        var trained = SegmentTrainer.Profile(customers, choice, segmented, query.Options, parallelism);
        var charts = ChartPainter.Paint(customers, segmented, query.Options.Seed, parallelism);
        var profiled = Begin(TrainingPhase.Saving);

        var timings = new Timings(
            ReadMs: readingTime.TotalMilliseconds,
            PrepareMs: Stopwatch.GetElapsedTime(start, prepared).TotalMilliseconds,
            SearchMs: Stopwatch.GetElapsedTime(prepared, searched).TotalMilliseconds,
            ProfileMs: Stopwatch.GetElapsedTime(searched, profiled).TotalMilliseconds,
            SaveMs: 0);
        var file = new CustomersFile(customers, trained.Model);
        PartContent[] contents = [CustomersPart.Of(stream => file.Write(stream, parallelism), parallelism), ChartsFile.Of(charts, trained.Model)];
        var version = await store.PublishAsync(query.Model, trained, timings, contents, query.Promote, watch?.Job, parallelism.Cancellation);
        ServiceMetrics.Trained(version.ModelName, version.Report.Customers, version.Timings);
        return version;

        long Begin(TrainingPhase phase)
        {
            parallelism.Cancellation.ThrowIfCancellationRequested();
            watch?.Report(new TrainingProgress(phase, 0));
            return Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Makes a table of the rows: customers as they are, or those of a log of orders.</summary>
    private async Task<CustomerTable> ReadAsync(TableBody body, TrainQuery query, Parallelism parallelism)
    {
        body = body with { Sheet = query.Sheet };
        if (query.Orders is { } orders)
        {
            var log = new OrderSink(orders, reading.Value);
            await CustomerBody.ReadAsync(body, log, reading.Value, parallelism);
            return log.Build();
        }

        var preparation = query.Options.Preparation;
        var table = new TableSink(
            reading.Value.ToTableLimits(),
            name => (preparation.Parts.Id is { } id && ColumnName.AreAlike(name, id)) || ColumnMeaning.MayBeId(name),
            query.Decimal,
            name => preparation.Encode.Any(encoded => ColumnName.AreAlike(name, encoded)),
            preparation.DateFormat);
        await CustomerBody.ReadAsync(body, table, reading.Value, parallelism);
        return table.Build();
    }
}
