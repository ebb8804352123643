using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Api.Jobs;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Tests.Jobs;

/// <summary>Protects that a job that was accepted is done once, whenever the process ended.</summary>
public class JobRestartTests
{
    [Fact]
    public async Task Restart_JobsThatWaited_AreDoneOnceInTheirOrder()
    {
        var app = new SegmentationApp();
        await app.HoldTrainingsAsync();
        var (first, second) = (await app.SubmittedAsync(Tables.Five, "?clusters=2"), await app.SubmittedAsync(Tables.Blobs, "?clusters=3"));

        await using var again = await app.RestartAsync();

        Assert.Equal(2, (await again.SucceededAsync(second)).GetProperty("result").Int("version"));
        Assert.Equal(1, (await again.SucceededAsync(first)).GetProperty("result").Int("version"));
        Assert.Equal(["job.json"], again.Files(first));
    }

    /// <summary>As many as waited are taken up again, even if the queue has become shorter.</summary>
    [Fact]
    public async Task Restart_ShorterQueue_RefusesNoneThatWasAccepted()
    {
        var app = SegmentationApp.With(("Training:Queue", "0"));
        var id = await app.SubmittedAsync(Tables.Five, "?clusters=2");
        await app.SucceededAsync(id);
        Rewrite(app, id, record => record with { Status = JobStatus.Queued, Owner = Guid.NewGuid(), Version = null, EndedAt = null, Model = "other", Query = "?clusters=2&model=other" }, "customer,x\na,1\nb,2\nc,5\n");

        await using var again = await app.RestartAsync();

        Assert.Equal("other", (await again.SucceededAsync(id)).GetProperty("result").Text("model"));
    }

    /// <summary>The process ended after the version had appeared, and before that was noted.</summary>
    [Fact]
    public async Task Restart_VersionIsThereAlready_IsNotTrainedAgain()
    {
        var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        var id = await app.SubmittedAsync(Tables.Five, "?clusters=2");
        await app.SucceededAsync(id);
        Rewrite(app, id, record => record with { Status = JobStatus.Running, Owner = Guid.NewGuid(), Version = null, EndedAt = null }, Tables.Five);

        await using var again = await app.RestartAsync();

        Assert.Equal(2, (await again.SucceededAsync(id)).GetProperty("result").Int("version"));
        Assert.Equal([1, 2], await again.VersionsAsync());
        Assert.Equal(["job.json"], again.Files(id));
    }

