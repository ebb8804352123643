using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Api.Jobs;
using SegmentationService.Api.Tests.Reading;
using SegmentationService.Api.Tests.Security;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Jobs;

/// <summary>Protects that files scored by a job have the answers of the call that is waited for, byte for byte, whoever scores which of them; and that a job which does not succeed leaves none.</summary>
public sealed class ScoringJobTests : IAsyncDisposable
{
    private const string Query = "?maxClusters=4&restarts=2&parent=none";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _data = new();
    private readonly SegmentationApp _app;

    public ScoringJobTests() => _app = SegmentationApp.With(("Data:Path", _data.Path), ("Jobs:BatchParts", "2"));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _data.Dispose();
    }

    [Theory]
    [InlineData("parquet", "")]
    [InlineData("csv", "&include=columns")]
    [InlineData("ndjson", "&explain=true&version=1")]
    public async Task Job_Files_HaveTheAnswersOfTheCallThatIsWaitedFor(string format, string more)
    {
        await TrainAndWriteAsync(4);
        var query = $"?format={format}{more}";
        var waited = (await _app.PredictBatchAsync(Source("waited"), query: query)).Expect(200);

        var preferred = await _app.SendAsync(HttpMethod.Post, "/predict/batch" + query, Source("preferred"), ("Prefer", "respond-async"));
        var asked = await _app.PostAsync("/jobs/batch" + query, Source("asked/twice"));
        var job = await _app.SucceededAsync(preferred.Expect(202).Text("id"));
        await _app.SucceededAsync(asked.Expect(202).Text("id"));

        Assert.Equal(Written("waited"), Written("preferred"));
        Assert.Equal(Written("waited"), Written("asked/twice"));
        Assert.Equal(("scoring", 1, 4, 4, 40), (job.Text("kind"), job.GetProperty("batch").Int("version"), job.GetProperty("batch").Int("parts"), job.GetProperty("batch").Int("partsDone"), job.GetProperty("batch").Int("rows")));
        Assert.Equal("respond-async", preferred.Headers.GetValues("Preference-Applied").Single());
        Assert.Equal("1", asked.Headers.GetValues("X-Model-Version").Single());
        var files = (await _app.GetAsync(job.GetProperty("result").Text("location"))).Expect(200);
        Assert.Equal(waited.GetRawText().Replace("waited", "preferred", StringComparison.Ordinal), files.GetRawText());
        await WaitAsync(() => _app.Files(job.Text("id")) is ["answers.json", "batch.json", "job.json"]);
    }

    /// <summary>Whoever accepts it has taken two parts and scores none: another service scores the rest, and the first ends the job.</summary>
    [Fact]
    public async Task Job_OfAServiceThatIsHeld_IsScoredByAnother()
    {
        await TrainAndWriteAsync(6);
        (await _app.PredictBatchAsync(Source("waited"), query: "?format=csv")).Expect(200);
        await using var other = SegmentationApp.With(("Data:Path", _data.Path), ("Storage:Path", _app.Folder.Path));
        (await other.GetAsync("/models")).Expect(200);
        string id;
        using (new HeldBatches(_app))
        {
            id = (await _app.PostAsync("/jobs/batch?format=csv", Source("out"))).Expect(202).Text("id");
            await WaitAsync(async () => (await _app.JobAsync(id)).GetProperty("batch").Int("partsDone") == 4);
            Assert.Empty(Visible("out"));
            Assert.InRange((await _app.JobAsync(id)).GetProperty("percentComplete").GetDouble(), 1, 99);
        }

        await _app.SucceededAsync(id);
        Assert.Equal(Written("waited"), Written("out"));
        Assert.Equal("succeeded", (await JobVerbs.WaitAsync(() => other.JobAsync(id), "succeeded")).Text("status"));
        Assert.Equal(60, (await other.GetAsync($"/jobs/{id}/files")).Expect(200).Int("rows"));
    }

    [Fact]
    public async Task Job_ChampionThatChangesMeanwhile_IsScoredByTheVersionOfItsBeginning()
    {
        await TrainAndWriteAsync(3);
        (await _app.PredictBatchAsync(Source("waited"), query: "?format=csv")).Expect(200);
        string id;
        using (new HeldBatches(_app))
        {
            id = (await _app.PostAsync("/jobs/batch?format=csv", Source("out"))).Expect(202).Text("id");
            await _app.TrainedAsync(Tables.Shop(90), "?clusters=2&parent=none");
        }

        Assert.Equal(1, (await _app.SucceededAsync(id)).GetProperty("result").Int("version"));
        Assert.Equal(Written("waited"), Written("out"));
    }

    [Fact]
    public async Task Delete_JobInTheMiddle_LeavesNothing()
    {
        await TrainAndWriteAsync(5);
        string id;
        Task<Answer> deletion;
        using (new HeldBatches(_app))
        {
            id = (await _app.PostAsync("/jobs/batch", Source("out"))).Expect(202).Text("id");
            await _app.JobInAsync(id, "running");
            deletion = _app.DeleteAsync($"/jobs/{id}");
            var job = _app.Services.GetRequiredService<JobBook>().Find(Guid.Parse(id))!;
            await WaitAsync(() => job.Cancellation.IsCancellationRequested);
        }

        Assert.Equal(204, (await deletion).Status);
        Assert.Equal("canceled", (await _app.JobAsync(id)).Text("status"));
        await AssertNothingIsLeftAsync(id);
        (await _app.GetAsync($"/jobs/{id}/files")).ExpectProblem(409, "job-without-files", "canceled");
    }

    [Fact]
    public async Task Job_FileThatChangesMeanwhile_FailsAndNamesIt()
    {
        await TrainAndWriteAsync(4);
        string id;
        using (new HeldBatches(_app))
        {
            id = (await _app.PostAsync("/jobs/batch", Source("out"))).Expect(202).Text("id");
            File.SetLastWriteTimeUtc(At("in", "3.csv"), DateTime.UnixEpoch);
        }

        var error = (await _app.JobInAsync(id, "failed")).GetProperty("error");
        Assert.Equal(("/problems/source-changed", 409, "in/3.csv"), (error.Text("type"), error.Int("status"), error.Text("file")));
        await AssertNothingIsLeftAsync(id);
    }

    [Fact]
    public async Task Job_DamagedFileInTheMiddle_FailsAndNamesIt()
    {
        await TrainAndWriteAsync(4);
        Write("in/2.parquet", Parquets.OfCsv(Tables.Shop(9))[..100]);

        var id = (await _app.PostAsync("/jobs/batch?format=csv", Source("out"))).Expect(202).Text("id");
        var error = (await _app.JobInAsync(id, "failed")).GetProperty("error");

        Assert.Equal(("/problems/invalid-parquet", "in/2.parquet"), (error.Text("type"), error.Text("file")));
        Assert.Contains("Of the file 'in/2.parquet'", error.Text("detail"), StringComparison.Ordinal);
        await AssertNothingIsLeftAsync(id);
    }

    /// <summary>What another has put in the place of an answer meanwhile stays as it is.</summary>
    [Fact]
    public async Task Job_NameThatIsTakenMeanwhile_FailsAndOverwritesNothing()
    {
        await TrainAndWriteAsync(3);
        string id;
        using (new HeldBatches(_app))
        {
            id = (await _app.PostAsync("/jobs/batch?format=csv", Source("out"))).Expect(202).Text("id");
            Write("out/2.csv", [1, 2, 3]);
        }

        Assert.Equal("/problems/target-exists", (await _app.JobInAsync(id, "failed")).GetProperty("error").Text("type"));
        await WaitAsync(() => Directory.GetFileSystemEntries(At("out")) is [var only] && only == At("out", "2.csv"));
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(At("out", "2.csv")));
    }

    /// <summary>A part that ends each process that takes it would end all of them.</summary>
    [Fact]
    public async Task Job_PartThatEndedItsProcessAgainAndAgain_FailsAndNamesItsFile()
    {
        await TrainAndWriteAsync(4);
        string id;
        using (new HeldBatches(_app))
        {
            id = (await _app.PostAsync("/jobs/batch", Source("out"))).Expect(202).Text("id");
            await File.WriteAllTextAsync(Path.Combine(JobVerbs.Folder(_app, id), "parts", "3.attempts"), "3");
        }

        var error = (await _app.JobInAsync(id, "failed")).GetProperty("error");
        Assert.Equal(("/problems/attempts-exhausted", "in/4.csv"), (error.Text("type"), error.Text("file")));
        await AssertNothingIsLeftAsync(id);
    }

    [Fact]
    public async Task Post_WhatCannotBeScored_IsRefusedAtOnce()
    {
        await TrainAndWriteAsync(2);
        Write("taken/1.parquet", [1]);

        (await _app.RefusedAsync(HttpMethod.Post, "/jobs/batch?model=none", Source("out"))).ExpectProblem(404, "unknown-model");
        (await _app.RefusedAsync(HttpMethod.Post, "/jobs/batch?version=7", Source("out"))).ExpectProblem(404, "unknown-version");
        (await _app.RefusedAsync(HttpMethod.Post, "/jobs/batch?input=transactions", Source("out"))).ExpectProblem(400, "invalid-parameter", "input");
        (await _app.RefusedAsync(HttpMethod.Post, "/jobs/batch?explain=true", Source("out"))).ExpectProblem(400, "invalid-parameter", "explain");
        (await _app.RefusedAsync(HttpMethod.Post, "/jobs/batch", Source("taken"))).ExpectProblem(409, "target-exists", "'1.parquet'");
        (await _app.RefusedAsync(HttpMethod.Post, "/jobs/batch", Source("../out"))).ExpectProblem(400, "source-not-allowed");
        (await _app.RefusedAsync(HttpMethod.Post, "/jobs/batch", Source("out", "in/none.csv"))).ExpectProblem(404, "source-not-found");
        (await _app.RefusedAsync(HttpMethod.Post, "/jobs/batch", Body.Json("""{"source": {"path": "in/*"}}"""))).ExpectProblem(400, "invalid-json", "target");
        (await _app.RefusedAsync(HttpMethod.Post, "/jobs/batch", Body.Json("[1"))).ExpectProblem(400, "invalid-json");
        (await _app.RefusedAsync(HttpMethod.Post, "/jobs/batch", Body.Csv(Tables.Five))).ExpectProblem(415, "unsupported-media-type");
        Assert.Empty((await _app.GetAsync("/jobs")).Expect(200).Items("jobs"));
    }

    /// <summary>Only answers that go to files are worth a job: any other batch is answered as ever.</summary>
    [Fact]
    public async Task PredictBatch_PreferWithoutATarget_IsAnsweredAtOnce()
    {
        await TrainAndWriteAsync(2);

        var files = await _app.SendAsync(HttpMethod.Post, "/predict/batch?format=csv", Source(null), ("Prefer", "respond-async"));
        var sent = await _app.SendAsync(HttpMethod.Post, "/predict/batch?format=csv", Body.Json("[" + string.Join(',', [.. Tables.Objects(Tables.Shop(10, seed: 1)), .. Tables.Objects(Tables.Shop(10, seed: 2))]) + "]"), ("Prefer", "respond-async"));

        Assert.Equal((200, 200), (files.Status, sent.Status));
        Assert.Equal(21, files.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(files.Text, sent.Text);
    }

    [Fact]
    public async Task Post_MoreThanMayWait_IsRefusedForNow()
    {
        await using var app = SegmentationApp.With(("Data:Path", _data.Path), ("Storage:Path", _app.Folder.Path), ("Jobs:BatchQueue", "1"));
        await TrainAndWriteAsync(1, app);
        string first;
        using (new HeldBatches(app))
        {
            first = (await app.PostAsync("/jobs/batch", Source("first"))).Expect(202).Text("id");
            var refused = await app.PostAsync("/jobs/batch", Source("second"));
            refused.ExpectProblem(503, "busy", "1 scoring jobs", "Jobs:BatchQueue");
            Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        }

        await app.SucceededAsync(first);
        await app.SucceededAsync((await app.PostAsync("/jobs/batch", Source("second"))).Expect(202).Text("id"));
    }

    [Fact]
    public async Task Post_SameKeyTwice_IsOneJob()
    {
        await TrainAndWriteAsync(2);

        var first = (await SendAsync("out")).Expect(202).Text("id");
        await _app.SucceededAsync(first);

        Assert.Equal(first, (await SendAsync("out")).Expect(202).Text("id"));
        (await SendAsync("elsewhere")).ExpectProblem(422, "idempotency-key-reused");
        Assert.Single((await _app.GetAsync("/jobs")).Expect(200).Items("jobs"));

        Task<Answer> SendAsync(string target) => _app.SendAsync(HttpMethod.Post, "/jobs/batch", Source(target), ("Idempotency-Key", "january"));
    }

    [Fact]
    public async Task Post_Keys_NeedBothScopesAndOwnTheirJobs()
    {
        await using var app = SegmentationApp.With(Keys.Settings([("Data:Path", _data.Path), .. Keys.One(3, "both", "key-of-both", "train", "predict")]));
        Write("in/1.csv", Bodies.Utf8(Tables.Five));
        (await app.SendAsync(HttpMethod.Post, "/train?clusters=2", Body.Csv(Tables.Five), Keys.Header(Keys.Train))).Expect(201);

        (await SendAsync("/jobs/batch", Keys.Train)).ExpectProblem(403, "missing-scope", "predict");
        (await SendAsync("/jobs/batch", Keys.Predict)).ExpectProblem(403, "missing-scope", "train");
        (await SendAsync("/predict/batch", Keys.Predict)).ExpectProblem(403, "missing-scope", "train");
        var id = (await SendAsync("/predict/batch", "key-of-both")).Expect(202).Text("id");
        (await app.GetAsync($"/jobs/{id}", Keys.Header(Keys.Train))).ExpectProblem(404, "unknown-job");
        (await app.GetAsync($"/jobs/{id}/files", Keys.Header(Keys.Train))).ExpectProblem(404, "unknown-job");
        await JobVerbs.WaitAsync(async () => (await app.GetAsync($"/jobs/{id}", Keys.Header(Keys.Admin))).Expect(200), "succeeded");
        (await app.GetAsync($"/jobs/{id}/files", Keys.Header("key-of-both"))).Expect(200);

        Task<Answer> SendAsync(string path, string key) => app.SendAsync(HttpMethod.Post, path, Source("out"), ("Prefer", "respond-async"), Keys.Header(key));
    }

    private static Body Source(string? target, string path = "in/*") => Body.Json(JsonSerializer.Serialize(target is null ? new { source = new { path } } : (object)new { source = new { path }, target }));

    private static async Task WaitAsync(Func<Task<bool>> isSo)
    {
        for (var begin = Stopwatch.GetTimestamp(); !await isSo(); await Task.Delay(10)) Assert.True(Stopwatch.GetElapsedTime(begin) < Patience, "It has not come to that.");
    }

    private static Task WaitAsync(Func<bool> isSo) => WaitAsync(() => Task.FromResult(isSo()));

    /// <summary>Trains a model, and writes files of ten customers each, the second as Parquet.</summary>
    private async Task TrainAndWriteAsync(int files, SegmentationApp? app = null)
    {
        await (app ?? _app).TrainedAsync(Tables.Shop(90), Query);
        for (var file = 1; file <= files; file++)
        {
            var csv = Tables.Shop(10, seed: file);
            if (file == 2) Write("in/2.parquet", Parquets.OfCsv(csv));
            else Write($"in/{file}.csv", Bodies.Utf8(csv));
        }
    }

    /// <summary>The service may still be about to see that the job has ended.</summary>
    private async Task AssertNothingIsLeftAsync(string id)
    {
        await WaitAsync(() => !Directory.Exists(At("out")) || Directory.GetFileSystemEntries(At("out")).Length == 0);
        await WaitAsync(() => _app.Files(id) is ["batch.json", "job.json"]);
    }

    private string[] Visible(string folder) => Directory.Exists(At(folder)) ? [.. Directory.GetFiles(At(folder)).Where(path => Path.GetFileName(path)[0] != '.')] : [];

    /// <summary>All that lies in a folder, with its content.</summary>
    private (string Name, string Content)[] Written(string folder) =>
        [.. Directory.GetFileSystemEntries(At(folder.Split('/'))).Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), Convert.ToHexString(File.ReadAllBytes(path))))];

    private string At(params string[] parts) => Path.Combine([_data.Path, .. parts]);

    private void Write(string name, byte[] content)
    {
        var path = At(name.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
