using System.Text.Json;

namespace SegmentationService.Api.Tests.Drift;

/// <summary>Protects what is told of drift: predictions are counted, each once and nothing else, the counts outlive the process, and what has changed is told.</summary>
public sealed class DriftEndpointTests : IAsyncLifetime
{
    private const string Path = "/models/default/versions/champion/drift";

    private SegmentationApp App { get; set; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await App.DisposeAsync();

    [Fact]
    public async Task Drift_OfTheTrainingCustomers_IsNone()
    {
        await App.TrainedAsync(Tables.Blobs, $"?clusters=3&{Tables.Plain}");
        await PredictAsync(Tables.Blobs, factor: 1);

        var drift = (await App.GetAsync(Path)).Expect(200);

        Assert.Equal(("default", 1, 45, 45, false), (drift.Text("model"), drift.Int("version"), drift.Int("customers"), drift.Int("trainingCustomers"), drift.GetProperty("drift").GetBoolean()));
        Assert.Equal(["x", "y"], drift.FeatureNames());
        Assert.All(drift.Items("features"), feature =>
        {
            Assert.Equal((45, false), (feature.Int("customers"), feature.GetProperty("drift").GetBoolean()));
            Assert.Equal(0, feature.Number("chiSquare"), 1e-9);
            Assert.All(feature.Items("bins"), bin => Assert.Equal(bin.Int("training"), bin.Int("live")));
            Assert.Equal(JsonValueKind.Null, feature.Items("bins")[^1].GetProperty("upTo").ValueKind);
        });

        // By hand: the groups of 20, 15 and 10 are the segments; of x the values 0 to 4 and 100 to 104, the lowest decile at the fifth smallest.
        Assert.Equal([(1, 20, 20), (2, 15, 15), (3, 10, 10)], drift.GetProperty("segments").Items("segments").Select(segment => (segment.Int("id"), segment.Int("training"), segment.Int("live"))));
        Assert.Equal(0, drift.Items("features")[0].Items("bins")[0].Number("upTo"), 1e-4);
        Assert.Equal([("x", 0, 0), ("y", 0, 0)], drift.Items("missing").Select(missing => (missing.Text("name"), missing.Int("training"), missing.Int("live"))));
        Assert.Contains("calls_counted", drift.Items("notices").Select(notice => notice.Text("code")));
    }

    [Fact]
    public async Task Drift_OfOtherCustomers_IsToldOfWhatHasChanged()
    {
        await App.TrainedAsync(Tables.Blobs, $"?clusters=3&{Tables.Plain}");
        for (var i = 0; i < 60; i++) (await App.PredictAsync($$"""{"x": {{i % 5}}, "y": null}""")).Expect(200);

        var drift = (await App.GetAsync(Path)).Expect(200);

        Assert.True(drift.GetProperty("drift").GetBoolean());
        Assert.True(drift.Item("features", "name", "x").GetProperty("drift").GetBoolean());
        Assert.True(drift.Item("missing", "name", "y").GetProperty("drift").GetBoolean());
        Assert.Equal((60, 60), (drift.Item("missing", "name", "y").Int("live"), drift.Item("missing", "name", "y").Int("customers")));
        Assert.False(drift.Item("missing", "name", "x").GetProperty("drift").GetBoolean());

        // Nobody has a y of its own: there is nothing to compare, and the median that stands in for it is no drift of y.
        Assert.Equal((0, 0, 1.0, false), (drift.Item("features", "name", "y").Int("customers"), drift.Item("features", "name", "y").Int("degrees"), drift.Item("features", "name", "y").Number("q"), drift.Item("features", "name", "y").GetProperty("drift").GetBoolean()));
    }

    [Fact]
    public async Task Drift_WithoutPredictionsOneByOne_CountsNobody()
    {
        await App.TrainedAsync(Tables.Blobs, $"?clusters=3&{Tables.Plain}");
        (await App.PredictBatchAsync(Body.Csv(Tables.Blobs))).Expect(200);
        (await App.PostAsync("/explain", Body.Json("""{"x": 1, "y": 2}"""))).Expect(200);
        (await App.PredictAsync("""{"x": "oops"}""")).ExpectProblem(422, "not-a-number");

        var drift = (await App.GetAsync(Path)).Expect(200);

        Assert.Equal((0, false, JsonValueKind.Null), (drift.Int("customers"), drift.GetProperty("drift").GetBoolean(), drift.GetProperty("since").ValueKind));
        Assert.All(drift.Items("features"), feature => Assert.Equal((0, 0, 1.0), (feature.Int("customers"), feature.Int("degrees"), feature.Number("p"))));
    }

    [Fact]
    public async Task Drift_AfterARestart_CountsOn()
    {
        await App.TrainedAsync(Tables.Blobs, $"?clusters=3&{Tables.Plain}");
        for (var i = 0; i < 7; i++) (await App.PredictAsync("""{"x": 1, "y": 2}""")).Expect(200);
        var since = (await App.GetAsync(Path)).Json.Text("since");

        App = await App.RestartAsync();
        Assert.Equal((7, since), ((await App.GetAsync(Path)).Json.Int("customers"), (await App.GetAsync(Path)).Json.Text("since")));
        (await App.PredictAsync("""{"x": 1, "y": 2}""")).Expect(200);

        var drift = (await App.GetAsync(Path)).Expect(200);
        Assert.Equal((8, since), (drift.Int("customers"), drift.Text("since")));

        // The file is that of this version and of the one place; once more, and nothing is counted twice.
        App = await App.RestartAsync();
        Assert.Equal(8, (await App.GetAsync(Path)).Json.Int("customers"));
        Assert.Equal(["1.json"], Directory.GetFiles(System.IO.Path.Combine(App.Folder.Path, "drift", "default", "1")).Select(System.IO.Path.GetFileName));
    }

    [Theory]
    [InlineData("{\"formatVersion\": 1, \"model\": \"defa")]
    [InlineData("{\"formatVersion\": 2}")]
    [InlineData("")]
    public async Task Drift_WhereAFileIsDamaged_LeavesItOutAndSaysSo(string content)
    {
        await App.TrainedAsync(Tables.Blobs, $"?clusters=3&{Tables.Plain}");
        (await App.PredictAsync("""{"x": 1, "y": 2}""")).Expect(200);
        App = await App.RestartAsync();
        var folder = System.IO.Path.Combine(App.Folder.Path, "drift", "default", "1");
        await File.WriteAllTextAsync(System.IO.Path.Combine(folder, "3.json"), content);

        var drift = (await App.GetAsync(Path)).Expect(200);

        Assert.Equal(1, drift.Int("customers"));
        Assert.Contains("counts_ignored", drift.Items("notices").Select(notice => notice.Text("code")));
    }

    [Fact]
    public async Task Drift_OfADeletedVersion_IsRemovedFromTheVolume()
    {
        await App.TrainedAsync(Tables.Blobs, $"?clusters=3&{Tables.Plain}");
        (await App.PredictAsync("""{"x": 1, "y": 2}""")).Expect(200);
        await App.TrainedAsync(Tables.Blobs, $"?clusters=2&{Tables.Plain}");
        App = await App.RestartAsync();
        Assert.Equal(204, (await App.DeleteAsync("/models/default/versions/1")).Status);

        App = await App.RestartAsync();
        (await App.GetAsync("/models/default/versions/1/drift")).ExpectProblem(404, "unknown-version");
        var counted = System.IO.Path.Combine(App.Folder.Path, "drift", "default");
        for (var attempt = 0; Directory.Exists(counted) && attempt < 500; attempt++) await Task.Delay(10); // removed beside the start
        Assert.False(Directory.Exists(counted));
    }

    [Fact]
    public async Task Drift_OfAVersionBeforeItWasKept_SaysToTrainAgain()
    {
        App.Folder.CopyFrom(System.IO.Path.Combine(AppContext.BaseDirectory, "Storage", "fixtures", "v5"));
        App = await App.RestartAsync();
        var model = (await App.GetAsync("/models")).Json.Items("models")[0].Text("model");

        (await App.GetAsync($"/models/{model}/versions/1/drift")).ExpectProblem(404, "no-drift", "train again");
    }

    [Fact]
    public async Task Drift_OfWhatIsNotThere_IsAProblem()
    {
        await App.TrainedAsync(Tables.Blobs, "?clusters=3");
        (await App.GetAsync("/models/default/versions/2/drift")).ExpectProblem(404, "unknown-version");
        (await App.GetAsync("/models/other/versions/1/drift")).ExpectProblem(404, "unknown-model");
        (await App.GetAsync(Path + "?window=5")).ExpectProblem(400, "invalid-parameter");
    }

    private async Task PredictAsync(string csv, double factor)
    {
        foreach (var line in csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            var cells = line.Split(',');
            var x = double.Parse(cells[1], System.Globalization.CultureInfo.InvariantCulture) * factor;
            (await App.PredictAsync(FormattableString.Invariant($$"""{"id": "{{cells[0]}}", "x": {{x}}, "y": {{cells[2]}}}"""))).Expect(200);
        }
    }
}
