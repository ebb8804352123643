using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Core;

namespace SegmentationService.Api.Tests.Jobs;

/// <summary>Protects what a client sees of jobs: that they are accepted, refused, watched, listed and canceled as documented.</summary>
public class JobEndpointsTests
{
    [Fact]
    public async Task Train_RespondAsync_AnswersAtOnceAndMakesTheSameVersion()
    {
        await using var app = new SegmentationApp();
        var direct = await app.TrainedAsync(Tables.Blobs, "?clusters=3");

        var accepted = await app.SubmitAsync(Tables.Blobs, "?clusters=3");

        var id = accepted.Expect(202).Text("id");
        Assert.Equal($"/jobs/{id}", accepted.Headers.Location?.ToString());
        Assert.True(accepted.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal(["respond-async"], accepted.Headers.GetValues("Preference-Applied"));
        Assert.Equal(7, Guid.Parse(id).Version);

        var job = await app.SucceededAsync(id);
        Assert.Equal((100.0, JsonValueKind.Null, JsonValueKind.Null), (job.Number("percentComplete"), job.GetProperty("phase").ValueKind, job.GetProperty("error").ValueKind));
        Assert.True(job.GetProperty("endedAt").GetDateTime() >= job.GetProperty("createdAt").GetDateTime());
        var result = job.GetProperty("result");
        Assert.Equal(("default", 2, "/models/default/versions/2"), (result.Text("model"), result.Int("version"), result.Text("location")));
        var made = (await app.GetAsync(result.Text("location"))).Expect(200);
        Assert.Equal(direct.Text("fingerprint"), made.Text("fingerprint"));
    }

    [Theory]
    [InlineData("respond-async", 202)]
    [InlineData("Respond-Async", 202)]
    [InlineData("wait=10, respond-async; foo=bar", 202)]
    [InlineData("return=minimal", 201)]
    [InlineData("respond-asynchronously", 201)]
    public async Task Train_Preference_IsReadAsItsRfcSays(string prefer, int status)
    {
        await using var app = new SegmentationApp();

        (await app.SendAsync(HttpMethod.Post, "/train?clusters=2", Body.Csv(Tables.Five), ("Prefer", prefer))).Expect(status);
    }

    [Theory]
    [InlineData("?clusters=0", "text/csv", null, 400, "invalid-parameter")]
    [InlineData("?unknown=1", "text/csv", null, 400, "invalid-parameter")]
    [InlineData("", "application/xml", null, 415, "unsupported-media-type")]
    [InlineData("", "text/csv", "zstd", 415, "unsupported-media-type")]
    public async Task Train_RequestThatCannotSucceed_IsRefusedBeforeAJobIsMade(string query, string type, string? coding, int status, string kind)
    {
        await using var app = new SegmentationApp();

        var answer = await app.SendAsync(HttpMethod.Post, "/train" + query, new Body("x\n1\n"u8.ToArray(), type, coding), ("Prefer", "respond-async"));

        answer.ExpectProblem(status, kind);
        Assert.Empty((await app.GetAsync("/jobs")).Expect(200).Items("jobs"));
    }

    [Fact]
    public async Task Train_BodyLargerThanTheLimit_IsRefusedAndLeavesNothing()
    {
        await using var app = SegmentationApp.With(("Reading:MaxBodyBytes", "2000"));

        (await app.SubmitAsync(Tables.Shop(100))).ExpectProblem(413, "body-too-large", "2000 bytes");

        Assert.Empty((await app.GetAsync("/jobs")).Expect(200).Items("jobs"));
        Assert.Empty(Directory.EnumerateDirectories(app.Folder.Path, "*.tmp-*", SearchOption.AllDirectories));
        await app.SucceededAsync(await app.SubmittedAsync(Tables.Five, "?clusters=2")); // its place was given back
    }

    [Fact]
    public async Task Train_TableThatCannotBeUsed_FailsWithTheProblemOfADirectTraining()
    {
        await using var app = new SegmentationApp();
        var direct = (await app.TrainAsync("id,a,b\nx,1,2\ny,3,4,5\n")).ExpectProblem(400, "invalid-csv");

        var job = await app.JobInAsync(await app.SubmittedAsync("id,a,b\nx,1,2\ny,3,4,5\n"), "failed");

        var error = job.GetProperty("error");
        foreach (var name in direct.Names().Where(name => name != "traceId")) Assert.Equal(direct.GetProperty(name).ToString(), error.GetProperty(name).ToString());
        Assert.NotEmpty(error.Text("traceId"));
        Assert.Equal(JsonValueKind.Null, job.GetProperty("result").ValueKind);
        Assert.Empty(await app.VersionsAsync());
    }

    [Fact]
    public async Task Train_CompressedForm_IsReadFromTheVolumeAsItCame()
    {
        await using var app = new SegmentationApp();
        var direct = await app.TrainedAsync(Tables.Shop(200), "?clusters=3&seed=7");

        var answer = await app.SendAsync(
            HttpMethod.Post, "/train?clusters=3&seed=7", Body.Form("shop.csv", System.Text.Encoding.UTF8.GetBytes(Tables.Shop(200))).Compressed("gzip"), ("Prefer", "respond-async"));

        await app.SucceededAsync(answer.Expect(202).Text("id"));
        Assert.Equal(direct.Text("fingerprint"), (await app.GetAsync("/models/default/versions/2")).Expect(200).Text("fingerprint"));
    }

    [Fact]
    public async Task Train_QueueFull_IsToldToTryLater()
    {
        await using var app = SegmentationApp.With(("Training:Queue", "1"));
        using (await app.HoldTrainingsAsync())
        {
            var waiting = await app.SubmittedAsync(Tables.Five, "?clusters=2");
            var refused = await app.SubmitAsync(Tables.Five, "?clusters=2");

            refused.ExpectProblem(503, "busy", "2 trainings");
            Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            Assert.Equal("queued", (await app.JobAsync(waiting)).Text("status"));
        }
    }

    [Fact]
    public async Task Jobs_Several_AreListedNewestFirstAndDoneOldestFirst()
    {
        await using var app = new SegmentationApp();
        string[] ids;
        using (await app.HoldTrainingsAsync())
        {
            ids = [await app.SubmittedAsync(Tables.Five, "?clusters=2"), await app.SubmittedAsync(Tables.Five, "?clusters=3"), await app.SubmittedAsync(Tables.Five, "?clusters=4")];
            Assert.Equal(ids.Reverse(), (await app.GetAsync("/jobs")).Expect(200).Items("jobs").Select(job => job.Text("id")));
        }

        var versions = new List<int>();
        foreach (var id in ids) versions.Add((await app.SucceededAsync(id)).GetProperty("result").Int("version"));
        Assert.Equal([1, 2, 3], versions);
    }

    [Theory]
    [InlineData("GET", "/jobs/0198c0de-0000-7000-8000-000000000000")]
    [InlineData("GET", "/jobs/nothing/events")]
    [InlineData("DELETE", "/jobs/..%2f..%2fmodels")]
    public async Task Job_ThatIsNotThere_IsUnknown(string method, string path)
    {
        await using var app = new SegmentationApp();

        (await app.SendAsync(new HttpMethod(method), path, null)).ExpectProblem(404, "unknown-job", "GET /jobs");
    }

    [Fact]
    public async Task Delete_JobThatWaits_IsCanceledForGoodAndLeavesNoBody()
    {
        await using var app = new SegmentationApp();
        using var hold = await app.HoldTrainingsAsync();
        var id = await app.SubmittedAsync(Tables.Five, "?clusters=2");
        Assert.Equal(["body", "job.json"], app.Files(id));

        Assert.Equal(204, (await app.DeleteAsync($"/jobs/{id}")).Status);

        Assert.Equal("canceled", (await app.JobAsync(id)).Text("status"));
        Assert.Equal(["job.json"], app.Files(id));
        Assert.Equal(204, (await app.DeleteAsync($"/jobs/{id}")).Status);
        Assert.Empty(await app.VersionsAsync());
    }

    [Fact]
    public async Task Delete_JobThatHasSucceeded_IsAConflict()
    {
        await using var app = new SegmentationApp();
        var id = await app.SubmittedAsync(Tables.Five, "?clusters=2");
        await app.SucceededAsync(id);

        (await app.DeleteAsync($"/jobs/{id}")).ExpectProblem(409, "job-ended", "succeeded");

        Assert.Equal([1], await app.VersionsAsync());
    }

    [Fact]
    public async Task Ended_MoreThanAreKept_TheOldestAreForgotten()
    {
        await using var app = SegmentationApp.With(("Jobs:KeepEnded", "2"));
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add(await app.SubmittedAsync(Tables.Five, "?clusters=2"));
            await app.SucceededAsync(ids[^1]);
        }

        // The last one is shown as ended before the others are looked through.
        while ((await app.GetAsync("/jobs")).Expect(200).Items("jobs").Length > 2) await Task.Delay(10);
        Assert.Equal([ids[3], ids[2]], (await app.GetAsync("/jobs")).Expect(200).Items("jobs").Select(job => job.Text("id")));
        Assert.Empty(app.Files(ids[0]));
        (await app.GetAsync($"/jobs/{ids[0]}")).ExpectProblem(404, "unknown-job");
    }

