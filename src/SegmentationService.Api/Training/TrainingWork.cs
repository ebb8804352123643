using System.Diagnostics;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Api.Training;

/// <summary>All that a training does, from the body of a request to a stored version, on threads of its own.</summary>
internal sealed class TrainingWork(TrainingRun run, IOptions<TrainingLimits> limits, IOptions<ReadingOptions> reading)
{
    private readonly int _threads = limits.Value.Threads == 0 ? Environment.ProcessorCount : limits.Value.Threads;

    /// <summary>Reads, waits for its turn, trains and stores.</summary>
    /// <param name="request">Has the body.</param>
    /// <param name="query">How, and under which name.</param>
    /// <param name="place">In the queue.</param>
    /// <param name="watch">The job that it is done for; null when there is none.</param>
    /// <param name="cancellationToken">Ends it; nothing is stored then.</param>
    public async Task<StoredVersion> DoAsync(
        HttpRequest request, TrainQuery query, TrainingQueue.Place place, TrainingWatch? watch, CancellationToken cancellationToken)
    {
        using var threads = new TrainingThreads(_threads);
        return await threads.RunAsync(async () =>
        {
            var start = Stopwatch.GetTimestamp();
            watch?.Report(new TrainingProgress(TrainingPhase.Reading, 0));
            var table = await ReadAsync(request, query, cancellationToken);
            var readingTime = Stopwatch.GetElapsedTime(start);

            await place.WaitForTurnAsync(cancellationToken);
            return run.Run(table, query, readingTime, watch, cancellationToken);
        });
    }

    /// <summary>Reads, waits for its turn and reports, without training.</summary>
    /// <param name="request">Has the body.</param>
    /// <param name="query">How the training would be done.</param>
    /// <param name="place">In the queue.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<DryRunResponse> ReportAsync(HttpRequest request, TrainQuery query, TrainingQueue.Place place, CancellationToken cancellationToken)
    {
        using var threads = new TrainingThreads(_threads);
        return await threads.RunAsync(async () =>
        {
            var table = await ReadAsync(request, query, cancellationToken);
            await place.WaitForTurnAsync(cancellationToken);
            return run.Report(table, query, cancellationToken);
        });
    }

    private async Task<CustomerTable> ReadAsync(HttpRequest request, TrainQuery query, CancellationToken cancellationToken)
    {
        var sink = Sink(query);
        await CustomerBody.ReadAsync(request, sink, reading.Value, cancellationToken);
        return sink.Build();
    }

    /// <summary>What makes a table of the rows: customers as they are, or those of a log of orders.</summary>
    private ITableSink Sink(TrainQuery query)
    {
        if (query.Orders is { } orders) return new OrderSink(orders, reading.Value);
        var preparation = query.Options.Preparation;
        return new TableSink(
            reading.Value.ToTableLimits(),
            name => name.Equals(preparation.Parts.Id, StringComparison.OrdinalIgnoreCase) || ColumnParts.IsUsualIdName(name),
            query.Decimal,
            name => preparation.Encode.Contains(name, StringComparer.OrdinalIgnoreCase));
    }
}
