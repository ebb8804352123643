namespace SegmentationService.Api.Tests.Training;

/// <summary>The same body, parameters and seed are the same stored bytes.</summary>
public class TrainDeterminismTests
{
    [Fact]
    public async Task Train_OnOneTwoAndEightThreads_StoresTheSameBytes()
    {
        var csv = Tables.Shop(1_500); // one chunk: the threads share the runs of the search
        var hashes = new List<string>();
        var customers = new List<string>();
        foreach (var threads in (string[])["1", "2", "8", "8"])
        {
            await using var app = SegmentationApp.With(("Training:Threads", threads));
            await app.TrainedAsync(csv, "?maxClusters=5&restarts=2&seed=7");
            hashes.Add(app.ModelHash("default", 1));
            customers.Add((await app.GetAsync("/models/default/versions/1/customers")).Text);
        }

        Assert.Single(hashes.Distinct());
        Assert.Single(customers.Distinct());
    }

    [Fact]
    public async Task Train_Again_IsANewVersionOfTheSameBytes()
    {
        await using var app = new SegmentationApp();
        var first = await app.TrainedAsync(Tables.Shop(80), "?maxClusters=4&restarts=2");
        var second = await app.TrainedAsync(Tables.Shop(80), "?restarts=2&maxClusters=4&seed=42&parent=none");

        Assert.Equal((1, 2), (first.Int("version"), second.Int("version")));
        Assert.Equal(first.Text("fingerprint"), second.Text("fingerprint"));
        Assert.Equal(app.ModelHash("default", 1), app.ModelHash("default", 2));
    }

    [Fact]
    public async Task Train_AtTheSameTime_GivesEveryOneAVersionAndTheSameBytes()
    {
        await using var app = new SegmentationApp();

        var trained = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.TrainedAsync(Tables.Shop(80), "?maxClusters=4&restarts=1&parent=none")));

        Assert.Equal([1, 2, 3, 4, 5, 6], trained.Select(one => one.Int("version")).Order());
        Assert.Single(Enumerable.Range(1, 6).Select(version => app.ModelHash("default", version)).Distinct());
        Assert.Equal(6, (await app.GetAsync("/models/default")).Expect(200).GetProperty("aliases").Int("champion"));
    }
}
