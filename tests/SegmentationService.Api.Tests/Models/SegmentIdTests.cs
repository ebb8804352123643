using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Telemetry;
using SegmentationService.Api.Tests.Storage;
using SegmentationService.Api.Training;
using SegmentationService.Core;
using SegmentationService.Core.Charts;
using SegmentationService.Core.Data;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Tests.Models;

/// <summary>
/// A segment is called by its id wherever it is shown, and an id says nothing of a place: the segments around 0, 10 and 20, largest first, are
/// 7, 3 and 12 here.
/// </summary>
public sealed class SegmentIdTests : IAsyncDisposable
{
    private const string Version = "/models/default/versions/champion";
    private static readonly double[] Customers = [20, 0, 1, 10, 0, 21, 11, 1, 10];
    private static readonly int[] Ids = [12, 7, 7, 3, 7, 12, 3, 7, 3];

    private SegmentationApp _app = Published();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Predict_AnswersWithIds()
    {
        foreach (var (x, ids) in ((double, int[])[])[(0, [7, 3, 12]), (11, [3, 12, 7]), (25, [12, 3, 7])])
        {
            var answer = (await _app.PredictAsync($$"""{"x": {{x}}}""")).Expect(200);

            Assert.Equal(ids[0], answer.Int("segment"));
            Assert.Equal(ids, answer.Items("alternatives").Select(segment => segment.Int("segment")));
        }
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public async Task PredictBatch_AnswersWithIds(string accept)
    {
        var answer = await _app.PredictBatchAsync(Body.Csv(Csv()), accept);

        Assert.True(answer.Status == 200, answer.Text);
        var ids = accept switch
        {
            "text/csv" => CsvRows.Parse(answer.Text).Skip(1).Select(row => int.Parse(row[1], CultureInfo.InvariantCulture)),
            "application/json" => answer.Json.EnumerateArray().Select(customer => customer.Int("segment")),
            _ => answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.Int("segment")),
        };
        Assert.Equal(Ids, ids);
    }

    [Fact]
    public async Task Version_CustomersAndCharts_HaveIds()
    {
        await AssertIdsAsync();

        _app = await _app.RestartAsync();
        await AssertIdsAsync();
        Assert.Equal(7, (await _app.PredictAsync("""{"x": 0}""")).Expect(200).Int("segment"));
    }

    [Fact]
    public async Task Import_OfAnExport_KeepsIds()
    {
        var archive = await _app.ExportAsync("default", "1");
        await using var other = new SegmentationApp();

        (await other.ImportAsync("default", archive)).Expect(201);

        Assert.Equal([7, 3, 12], (await other.GetAsync(Version)).Expect(200).Items("segments").Select(segment => segment.Int("id")));
        Assert.Equal(Ids, (await other.CustomersAsync()).Skip(1).Select(row => int.Parse(row[1], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Predictions_AreCountedByIds()
    {
        var counted = new SortedDictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Meter.Name: ServiceMetrics.MeterName, Name: "segmentation.predictions" }) listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            if (!tags.ToArray().Contains(new("model", "ids"))) return;
            var segment = (string)tags.ToArray().Single(tag => tag.Key == "segment").Value!;
            lock (counted) counted[segment] = counted.GetValueOrDefault(segment) + count;
        });
        listener.Start();
        (await _app.ImportAsync("ids", await _app.ExportAsync("default", "1"))).Expect(201);

        await _app.PredictAsync("""{"x": 21}""", "?model=ids");
        await _app.PredictBatchAsync(Body.Csv(Csv()), "text/csv", "?model=ids");

        Assert.Equal([new("12", 3), new("3", 3), new("7", 4)], counted);
    }

    private async Task AssertIdsAsync()
    {
        var version = (await _app.GetAsync(Version)).Expect(200);
        Assert.Equal([7, 3, 12], version.Items("segments").Select(segment => segment.Int("id")));
        Assert.Equal([4, 3, 2], version.Sizes());
        Assert.Equal(Ids, (await _app.CustomersAsync()).Skip(1).Select(row => int.Parse(row[1], CultureInfo.InvariantCulture)));

        var map = (await _app.GetAsync($"{Version}/charts/map")).Expect(200);
        Assert.Equal([7, 3, 12], map.Items("segments").Select(segment => segment.Int("id")));
        Assert.Equal(Ids, map.Items("customers").Select(customer => customer.Int("segment")));
        Assert.Equal([7, 3, 12], (await _app.GetAsync($"{Version}/charts/effects")).Expect(200).Items("segments").Select(segment => segment.Int("id")));

        var silhouettes = (await _app.GetAsync($"{Version}/charts/silhouettes")).Expect(200).Items("segments");
        Assert.Equal([(7, 4), (3, 3), (12, 2)], silhouettes.Select(segment => (segment.Int("id"), segment.Items("values").Length)));
        var distribution = (await _app.GetAsync($"{Version}/charts/distributions")).Expect(200).Items("features")[0];
        Assert.Equal([(7, 4), (3, 3), (12, 2)], distribution.Items("segments").Select(segment => (segment.Int("id"), segment.Items("counts").Sum(count => count.GetInt32()))));
    }

    private static string Csv() => "x\n" + string.Join('\n', Customers.Select(x => x.ToString(CultureInfo.InvariantCulture))) + "\n";

    private static SegmentationApp Published()
    {
        var builder = new CustomerTableBuilder(RowUnit.Line, new TableLimits(), _ => false);
        var x = builder.AddColumn("x");
        var part = builder.BeginPart(Customers.Length);
        for (var i = 0; i < Customers.Length; i++)
        {
            part.BeginCustomer(i + 2);
            part.Add(x, Customers[i]);
            part.EndCustomer();
        }

        builder.Append(part);
        var options = new TrainingOptions { Clusters = 3 };
        var parallelism = new Parallelism(1, CancellationToken.None);
        var customers = SegmentTrainer.Prepare(builder.Build(), options, parallelism);
        var choice = SegmentTrainer.Search(customers, options, parallelism);
        var segmented = SegmentTrainer.Assign(customers, choice, parallelism);
        var trained = SampleModels.WithIds(SegmentTrainer.Profile(customers, choice, segmented, options, parallelism), 7, 3, 12);
        var app = new SegmentationApp();
        PartContent[] contents =
        [
            CustomersPart.Of(stream => new CustomersFile(customers, trained.Model).Write(stream, parallelism)), ChartsFile.Of(ChartPainter.Paint(customers, segmented, options.Seed, parallelism), trained.Model),
        ];
        app.Services.GetRequiredService<ModelStore>().Publish("default", trained, new Timings(0, 0, 0, 0, 0), contents, promote: true);
        return app;
    }
}
