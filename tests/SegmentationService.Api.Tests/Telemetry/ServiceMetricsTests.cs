using System.Diagnostics.Metrics;
using SegmentationService.Api.Telemetry;

namespace SegmentationService.Api.Tests.Telemetry;

/// <summary>Protects the counts: each customer assigned is counted once, with its segment, and thousands of segments make few series.</summary>
public sealed class ServiceMetricsTests
{
    [Fact]
    public async Task Predictions_OneByOneAndInABatch_AreCountedBySegment()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, $"?model=counted&clusters=2&{Tables.Plain}");
        using var counts = new Counts("counted");

        await app.PredictAsync("""{"x": 1}""", "?model=counted");
        await app.PredictAsync("""{"x": 11}""", "?model=counted");
        await app.PredictAsync("""{"x": "oops"}""", "?model=counted");
        await app.PredictBatchAsync(Body.Csv("x\n0\n2\n12\noops\n"), "text/csv", "?model=counted");
        await app.PredictBatchAsync(Body.Json("""[{"x": 11}]"""), "application/json", "?model=counted");

        Assert.Equal([("1", 3), ("2", 3)], counts.Segments);
    }

    [Fact]
    public void Predictions_OfManySegments_MakeFewSeries()
    {
        using var counts = new Counts("many");

        for (var segment = 1; segment <= 10_000; segment++) ServiceMetrics.Predicted("many", segment, customers: 2);

        var segments = counts.Segments.ToDictionary();
        Assert.Equal(51, segments.Count);
        Assert.Equal((2L, 2L, 2L * 9_950), (segments["1"], segments["50"], segments["other"]));
    }

    /// <summary>Listens to the predictions of one model, for other tests predict at the same time.</summary>
    private sealed class Counts : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

        public Counts(string model)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Meter.Name: ServiceMetrics.MeterName, Name: "segmentation.predictions" }) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
            {
                if (!tags.ToArray().Contains(new("model", model))) return;
                var segment = (string)tags.ToArray().Single(tag => tag.Key == "segment").Value!;
                lock (_counts) _counts[segment] = _counts.GetValueOrDefault(segment) + count;
            });
            _listener.Start();
        }

        public IEnumerable<(string Segment, long Count)> Segments
        {
            get
            {
                lock (_counts) return [.. _counts.Select(pair => (pair.Key, pair.Value))];
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