    /// <summary>A training that a client waits for ends with the client; what it would have stored is not stored.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("a-key")]
    public async Task Train_ClientThatGoesAway_StopsATrainingButNoJob(string? key)
    {
        await using var app = new SegmentationApp();
        using var client = app.CreateClient();
        string id;
        using (await app.HoldTrainingsAsync())
        {
            using var gone = new CancellationTokenSource();
            using var request = new HttpRequestMessage(HttpMethod.Post, "/train?clusters=2&model=awaited") { Content = Body.Csv(Tables.Five).ToContent() };
            if (key is not null) request.Headers.Add("Idempotency-Key", key);
            var waiting = client.SendAsync(request, gone.Token);
            id = await app.SubmittedAsync(Tables.Five, "?clusters=2&model=job");
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        await app.SucceededAsync(id);
        Assert.Empty(await app.VersionsAsync("awaited"));
        Assert.Equal([1], await app.VersionsAsync("job"));
    }

    /// <summary>Nobody sends a job once more: that others hold the memory for a while does not end it.</summary>
    [Fact]
    public async Task Job_MemoryIsHeldByOthers_WaitsForIt()
    {
        await using var app = new SegmentationApp();
        var budget = app.Services.GetRequiredService<MemoryBudget>();
        using var large = budget.Open();
        using var rest = budget.Open();
        large.Take(budget.MostOfOne);
        rest.Take(budget.Bytes - budget.Held);

        var id = await app.SubmittedAsync(Tables.Five, "?clusters=2");
        for (var begin = Stopwatch.GetTimestamp(); !app.Log.Lines.Any(line => line.Text.Contains("waits for memory", StringComparison.Ordinal)); await Task.Delay(20))
            Assert.True(Stopwatch.GetElapsedTime(begin) < TimeSpan.FromMinutes(1));
        var waiting = await app.JobAsync(id);
        large.Dispose();

        Assert.Equal("running", waiting.Text("status"));
        Assert.Equal(1, (await app.SucceededAsync(id)).GetProperty("result").Int("version"));
    }
}
