using System.Diagnostics.Metrics;
using System.Globalization;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Telemetry;

/// <summary>What the service counts and measures of itself, beside what ASP.NET Core does. Costs next to nothing while nobody listens. Thread-safe.</summary>
internal static class ServiceMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "SegmentationService";

    /// <summary>Segments of a higher id are counted together, so that a model of thousands makes no thousands of series.</summary>
    public const int SegmentsApart = 50;

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Predictions = Meter.CreateCounter<long>("segmentation.predictions", "{customer}", "Customers assigned, by model and segment.");

    private static readonly Counter<long> TrainedCustomers = Meter.CreateCounter<long>("segmentation.training.customers", "{customer}", "Customers trained on, by model.");

    private static readonly Histogram<double> Phases = Meter.CreateHistogram(
        "segmentation.training.phase.duration",
        "s",
        "How long each phase of a training took that was stored.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800] });

    // By id; there is no 0.
    private static readonly string[] SegmentLabels = [.. Enumerable.Range(1, SegmentsApart).Prepend(0).Select(id => id.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Whether anybody wants to know of predictions.</summary>
    public static bool CountsPredictions => Predictions.Enabled;

    /// <summary>Counts customers that were assigned.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="segment">The id of the segment.</param>
    /// <param name="customers">How many.</param>
    public static void Predicted(string model, int segment, int customers)
    {
        if (!Predictions.Enabled) return;
        Predictions.Add(customers, new KeyValuePair<string, object?>("model", model), new KeyValuePair<string, object?>("segment", segment <= SegmentsApart ? SegmentLabels[segment] : "other"));
    }

    /// <summary>Tells of a training that has just been stored.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="customers">How many it was trained on.</param>
    /// <param name="timings">How long its phases took.</param>
    public static void Trained(string model, int customers, Timings timings)
    {
        TrainedCustomers.Add(customers, new KeyValuePair<string, object?>("model", model));
        Phases.Record(timings.ReadMs / 1000, new KeyValuePair<string, object?>("phase", "read"));

        (string Phase, double Milliseconds)[] latest = [("save", timings.SaveMs), ("profile", timings.ProfileMs), ("search", timings.SearchMs), ("prepare", timings.PrepareMs)];
        var end = DateTimeOffset.UtcNow;
        foreach (var (phase, milliseconds) in latest)
        {
            Phases.Record(milliseconds / 1000, new KeyValuePair<string, object?>("phase", phase));
            var start = end - TimeSpan.FromMilliseconds(milliseconds);
            ServiceTraces.AddSpan("training." + phase, start, end);
            end = start;
        }
    }
}
