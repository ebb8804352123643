using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Sources;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Telemetry;
using SegmentationService.Core;
using SegmentationService.Core.Charts;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Training;

/// <summary>All that a training does, from a body to a stored version, on threads of its own: the reading, the steps, each timed, and the publication.</summary>
internal sealed class TrainingWork(ModelStore store, SourceReader sources, MemoryBudget budget, IOptions<TrainingLimits> limits, IOptions<ReadingOptions> reading, IOptions<DataOptions> data, PointsFiles points, IPartCarrier? carrier = null)
{
    /// <summary>From here on the passes over points leave arrays of gigabytes, which the collector would find late; in bytes.</summary>
    private const long LargePoints = 1L << 30;

    private readonly int _threads = limits.Value.Threads == 0 ? Environment.ProcessorCount : limits.Value.Threads;

    private readonly ConcurrentDictionary<Guid, string> _underWay = new();

    /// <summary>Whether this process reads a table, waits or trains for a model.</summary>
    /// <param name="model">The name of the model.</param>
    public bool IsUnderWay(string model) => _underWay.Values.Contains(model, StringComparer.Ordinal);

    /// <summary>Reads, waits for its turn, trains and stores.</summary>
    /// <param name="body">The table.</param>
    /// <param name="query">How, and under which name.</param>
    /// <param name="place">In the queue.</param>
    /// <param name="watch">The job that it is done for; null when there is none.</param>
    /// <param name="cancellationToken">Ends it; nothing is stored then.</param>
    public async Task<StoredVersion> DoAsync(
        TableBody body, TrainQuery query, TrainingQueue.Place place, TrainingWatch? watch, CancellationToken cancellationToken)
    {
        using var scratch = new ScratchFile();
        var own = Guid.NewGuid();
        _underWay[own] = query.Model;
        try
        {
            return await RunAsync(
                async parallelism =>
                {
                    var start = Stopwatch.GetTimestamp();
                    watch?.Report(new TrainingProgress(TrainingPhase.Reading, 0));
                    var (table, _) = await ReadAsync(body, query, scratch, parallelism, done => watch?.Report(new TrainingProgress(TrainingPhase.Reading, done)));
                    return (Table: table, Time: Stopwatch.GetElapsedTime(start));
                },
                place,
                (read, parallelism) => TrainAsync(read.Table, query, read.Time, watch, parallelism),
                cancellationToken);
        }
        finally
        {
            _underWay.TryRemove(own, out _);
        }
    }

