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

    [Fact]
    public async Task Restart_RecordThatIsDamaged_IsLeftAsideAndTheRestGoesOn()
    {
        var app = new SegmentationApp();
        await app.HoldTrainingsAsync();
        var (damaged, whole) = (await app.SubmittedAsync(Tables.Five, "?clusters=2"), await app.SubmittedAsync(Tables.Five, "?clusters=2"));
        var record = Path.Combine(app.Folder(damaged), "job.json");
        await File.WriteAllTextAsync(record, (await File.ReadAllTextAsync(record)).Replace("clusters=2", "clusters=3", StringComparison.Ordinal));

        await using var again = await app.RestartAsync();

        await again.SucceededAsync(whole);
        (await again.GetAsync($"/jobs/{damaged}")).ExpectProblem(404, "unknown-job");
        Assert.Contains(again.Log.Lines, line => line.Text.Contains(damaged, StringComparison.Ordinal) && line.Text.Contains("job.json is damaged", StringComparison.Ordinal));
        Assert.True(File.Exists(record));
    }

    [Fact]
    public async Task Restart_BodyThatIsLost_FailsAndSaysSo()
    {
        var app = new SegmentationApp();
        await app.HoldTrainingsAsync();
        var id = await app.SubmittedAsync(Tables.Five, "?clusters=2");
        File.Delete(Path.Combine(app.Folder(id), "body"));

        await using var again = await app.RestartAsync();

        Assert.Equal("/problems/internal-error", (await again.JobInAsync(id, "failed")).GetProperty("error").Text("type"));
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
        var folders = app.Services.GetRequiredService<JobFolders>();
        Assert.True(folders.TryLoad(Guid.Parse(id), out var record));
        var path = Path.Combine(app.Folder(id), "job.json");
        File.WriteAllBytes(path, SealedJson.Write(change(record), JobJson.Strict.JobRecord));
        File.WriteAllText(Path.Combine(app.Folder(id), "body"), body);
    }
}
