using SegmentationService.Api.Jobs;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Tests.Jobs;

/// <summary>
/// Jobs of formats there have been, committed under fixtures as they were written. They are never written again: when one of these tests fails, jobs that
/// were accepted have become unreadable.
/// </summary>
public class JobFixtureTests
{
    private const string Failed = "019c1344-0000-7000-8000-000000000001";
    private const string Running = "019c1344-0000-7000-8000-000000000002";

    /// <summary>Format 1: no creator, no interruptions, and keys in the records alone.</summary>
    [Fact]
    public async Task Start_Format1_GoesOnWithItsJobsAndKnowsItsKeys()
    {
        await using var app = Start("format-1");

        Assert.Equal(1, (await app.SucceededAsync(Running)).GetProperty("result").Int("version"));
        Assert.Equal("failed", (await app.JobAsync(Failed)).Text("status"));
        (await app.TrainWithKeyAsync("january", "id,a\nx,red\n", "?clusters=2")).ExpectProblem(422, "no-numeric-column", "As it was answered then.");
        (await app.TrainWithKeyAsync("january", Tables.Five, "?clusters=2")).ExpectProblem(422, "idempotency-key-reused");
        Assert.Equal([1], await app.VersionsAsync());
    }

    /// <summary>Format 2: nothing tells after which version its own is looked for, so that it is looked for among all.</summary>
    [Fact]
    public async Task Start_Format2_GoesOnWithItsJobs()
    {
        await using var app = Start("format-2");

        Assert.Equal(1, (await app.SucceededAsync(Running)).GetProperty("result").Int("version"));
        Assert.Equal([1], await app.VersionsAsync());
    }

    /// <summary>Format 1 of a scoring job has files alone.</summary>
    [Fact]
    public void Read_PlanOfFormat1_HasItsFilesAndNoTable()
    {
        var plan = SealedJson.Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Jobs", "fixtures", "batch-format-1.json")), "batch.json", BatchPlan.NewestFormat, BatchJson.Strict.BatchPlan);

        Assert.Equal(["in/one.csv", "in/two.csv"], plan.Files.Select(file => file.Source));
        Assert.All(plan.Files, file => Assert.Null(file.Table));
    }

    private static SegmentationApp Start(string format)
    {
        var app = new SegmentationApp();
        app.Folder.CopyFrom(Path.Combine(AppContext.BaseDirectory, "Jobs", "fixtures", format), "jobs");
        return app;
    }
}
