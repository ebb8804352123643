using Microsoft.Extensions.Logging.Abstractions;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tests.Storage;
using SegmentationService.Core.Charts;
using SegmentationService.Core.Data;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>Models whose every number is finite, and of which something infinite would be computed: they are refused, and where an older build took one its answers are still JSON.</summary>
public sealed class InfiniteImportTests : IDisposable
{
    private readonly TemporaryFolder _forge = new();

    public void Dispose() => _forge.Dispose();

    [Theory]
    [InlineData(3.4e38f)]
    [InlineData(-1e30f)]
    [InlineData(2e19f)] // whose square alone is finite, and not its difference to the farthest customer
    [InlineData(1.1e15f)]
    public async Task Import_CoordinateBeyondCustomers_IsRefused(float coordinate)
    {
        await using var app = new SegmentationApp();

        var answer = await app.ImportAsync("default", await ForgeAsync(coordinate));

        answer.ExpectProblem(422, "invalid-version", "coordinate", "1e+15");
        Assert.Empty((await app.GetAsync("/models")).Expect(200).Items("models"));
    }

    [Fact]
    public async Task Import_LargestCoordinate_IsTakenAndPredicts()
    {
        await using var app = new SegmentationApp();
        (await app.ImportAsync("default", await ForgeAsync(1e15f))).Expect(201);

        await AssertFiniteAsync(app);
    }

    [Theory]
    [InlineData(1e300, 1)]
    [InlineData(1e16, 1)]
    [InlineData(0, 1e300)]
    [InlineData(0, -1.5)]
    public async Task Import_MapThatNoPlaceCanBeComputedOn_IsRefused(double center, double weight)
    {
        await using var app = new SegmentationApp();

        (await app.ImportAsync("default", await ForgeAsync(1, center, weight))).ExpectProblem(422, "invalid-version", "charts.json");
    }

    [Theory]
    [InlineData(3.4e38f)]
    [InlineData(-3e30f)]
    public async Task Predict_ModelTakenByAnOlderBuild_IsFinite(float coordinate)
    {
        await using var app = new SegmentationApp();
        using (var store = ModelStore.Open(app.Folder.Options, TimeProvider.System, NullLogger<ModelStore>.Instance)) Store(store, coordinate);

        await AssertFiniteAsync(app);
    }

    private static async Task AssertFiniteAsync(SegmentationApp app)
    {
        foreach (var x in (string[])["0", "1e60", "-1e60", "12"])
        {
            var answer = (await app.PredictAsync($$"""{"x": {{x}}}""")).Expect(200);
            Assert.True(double.IsFinite(answer.Number("distance")));
            Assert.Equal(1, answer.Items("alternatives").Sum(segment => segment.Number("confidence")), 9);
            var batch = (await app.PredictBatchAsync(Body.Csv($"x\n{x}\n"), "text/csv")).Text;
            Assert.DoesNotContain("Infinity", batch, StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", batch, StringComparison.Ordinal);
        }
    }

    private static StoredVersion Store(ModelStore store, float coordinate, double center = 0, double weight = 1)
    {
        var (plain, report) = SampleModels.Plain();
        var centroids = new FeatureMatrix(2, 1);
        centroids[0, 0] = coordinate;
        centroids[1, 0] = 10;
        var model = new SegmentationModel { FeatureSet = plain.FeatureSet, Centroids = centroids, Temperature = plain.Temperature, Segments = plain.Segments };
        var charts = new SegmentCharts(
            new CustomerMap([center], new MapAxis("x", 1, [weight]), new MapAxis("", 0, [0])), [], [new FeatureHistogram("x", [new HistogramBin(0, 1)], [[1], [1]])], [[0], [0]], [0, 0], 4);
        return store.Publish(
            "default",
            new TrainedModel(model, report),
            new Timings(1, 2, 3, 4, 0),
            [CustomersPart.Of(stream => stream.Write("id,segment,name,confidence,distance,outlier\n1,1,a,1,0,false\n2,1,a,1,0,false\n3,2,b,1,0,false\n4,2,b,1,0,false\n"u8)), ChartsFile.Of(charts, model)],
            promote: true);
    }

    private async Task<byte[]> ForgeAsync(float coordinate, double center = 0, double weight = 1)
    {
        using var store = ModelStore.Open(_forge.Options, TimeProvider.System, NullLogger<ModelStore>.Instance);
        using var archive = store.OpenArchive(Store(store, coordinate, center, weight))!;
        using var bytes = new MemoryStream();
        await archive.WriteAsync(bytes, CancellationToken.None);
        return bytes.ToArray();
    }
}
