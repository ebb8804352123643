using System.Diagnostics;
using CsvHelper;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Storage;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Training;

/// <summary>From a table to a stored version: the three steps of training, each timed, and the publication.</summary>
internal sealed class TrainingRun(ModelStore store, IOptions<TrainingLimits> limits)
{
    /// <summary>The columns of a version's customers.</summary>
    private static readonly string[] CustomerColumns = ["id", "segment", "name", "confidence", "distance", "outlier"];

    private readonly int _threads = limits.Value.Threads == 0 ? Environment.ProcessorCount : limits.Value.Threads;

    /// <summary>Trains and stores.</summary>
    /// <param name="table">The customers.</param>
    /// <param name="query">How, and under which name.</param>
    /// <param name="reading">How long the reading of the table took.</param>
    /// <param name="cancellationToken">Ends the training; nothing is stored then.</param>
    public StoredVersion Run(CustomerTable table, TrainQuery query, TimeSpan reading, CancellationToken cancellationToken)
    {
        var parallelism = new Parallelism(_threads, cancellationToken);
        var start = Stopwatch.GetTimestamp();
        var customers = SegmentTrainer.Prepare(table, query.Options, parallelism);
        var prepared = Stopwatch.GetTimestamp();
        var choice = SegmentTrainer.Search(customers, query.Options, parallelism);
        var searched = Stopwatch.GetTimestamp();
        var model = SegmentTrainer.Profile(customers, choice, query.Options, parallelism);
        var profiled = Stopwatch.GetTimestamp();

        cancellationToken.ThrowIfCancellationRequested();
        var timings = new Timings(
            ReadMs: reading.TotalMilliseconds,
            PrepareMs: Stopwatch.GetElapsedTime(start, prepared).TotalMilliseconds,
            SearchMs: Stopwatch.GetElapsedTime(prepared, searched).TotalMilliseconds,
            ProfileMs: Stopwatch.GetElapsedTime(searched, profiled).TotalMilliseconds,
            SaveMs: 0);
        return store.Publish(query.Model, model, timings, stream => WriteCustomers(stream, customers, model), query.Promote);
    }

    /// <summary>Writes what <c>/predict</c> would say of every training customer, by the same arithmetic.</summary>
    private static void WriteCustomers(Stream stream, PreparedCustomers customers, SegmentationModel model)
    {
        var assigner = new SegmentAssigner(model);
        using var csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteHeader(CustomerColumns);
        Span<SegmentDistance> nearest = new SegmentDistance[1];
        var point = new float[customers.Points.Features];
        for (var i = 0; i < customers.Points.Count; i++)
        {
            customers.Points.CopyPoint(i, point);
            assigner.AssignPoint(point, nearest);
            var segment = model.Segments[nearest[0].Segment];
            csv.WriteField(customers.Id(i));
            csv.WriteField(nearest[0].Segment + 1);
            csv.WriteField(segment.Name);
            csv.WriteField(nearest[0].Confidence);
            csv.WriteField(nearest[0].Distance);
            csv.WriteField(nearest[0].Distance > segment.Radius ? "true" : "false");
            csv.EndRecord();
        }
    }
}
