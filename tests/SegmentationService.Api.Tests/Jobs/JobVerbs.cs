using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Tests.Jobs;

/// <summary>The verbs of those who train by jobs.</summary>
internal static class JobVerbs
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Sends a table to be trained on as a job.</summary>
    public static Task<Answer> SubmitAsync(this SegmentationApp app, string csv, string query = "", params (string Name, string Value)[] headers) =>
        app.SendAsync(HttpMethod.Post, "/train" + query, Body.Csv(csv), [("Prefer", "respond-async"), .. headers]);

    /// <summary>Submits where that is not what is tested: it must be accepted.</summary>
    public static async Task<string> SubmittedAsync(this SegmentationApp app, string csv, string query = "", params (string Name, string Value)[] headers) =>
        (await app.SubmitAsync(csv, query, headers)).Expect(202).Text("id");

    /// <summary>A training with an idempotency key that is waited for.</summary>
    public static Task<Answer> TrainWithKeyAsync(this SegmentationApp app, string key, string csv, string query = "") =>
        app.SendAsync(HttpMethod.Post, "/train" + query, Body.Csv(csv), ("Idempotency-Key", key));

    public static async Task<JsonElement> JobAsync(this SegmentationApp app, string id) => (await app.GetAsync($"/jobs/{id}")).Expect(200);

    /// <summary>The job once it has a status, which must be soon.</summary>
    public static Task<JsonElement> JobInAsync(this SegmentationApp app, string id, params string[] statuses) => WaitAsync(() => app.JobAsync(id), statuses);

    /// <summary>The job once it has ended, which must be by success.</summary>
    public static async Task<JsonElement> SucceededAsync(this SegmentationApp app, string id)
    {
        var job = await app.JobInAsync(id, "succeeded", "failed", "canceled");
        Assert.True(job.Text("status") == "succeeded", job.ToString());
        return job;
    }

    public static async Task<JsonElement> WaitAsync(Func<Task<JsonElement>> read, params string[] statuses)
    {
        for (var begin = Stopwatch.GetTimestamp(); ;)
        {
            var job = await read();
            if (statuses.Contains(job.Text("status"))) return job;
            Assert.True(Stopwatch.GetElapsedTime(begin) < Patience, job.ToString());
            await Task.Delay(20);
        }
    }

    /// <summary>Lets no training begin until what is given back is disposed.</summary>
    public static async Task<IDisposable> HoldTrainingsAsync(this SegmentationApp app)
    {
        var place = app.Services.GetRequiredService<TrainingQueue>().TakePlaceAgain("");
        await place.WaitForTurnAsync(CancellationToken.None);
        return place;
    }

    /// <summary>The numbers of the versions of a model.</summary>
    public static async Task<IReadOnlyList<int>> VersionsAsync(this SegmentationApp app, string model = "default")
    {
        var answer = await app.GetAsync($"/models/{model}");
        return answer.Status == 404 ? Array.Empty<int>() : [.. answer.Expect(200).Items("versions").Select(version => version.Int("version"))];
    }

    /// <summary>The files of a job on the volume.</summary>
    public static string[] Files(this SegmentationApp app, string id) =>
        Directory.Exists(Folder(app, id)) ? [.. Directory.EnumerateFileSystemEntries(Folder(app, id)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];

    public static string Folder(this SegmentationApp app, string id) => Path.Combine(app.Folder.Path, "jobs", id);
}