    /// <summary>The process ended after it had noted the end of a job, and before it removed what the customer had sent.</summary>
    [Fact]
    public async Task Restart_BodyOfAJobThatHadEnded_IsRemoved()
    {
        var app = new SegmentationApp();
        var id = await app.SubmittedAsync(Tables.Five, "?clusters=2");
        await app.SucceededAsync(id);
        var owner = Guid.NewGuid();
        var folder = Path.Combine(app.Folder.Path, "jobs", "owners", owner.ToString());
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, "lock"), []);
        Rewrite(app, id, record => record with { Owner = owner }, Tables.Five);
        Assert.Equal(["body", "job.json"], app.Files(id));

        await using var again = await app.RestartAsync();

        Assert.Equal("succeeded", (await again.JobAsync(id)).Text("status"));
        await again.GetAsync("/jobs"); // has looked by then
        Assert.Equal(["job.json"], again.Files(id));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Restart_JobsThatHadEnded_AreStillKnown()
    {
        var app = new SegmentationApp();
        var succeeded = await app.SubmittedAsync(Tables.Five, "?clusters=2");
        var failed = await app.SubmittedAsync("id,a\nx,red\n");
        await app.SucceededAsync(succeeded);
        await app.JobInAsync(failed, "failed");
        var hold = await app.HoldTrainingsAsync();
        var canceled = await app.SubmittedAsync(Tables.Five, "?clusters=2");
        await app.DeleteAsync($"/jobs/{canceled}");
        hold.Dispose();
        var error = (await app.JobAsync(failed)).GetProperty("error").ToString();

        await using var again = await app.RestartAsync();

        Assert.Equal(1, (await again.JobAsync(succeeded)).GetProperty("result").Int("version"));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(error), JsonNode.Parse((await again.JobAsync(failed)).GetProperty("error").ToString())));
        Assert.Equal("canceled", (await again.JobAsync(canceled)).Text("status"));
        Assert.Equal([1], await again.VersionsAsync());
    }

    /// <summary>A client that waited for it is gone with the process; it sends its request again.</summary>
    [Fact]
    public async Task Restart_TrainingWithAKeyThatAClientWaitedFor_IsGivenUp()
    {
        var app = new SegmentationApp();
        (await app.TrainWithKeyAsync("k", Tables.Five, "?clusters=2")).Expect(201);
        var id = (await app.GetAsync("/jobs")).Expect(200).Items("jobs")[0].Text("id");
        Rewrite(app, id, record => record with { Status = JobStatus.Running, Owner = Guid.NewGuid(), Version = null, EndedAt = null, Model = "other" }, Tables.Five);

        await using var again = await app.RestartAsync();

        Assert.Equal("canceled", (await again.JobAsync(id)).Text("status"));
        (await again.TrainWithKeyAsync("k", Tables.Five, "?clusters=2")).Expect(201);
        Assert.Equal([1, 2], await again.VersionsAsync());
    }

    /// <summary>An accepted job of which nothing can be said any more is told of wherever one looks for it, until an operator removes it.</summary>
    [Fact]
    public async Task Restart_RecordThatIsDamaged_IsToldOfAndTheRestGoesOn()
    {
        var app = new SegmentationApp();
        await app.HoldTrainingsAsync();
        var (damaged, whole) = (await app.SubmittedAsync(Tables.Five, "?clusters=2", ("Idempotency-Key", "k")), await app.SubmittedAsync(Tables.Five, "?clusters=2"));
        var record = Path.Combine(app.Folder(damaged), "job.json");
        await File.WriteAllTextAsync(record, (await File.ReadAllTextAsync(record)).Replace("clusters=2", "clusters=3", StringComparison.Ordinal));

        await using var again = await app.RestartAsync();

        await again.SucceededAsync(whole);
        (await again.GetAsync($"/jobs/{damaged}")).ExpectProblem(500, "job-damaged", "job.json is damaged", $"DELETE /jobs/{damaged}");
        (await again.GetAsync($"/jobs/{damaged}/events")).ExpectProblem(500, "job-damaged");
        var list = (await again.GetAsync("/jobs")).Expect(200);
        Assert.Equal([whole], list.Items("jobs").Select(job => job.Text("id")));
        Assert.Equal([damaged], list.Items("setAside").Select(job => job.Text("name")));
        Assert.Single(again.Log.Lines, line => line.Text.Contains(damaged, StringComparison.Ordinal) && line.Text.Contains("job.json is damaged", StringComparison.Ordinal));

        // Its key is not free: what it did nobody knows.
        (await again.TrainWithKeyAsync("k", Tables.Five, "?clusters=2")).ExpectProblem(500, "job-damaged");
        Assert.True(File.Exists(record));
        Assert.Equal(204, (await again.DeleteAsync($"/jobs/{damaged}")).Status);
        (await again.GetAsync($"/jobs/{damaged}")).ExpectProblem(404, "unknown-job");
        Assert.Empty(again.Files(damaged));
        (await again.TrainWithKeyAsync("k", Tables.Five, "?clusters=2")).Expect(201);
    }

    /// <summary>What was acknowledged is trained on as it was sent, or not at all.</summary>
    [Theory]
    [InlineData("gone")]
    [InlineData("cut")]
    [InlineData("one digit")]
    [InlineData("longer")]
    public async Task Restart_BodyThatIsNotTheOneReceived_FailsAndSaysSo(string damage)
    {
        var app = new SegmentationApp();
        await app.HoldTrainingsAsync();
        var id = await app.SubmittedAsync(Tables.Five, "?clusters=2", ("Idempotency-Key", "k"));
        var path = Path.Combine(app.Folder(id), "body");
        var body = await File.ReadAllTextAsync(path);
        if (damage == "gone") File.Delete(path);
        else
        {
            await File.WriteAllTextAsync(path, damage switch
            {
                "cut" => body[..(body.TrimEnd().LastIndexOf('\n') + 1)],
                "longer" => body + body.TrimEnd().Split('\n')[^1] + "\n",
                _ => body[..^2] + (char)(body[^2] ^ 1) + body[^1],
            });
        }

        await using var again = await app.RestartAsync();

        var error = (await again.JobInAsync(id, "failed", "succeeded")).GetProperty("error");
        Assert.Equal("/problems/job-body-damaged", error.Text("type"));
        Assert.DoesNotContain(again.Folder.Path, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(await again.VersionsAsync());
        (await again.TrainWithKeyAsync("k", Tables.Five, "?clusters=2")).Expect(201); // as after any failure of the service
    }

    /// <summary>A job that ends its process is begun three times, not at each start for ever.</summary>
    [Fact]
    public async Task Restart_JobAtWhoseWorkThreeProcessesEnded_IsNotBegunAgain()
    {
        var app = new SegmentationApp();
        var (worn, fresh) = (await app.SubmittedAsync(Tables.Five, "?clusters=2"), await app.SubmittedAsync(Tables.Five, "?clusters=2"));
        await app.SucceededAsync(fresh);
        Rewrite(app, worn, record => Running(record) with { Attempt = 3, Interruptions = 2 }, Tables.Five);
        Rewrite(app, fresh, record => Running(record) with { Attempt = 2, Interruptions = 1 }, Tables.Five);

        await using var again = await app.RestartAsync();

        var error = (await again.JobInAsync(worn, "failed", "succeeded")).GetProperty("error");
        Assert.Equal("/problems/attempts-exhausted", error.Text("type"));
        Assert.Contains("3 times", error.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(["job.json"], again.Files(worn));
        await again.SucceededAsync(fresh);

        static JobRecord Running(JobRecord record) => record with { Status = JobStatus.Running, Owner = Guid.NewGuid(), Version = null, EndedAt = null, Model = "other", Query = "?clusters=2&model=other" };
    }

    /// <summary>A stop is no fault of the job: however often the service is stopped while it works, it goes on.</summary>
    [Fact]
    public async Task Restart_StoppedAgainAndAgainWhileItRuns_IsDone()
    {
        var app = new SegmentationApp();
        var id = await app.SubmittedAsync(Tables.Noise(2_000, 6, seed: 1), "?clusters=300&restarts=1000");
        for (var stops = 0; stops < 4; stops++)
        {
            await app.JobInAsync(id, "running");
            app = await app.RestartAsync();
        }

        await app.JobInAsync(id, "running");
        Assert.Equal(204, (await app.DeleteAsync($"/jobs/{id}")).Status);
        await app.DisposeAsync();
    }

    /// <summary>What a process was receiving when it ended was never acknowledged.</summary>
    [Fact]
    public async Task Restart_BodyThatWasBeingReceived_IsRemovedWithItsOwner()
    {
        var app = new SegmentationApp();
        await app.SucceededAsync(await app.SubmittedAsync(Tables.Five, "?clusters=2"));
        var owner = Path.Combine(app.Folder.Path, "jobs", "owners", Guid.NewGuid().ToString());
        Directory.CreateDirectory(Path.Combine(owner, "0123.tmp-create"));
        await File.WriteAllTextAsync(Path.Combine(owner, "0123.tmp-create", "body"), "half");

        await using var again = await app.RestartAsync();
        (await again.GetAsync("/jobs")).Expect(200);

        Assert.False(Directory.Exists(owner));
        Assert.Single(Directory.EnumerateDirectories(Path.Combine(again.Folder.Path, "jobs", "owners")));
    }

    /// <summary>Puts a job back to a moment before its end, as if the process had ended then.</summary>
    private static void Rewrite(SegmentationApp app, string id, Func<JobRecord, JobRecord> change, string body)
    {
        var record = change(app.Services.GetRequiredService<JobFolders>().Load(Guid.Parse(id))!);
        var request = $"{record.Query}\n{record.ContentType}\n{record.ContentEncoding}\n{body}";
        record = record with { RequestSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request))) };
        File.WriteAllBytes(Path.Combine(app.Folder(id), "job.json"), SealedJson.Write(record, JobJson.Strict.JobRecord));
        File.WriteAllText(Path.Combine(app.Folder(id), "body"), body);
    }
}
