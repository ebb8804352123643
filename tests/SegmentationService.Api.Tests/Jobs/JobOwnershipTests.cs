using SegmentationService.Api.Tests.Security;

namespace SegmentationService.Api.Tests.Jobs;

/// <summary>Protects that a job is of no concern to other keys than the one that asked for it, but to those that look after the whole.</summary>
public class JobOwnershipTests
{
    private const string Rival = "key-of-another-analyst";

    [Fact]
    public async Task Job_OfAnotherKey_IsNotThere()
    {
        await using var app = new SegmentationApp(null, [.. Keys.Settings(), .. Keys.One(3, "rival", Rival, "train")]);
        using var hold = await app.HoldTrainingsAsync();
        var id = await app.SubmittedAsync(Tables.Five, "?clusters=2", Keys.Header(Keys.Train));

        (await app.GetAsync($"/jobs/{id}", Keys.Header(Rival))).ExpectProblem(404, "unknown-job");
        (await app.GetAsync($"/jobs/{id}/events", Keys.Header(Rival))).ExpectProblem(404, "unknown-job");
        (await app.SendAsync(HttpMethod.Delete, $"/jobs/{id}", null, Keys.Header(Rival))).ExpectProblem(404, "unknown-job");
        Assert.Empty((await app.GetAsync("/jobs", Keys.Header(Rival))).Expect(200).Items("jobs"));

        foreach (var key in (string[])[Keys.Train, Keys.Admin])
        {
            Assert.Equal("queued", (await app.GetAsync($"/jobs/{id}", Keys.Header(key))).Expect(200).Text("status"));
            Assert.Equal([id], (await app.GetAsync("/jobs", Keys.Header(key))).Expect(200).Items("jobs").Select(job => job.Text("id")));
        }

        Assert.Equal(204, (await app.SendAsync(HttpMethod.Delete, $"/jobs/{id}", null, Keys.Header(Keys.Admin))).Status);
    }

    /// <summary>Two callers may think of the same text.</summary>
    [Fact]
    public async Task IdempotencyKey_SameTextOfAnotherKey_IsAnother()
    {
        await using var app = new SegmentationApp(null, [.. Keys.Settings(), .. Keys.One(3, "rival", Rival, "train")]);

        var first = await TrainAsync(app, Keys.Train, Tables.Five);
        var other = await TrainAsync(app, Rival, Tables.Blobs);
        var again = await TrainAsync(app, Keys.Train, Tables.Five);

        Assert.Equal((1, 2, 1), (first.Expect(201).Int("version"), other.Expect(201).Int("version"), again.Expect(201).Int("version")));
    }

    /// <summary>Jobs of a time without keys bear no name; they are everybody's, and so are their idempotency keys.</summary>
    [Fact]
    public async Task Job_OfATimeWithoutKeys_IsEverybodys()
    {
        var open = new SegmentationApp();
        (await open.TrainWithKeyAsync("k", Tables.Five, "?clusters=2")).Expect(201);
        var id = (await open.GetAsync("/jobs")).Expect(200).Items("jobs")[0].Text("id");

        await using var guarded = await open.RestartAsync(Keys.Settings());

        (await guarded.GetAsync($"/jobs/{id}", Keys.Header(Keys.Train))).Expect(200);
        Assert.Equal(1, (await TrainAsync(guarded, Keys.Train, Tables.Five)).Expect(201).Int("version"));
        (await TrainAsync(guarded, Keys.Train, Tables.Blobs)).ExpectProblem(422, "idempotency-key-reused");
    }

    private static Task<Answer> TrainAsync(SegmentationApp app, string key, string table) =>
        app.SendAsync(HttpMethod.Post, "/train?clusters=2", Body.Csv(table), Keys.Header(key), ("Idempotency-Key", "k"));
}
