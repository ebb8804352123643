namespace SegmentationService.Api.Tests.Jobs;

/// <summary>Protects that a request sent twice with one key trains once.</summary>
public class IdempotencyTests
{
    [Fact]
    public async Task Train_SameKeyAgain_GivesTheFirstAnswer()
    {
        await using var app = new SegmentationApp();
        var first = await app.TrainWithKeyAsync("k", Tables.Blobs, "?clusters=3");

        var second = await app.TrainWithKeyAsync("k", Tables.Blobs, "?clusters=3");

        first.Expect(201);
        Assert.Equal((201, first.Text, first.Headers.Location), (second.Status, second.Text, second.Headers.Location));
        Assert.Equal([1], await app.VersionsAsync());
        (await app.TrainWithKeyAsync("another", Tables.Blobs, "?clusters=3")).Expect(201);
        Assert.Equal([1, 2], await app.VersionsAsync());
    }

    [Fact]
    public async Task Train_SameKeyAfterARestart_GivesTheFirstAnswer()
    {
        var app = new SegmentationApp();
        var first = await app.TrainWithKeyAsync("k", Tables.Blobs, "?clusters=3");

        await using var again = await app.RestartAsync();
        var second = await again.TrainWithKeyAsync("k", Tables.Blobs, "?clusters=3");

        first.Expect(201);
        Assert.Equal((201, first.Text), (second.Status, second.Text));
        Assert.Equal([1], await again.VersionsAsync());
    }

    [Fact]
    public async Task Submit_SameKeyAgain_IsTheSameJob()
    {
        await using var app = new SegmentationApp();
        var first = await app.SubmittedAsync(Tables.Five, "?clusters=2", ("Idempotency-Key", "k"));
        var waiting = await app.SubmittedAsync(Tables.Five, "?clusters=2", ("Idempotency-Key", "k"));
        var direct = (await app.SucceededAsync(first)).GetProperty("result").Int("version");
        var ended = await app.SubmittedAsync(Tables.Five, "?clusters=2", ("Idempotency-Key", "k"));
        var synchronous = await app.TrainWithKeyAsync("k", Tables.Five, "?clusters=2");

        Assert.Equal((first, first), (waiting, ended));
        Assert.Equal(direct, synchronous.Expect(201).Int("version"));
        Assert.Equal([1], await app.VersionsAsync());
    }

    [Theory]
    [InlineData("another body")]
    [InlineData("another query")]
    public async Task Train_SameKeyForSomethingElse_IsRefused(string what)
    {
        await using var app = new SegmentationApp();
        (await app.TrainWithKeyAsync("k", Tables.Five, "?clusters=2")).Expect(201);

        var answer = what == "another body"
            ? await app.TrainWithKeyAsync("k", Tables.Blobs, "?clusters=2")
            : await app.TrainWithKeyAsync("k", Tables.Five, "?clusters=3");

        answer.ExpectProblem(422, "idempotency-key-reused", "Idempotency-Key");
        Assert.Equal([1], await app.VersionsAsync());
    }

    [Fact]
    public async Task Train_KeyInFlight_IsAConflict()
    {
        await using var app = new SegmentationApp();
        var hold = await app.HoldTrainingsAsync();
        var first = app.TrainWithKeyAsync("k", Tables.Five, "?clusters=2");
        while ((await app.GetAsync("/jobs")).Expect(200).Items("jobs").Length == 0) await Task.Delay(10);

        var second = await app.TrainWithKeyAsync("k", Tables.Five, "?clusters=2");

        second.ExpectProblem(409, "idempotency-key-in-flight", "try again");
        Assert.True(second.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        hold.Dispose();
        (await first).Expect(201);
    }

    [Fact]
    public async Task Train_FailureWithAKey_IsTheAnswerOfTheNextTimeToo()
    {
        await using var app = new SegmentationApp();

        var first = await app.TrainWithKeyAsync("k", "id,a\nx,red\n");
        var second = await app.TrainWithKeyAsync("k", "id,a\nx,red\n");

        Assert.Equal(first.ExpectProblem(422, "no-numeric-column").Text("detail"), second.ExpectProblem(422, "no-numeric-column").Text("detail"));
        Assert.Single((await app.GetAsync("/jobs")).Expect(200).Items("jobs"));
    }

    [Fact]
    public async Task Train_KeyOfAJobThatWasCanceled_IsFreeAgain()
    {
        await using var app = new SegmentationApp();
        using (await app.HoldTrainingsAsync())
        {
            var id = await app.SubmittedAsync(Tables.Five, "?clusters=2", ("Idempotency-Key", "k"));
            Assert.Equal(204, (await app.DeleteAsync($"/jobs/{id}")).Status);
        }

        (await app.TrainWithKeyAsync("k", Tables.Five, "?clusters=2")).Expect(201);
    }

    [Fact]
    public async Task Train_KeyWhoseVersionWasDeleted_IsGone()
    {
        await using var app = new SegmentationApp();
        (await app.TrainWithKeyAsync("k", Tables.Five, "?clusters=2&promote=false")).Expect(201);
        Assert.Equal(204, (await app.DeleteAsync("/models/default/versions/1")).Status);

        (await app.TrainWithKeyAsync("k", Tables.Five, "?clusters=2&promote=false")).ExpectProblem(410, "version-gone", "deleted");
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("ümlaut")]
    public async Task Train_KeyThatIsNone_IsRefused(string key)
    {
        await using var app = new SegmentationApp();

        Assert.Equal("Idempotency-Key", (await app.TrainWithKeyAsync(key, Tables.Five)).ExpectProblem(400, "invalid-parameter").Text("parameter"));
    }

    [Fact]
    public async Task Train_KeyOfAnyLength_IsNotOnTheVolume()
    {
        await using var app = new SegmentationApp();
        (await app.TrainWithKeyAsync(new string('k', 255), Tables.Five, "?clusters=2")).Expect(201);
        (await app.TrainWithKeyAsync(new string('k', 256), Tables.Five)).ExpectProblem(400, "invalid-parameter", "255");

        var record = Assert.Single(Directory.EnumerateFiles(app.Folder.Path, "job.json", SearchOption.AllDirectories));
        Assert.DoesNotContain("kkkk", await File.ReadAllTextAsync(record), StringComparison.Ordinal);
    }
}