    /// <summary>Reads, waits for its turn and reports, without a search; refuses what a training would refuse of the table.</summary>
    /// <param name="body">The table.</param>
    /// <param name="query">How the training would be done, and under which name.</param>
    /// <param name="place">In the queue.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<DryRunResponse> ReportAsync(TableBody body, TrainQuery query, TrainingQueue.Place place, CancellationToken cancellationToken)
    {
        using var scratch = new ScratchFile();
        return await RunAsync(
            parallelism => ReadAsync(body, query, scratch, parallelism),
            place,
            async (read, parallelism) =>
            {
                var (table, source) = read;
                var customers = SegmentTrainer.Prepare(table, Limited(query.Options), parallelism);
                var (parent, notices) = await ParentLookup.FindAsync(store, query, customers, parallelism.Cancellation);
                var promotion = Promotion.Decide(query.Promote, store.Find(query.Model), customers.FeatureSet, query.Model, number: null);
                return DryRunResponse.Of(query.Model, customers, table.Orders, parent?.Version, promotion, notices.Concat(SegmentTrainer.CheckRange(customers, query.Options, parallelism.Cancellation))) with
                {
                    Files = source?.Files is { } files ? FilesResponse.Of(files, table.Customers, MemoryOf(table, customers)) : null,
                    Database = source?.Table is { } reading ? DatabaseResponse.Of(reading, table.Customers, MemoryOf(table, customers)) : null,
                };
            },
            cancellationToken);
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
        using var shared = carrier is not null && table.Customers >= limits.Value.SharedFrom ? new SharedPoints(points, carrier, limits.Value.CustomersOfPart) : null;
        var customers = SegmentTrainer.Prepare(table, Limited(query.Options), parallelism, shared is null ? null : shared.Make);
        var elsewhere = shared?.Deal(parallelism.Cancellation);
        var (parent, notices) = await ParentLookup.FindAsync(store, query, customers, parallelism.Cancellation);
        var prepared = Begin(TrainingPhase.Searching);
        var choice = SegmentTrainer.Search(customers, query.Options, parallelism, watch, elsewhere);
        if (customers.Points.Bytes >= LargePoints) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var searched = Begin(TrainingPhase.Profiling);
        var segmented = SegmentTrainer.Assign(customers, choice, parallelism);
        var trained = SegmentTrainer.Profile(customers, choice, segmented, query.Options, parallelism, parent, elsewhere);
        trained = trained with { Report = trained.Report with { Notices = [.. trained.Report.Notices, .. notices] } };
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
        var version = await store.PublishAsync(query.Model, trained, timings, contents, query.Promote, watch?.Job, query.ToSource(), parallelism.Cancellation);
        ServiceMetrics.Trained(version.ModelName, version.Report.Customers, version.Timings);
        return version;

        long Begin(TrainingPhase phase)
        {
            parallelism.Cancellation.ThrowIfCancellationRequested();
            watch?.Report(new TrainingProgress(phase, 0));
            return Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Reads, takes a place for what has been read, waits for its turn and works, no longer than is allowed.</summary>
    private async Task<TResult> RunAsync<TRead, TResult>(
        Func<Parallelism, Task<TRead>> read, TrainingQueue.Place place, Func<TRead, Parallelism, Task<TResult>> work, CancellationToken cancellationToken)
    {
        using var threads = new YieldingThreads("Training", _threads);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var memory = budget.Open();
        var parallelism = threads.ToParallelism(end.Token) with { Memory = memory };
        try
        {
            return await threads.RunAsync(async () =>
            {
                var table = await read(parallelism);
                await place.WaitForTurnAsync(cancellationToken);
                if (limits.Value.MaxMinutes > 0) end.CancelAfter(TimeSpan.FromMinutes(limits.Value.MaxMinutes));
                return await work(table, parallelism);
            });
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeLimitException(
                $"The training did not end within {limits.Value.MaxMinutes.ToString(CultureInfo.InvariantCulture)} minutes, the most that is allowed, and nothing was stored. Fewer segments, restarts, columns or customers take less; an operator allows more with {TrainingLimits.Section}:{nameof(TrainingLimits.MaxMinutes)}.");
        }
    }

    /// <summary>
    /// About what a training holds: a double for each cell of a customer as long as these are kept in memory, or else for each customer those of a column at work; a float for each feature; and the segment
    /// and the distance to its centroid.
    /// </summary>
    private long MemoryOf(CustomerTable table, PreparedCustomers customers)
    {
        var (cells, most) = (sizeof(double) * (long)table.Customers * table.Columns.Count, data.Value.MaxBytesInMemory);
        return (cells <= most ? cells : most + (FeaturePreparation.BytesOfColumnAtWork * (long)table.Customers)) + (table.Customers * ((sizeof(float) * (long)customers.FeatureSet.Features.Count) + sizeof(int) + sizeof(float)));
    }

    private TrainingOptions Limited(TrainingOptions options) => options with { Preparation = options.Preparation with { MaxFeatures = reading.Value.MaxFeatures } };

    /// <summary>Makes a table of the rows: customers as they are, or those of a log of orders. With where they lay, where the body names that.</summary>
    private async Task<(CustomerTable Table, ReadSource? Source)> ReadAsync(TableBody body, TrainQuery query, ScratchFile scratch, Parallelism parallelism, Action<double>? progress = null)
    {
        scratch.Memory = parallelism.Memory;
        body = body with { Sheet = query.Sheet, LeftOutLines = query.SkipLines };
        if (query.Orders is { } orders)
        {
            var log = new OrderSink(orders, reading.Value, parallelism.Memory);
            var ofLog = await sources.ReadAsync(body, log, parallelism, progress);
            return (log.Build(), ofLog);
        }

        var (request, whole) = await SourceRequest.OfAsync(body, parallelism.Cancellation);
        var preparation = query.Options.Preparation;
        var table = new TableSink(
            request is null ? reading.Value.ToTableLimits() : reading.Value.ToTableLimits() with { MaxCustomers = data.Value.MaxCustomers },
            name => (preparation.Parts.Id is { } id && ColumnName.AreAlike(name, id)) || ColumnMeaning.MayBeId(name),
            query.Decimal,
            name => preparation.Encode.Any(encoded => ColumnName.AreAlike(name, encoded)),
            preparation.DateFormat,
            parallelism.Memory,
            request is null ? null : new PutAside(scratch, data.Value.MaxBytesInMemory));
        var source = await sources.ReadAsync(request, whole, table, parallelism, progress);
        return (table.Build(), source);
    }
}
