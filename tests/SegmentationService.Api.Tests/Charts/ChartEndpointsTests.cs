namespace SegmentationService.Api.Tests.Charts;

/// <summary>What pages draw of a version.</summary>
public class ChartEndpointsTests
{
    private const string Charts = "/models/default/versions/champion/charts";

    [Fact]
    public async Task Map_OfOneColumn_ShowsWhatCanBeWorkedOutByHand()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");

        var map = (await app.GetAsync($"{Charts}/map")).Expect(200);

        // Five customers at 0, 1, 2, 10 and 12 are 5 on average; centres 1 and 11.
        Assert.Equal(("default", 1), (map.Text("model"), map.Int("version")));
        Assert.Equal(["C1", "C2", "C3", "C4", "C5"], map.Items("customers").Select(customer => customer.Text("id")));
        Assert.Equal([-5, -4, -3, 5, 7], map.Items("customers").Select(customer => Math.Round(customer.Number("x"), 5)));
        Assert.Equal([1, 1, 1, 2, 2], map.Items("customers").Select(customer => customer.Int("segment")));
        Assert.Equal([-4, 6], map.Items("segments").Select(segment => Math.Round(segment.Number("x"), 5)));
        Assert.Equal(("more x", 1.0), (map.Items("axes")[0].Text("name"), Math.Round(map.Items("axes")[0].Number("share"), 9)));
    }

    [Fact]
    public async Task Map_OfOneCustomer_IsWhereTrainingPutIt()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Shop(60), "?clusters=3");
        var map = (await app.GetAsync($"{Charts}/map")).Expect(200);
        var rows = Tables.Objects(Tables.Shop(60));

        for (var i = 0; i < 10; i++)
        {
            var place = (await app.PostAsync($"{Charts}/map", Body.Json(rows[i]))).Expect(200);

            Assert.Equal(map.Items("customers")[i].Number("x"), place.Number("x"), 1e-9);
            Assert.Equal(map.Items("customers")[i].Number("y"), place.Number("y"), 1e-9);
        }
    }

    [Fact]
    public async Task Map_OfWhatIsNoCustomer_IsTheProblemThatPredictAnswers()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");

        (await app.PostAsync($"{Charts}/map", Body.Json("""{"x": "far"}"""))).ExpectProblem(422, "not-a-number", "'x'");
        (await app.PostAsync($"{Charts}/map", Body.Json("{}"))).ExpectProblem(422, "no-usable-field");
        (await app.PostAsync($"{Charts}/map", Body.Json("["))).ExpectProblem(400, "invalid-json");
    }

    [Fact]
    public async Task Effects_OfManyCustomers_AreThoseOfTheProfile()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync((await app.GetAsync("/samples/customers?count=100000")).Text, "?clusters=4&restarts=1");

        var effects = (await app.GetAsync($"{Charts}/effects")).Expect(200).Items("segments");

        var profiles = (await app.GetAsync("/models/default/versions/champion")).Expect(200).Items("segments");
        for (var c = 0; c < profiles.Length; c++)
            foreach (var feature in profiles[c].Items("distinguishing")) Assert.Equal(feature.Number("effect"), effects[c].GetProperty("effects").Number(feature.Text("feature")));
    }

    [Fact]
    public async Task Effects_OfOneColumn_AreWhatCanBeWorkedOutByHand()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");

        var segments = (await app.GetAsync($"{Charts}/effects")).Expect(200).Items("segments");

        // The mean is 5, the population standard deviation sqrt((25 + 16 + 9 + 25 + 49) / 5), the centres are 1 and 11.
        var deviation = Math.Sqrt(124.0 / 5);
        Assert.Equal(-4 / deviation, segments[0].GetProperty("effects").Number("x"), 1e-6);
        Assert.Equal(6 / deviation, segments[1].GetProperty("effects").Number("x"), 1e-6);
    }

    [Fact]
    public async Task Silhouettes_OfClearGroups_AreThoseOfTheAnswer()
    {
        await using var app = new SegmentationApp();
        var trained = await app.TrainedAsync(Tables.Blobs, "?clusters=3");

        var silhouettes = (await app.GetAsync($"{Charts}/silhouettes")).Expect(200);

        var segments = silhouettes.Items("segments");
        Assert.Equal(trained.Items("segments").Select(segment => segment.Text("name")), segments.Select(segment => segment.Text("name")));
        Assert.Equal([20, 15, 10], segments.Select(segment => segment.Items("values").Length));
        Assert.All(segments, segment => Assert.Equal(segment.Items("values").Select(value => value.GetDouble()).OrderDescending(), segment.Items("values").Select(value => value.GetDouble())));
        Assert.Equal(
            trained.GetProperty("quality").Number("silhouette"),
            segments.SelectMany(segment => segment.Items("values")).Average(value => value.GetDouble()),
            1e-6);
    }

    [Fact]
    public async Task Distributions_ByFeature_CountTheCustomersOfEachSegment()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");

        var feature = Assert.Single((await app.GetAsync($"{Charts}/distributions?feature=x")).Expect(200).Items("features"));

        Assert.Equal([0, 1, 2, 10, 12], feature.Items("bins").Select(bin => bin.Number("from")));
        Assert.Equal(["[1,1,1,0,0]", "[0,0,0,1,1]"], feature.Items("segments").Select(segment => segment.GetProperty("counts").ToString()));
        (await app.GetAsync($"{Charts}/distributions?feature=y")).ExpectProblem(400, "invalid-parameter", "its features are x");
    }

    [Theory]
    [InlineData("map")]
    [InlineData("effects")]
    [InlineData("silhouettes")]
    [InlineData("distributions")]
    public async Task Charts_OfAVersionThatIsNotThere_AreAProblem(string chart)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");

        (await app.GetAsync($"/models/default/versions/7/charts/{chart}")).ExpectProblem(404, "unknown-version");
        (await app.GetAsync($"/models/other/versions/1/charts/{chart}")).ExpectProblem(404, "unknown-model");
        (await app.GetAsync($"/models/default/versions/1/charts/{chart}?size=3")).ExpectProblem(400, "invalid-parameter", "'size'");
    }
}
