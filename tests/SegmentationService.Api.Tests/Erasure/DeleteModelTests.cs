using SegmentationService.Api.Tests.Jobs;

namespace SegmentationService.Api.Tests.Erasure;

/// <summary>DELETE /models/{model}: nothing is left of it, on disk or in answers, at whatever moment the process ends; other models stay, and numbers count on.</summary>
public sealed class DeleteModelTests : IAsyncDisposable
{
    private SegmentationApp App { get; set; } = new();

    public ValueTask DisposeAsync() => App.DisposeAsync();

    [Fact]
    public async Task Delete_AModelWithAllThatThereIs_LeavesOnlyItsLastNumber()
    {
        await FillAsync();
        var other = (await App.GetAsync("/models/other/versions/1")).Text;

        Assert.Equal(204, (await App.DeleteAsync("/models/default")).Status);

        Assert.Equal(["aliases.json"], Left());
        (await App.GetAsync("/models/default")).ExpectProblem(404, "unknown-model");
        (await App.GetAsync("/models/default/versions/1")).ExpectProblem(404, "unknown-model");
        (await App.PredictAsync("""{"x": 1}""")).ExpectProblem(404, "unknown-model");
        (await App.DeleteAsync("/models/default")).ExpectProblem(404, "unknown-model");
        Assert.Equal(other, (await App.GetAsync("/models/other/versions/1")).Text);
        App = await App.RestartAsync();
        Assert.False(Directory.Exists(Path.Combine(App.Folder.Path, "drift", "default")));
        Assert.Equal(["other"], (await App.GetAsync("/models")).Json.Items("models").Select(model => model.Text("model")));
        Assert.Empty((await App.GetAsync("/models")).Json.Items("setAside"));
        Assert.Equal(4, (await App.TrainedAsync(Tables.Five, "?clusters=2")).Int("version"));
        Assert.Equal(4, (await App.PredictAsync("""{"x": 1}""")).Expect(200).Int("version"));
        Assert.DoesNotContain((await App.GetAsync("/models/default/versions/4")).Json.Items("segments"), segment => segment.Text("name") == "Given");
    }

    /// <summary>The step that makes it is the new file of the aliases: with the rest still there, as after a kill, all of it is gone, and removed at the start.</summary>
    [Fact]
    public async Task Delete_KilledBeforeTheFilesWereRemoved_IsMadeAtTheNextStart()
    {
        await FillAsync();
        var model = App.Folder.At("default");
        var kept = App.Folder.At("kept");
        CopyFolder(model, kept);
        Assert.Equal(204, (await App.DeleteAsync("/models/default")).Status);
        File.Delete(Path.Combine(kept, "aliases.json"));
        CopyFolder(kept, model);
        Directory.Delete(kept, recursive: true);

        App = await App.RestartAsync();

        (await App.GetAsync("/models/default")).ExpectProblem(404, "unknown-model");
        Assert.Empty((await App.GetAsync("/models")).Json.Items("setAside"));
        Assert.Equal(["aliases.json"], Left());
    }

    [Fact]
    public async Task Delete_WithAnETag_IsMadeOnlyOfTheModelThatWasSeen()
    {
        await FillAsync();
        var seen = (await App.GetAsync("/models/default")).Headers.ETag!.ToString();
        await App.PutAliasAsync("spare", """{"version": 1}""");
        var before = await App.StateAsync();

        var refused = await App.SendAsync(HttpMethod.Delete, "/models/default", null, ("If-Match", seen));

        refused.ExpectProblem(412, "changed-meanwhile", "'default'");
        Assert.Equal(before, await App.StateAsync());
        Assert.NotEqual(seen, refused.Headers.ETag!.ToString());
        Assert.Equal(204, (await App.SendAsync(HttpMethod.Delete, "/models/default", null, ("If-Match", refused.Headers.ETag.ToString()))).Status);
    }

    /// <summary>What holds rows of its customers goes with a model, as long as no other model was made of it.</summary>
    [Fact]
    public async Task Delete_AModelWithKeptTablesAndJobs_RemovesThose()
    {
        var (own, shared) = (await KeepAsync(), await KeepAsync());
        var foreign = await KeepAsync();
        var job = await App.SubmittedAsync("", $"?clusters=2&table={own}");
        await App.SucceededAsync(job);
        foreach (var model in (string[])["default", "other"]) (await App.PostAsync($"/train?clusters=2&table={shared}&model={model}", null)).Expect(201);
        (await App.SendAsync(HttpMethod.Delete, "/models/default", null, ("If-Match", "\"stale\""))).ExpectProblem(412, "changed-meanwhile");
        (await App.GetAsync($"/tables/{own}")).Expect(200);

        Assert.Equal(204, (await App.DeleteAsync("/models/default")).Status);

        (await App.GetAsync($"/tables/{own}")).ExpectProblem(404, "table-not-found");
        (await App.GetAsync($"/jobs/{job}")).ExpectProblem(404, "unknown-job");
        (await App.GetAsync($"/tables/{shared}")).Expect(200);
        (await App.GetAsync($"/tables/{foreign}")).Expect(200);
        Assert.Equal(204, (await App.DeleteAsync("/models/other")).Status);
        (await App.GetAsync($"/tables/{shared}")).ExpectProblem(404, "table-not-found");

        async Task<string> KeepAsync() => (await App.PostAsync("/tables", Body.Csv(Tables.Five))).Expect(201).Text("id");
    }

    /// <summary>Two versions, a third that is damaged, an alias, a name, and counts of predictions; and another model.</summary>
    private async Task FillAsync()
    {
        for (var version = 1; version <= 3; version++) await App.TrainedAsync(Tables.Five, "?clusters=2");
        await App.TrainedAsync(Tables.Five, "?clusters=2&model=other");
        await App.PutAliasAsync("spare", """{"version": 2}""");
        await App.PutAliasAsync("champion", """{"version": 1}""");
        (await App.SendAsync(HttpMethod.Patch, "/models/default/versions/1/segments/1", Body.Json("""{"name": "Given"}"""))).Expect(200);
        (await App.PredictAsync("""{"x": 1}""")).Expect(200);
        await File.WriteAllTextAsync(App.Folder.At("default", "3", "model.json"), "damaged");
        App = await App.RestartAsync();
        Assert.Equal(["default/3"], (await App.GetAsync("/models")).Json.Items("setAside").Select(left => left.Text("name")));
        (await App.PredictAsync("""{"x": 1}""")).Expect(200);
    }

    private string[] Left() => [.. Directory.EnumerateFileSystemEntries(App.Folder.At("default")).Select(path => Path.GetFileName(path))];

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from)) CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
