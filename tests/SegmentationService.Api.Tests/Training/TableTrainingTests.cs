using SegmentationService.Api.Tests.Jobs;

namespace SegmentationService.Api.Tests.Training;

/// <summary>Trainings whose table stands in the address: generated clients have no other way to train on one that is kept, so these calls must be those of <c>table=</c> in all.</summary>
public sealed class TableTrainingTests
{
    [Fact]
    public async Task Train_TableOfTheAddress_IsThatOfTheQueryAndOfAJob()
    {
        await using var app = new SegmentationApp();
        var table = (await app.PostAsync("/tables?file=blobs.csv", Body.Csv(Tests.Tables.Blobs))).Expect(201).Text("id");

        var ofQuery = (await app.PostAsync($"/train?table={table}&clusters=3&parent=none", null)).Expect(201);
        var answer = await app.PostAsync($"/tables/{table}/train?clusters=3&parent=none", null);
        var accepted = await app.PostAsync($"/tables/{table}/jobs?clusters=3&parent=none", null);
        var job = await app.SucceededAsync(accepted.Expect(202).Text("id"));
        var ofJob = (await app.GetAsync(job.GetProperty("result").Text("location"))).Expect(200);

        Assert.Equal([20, 15, 10], answer.Expect(201).Sizes());
        Assert.Equal("/models/default/versions/2", answer.Headers.Location?.ToString());
        Assert.Equal(ofQuery.Text("fingerprint"), answer.Json.Text("fingerprint"));
        Assert.Equal(ofQuery.GetProperty("source").ToString(), answer.Json.GetProperty("source").ToString()); // the table, its file and the parameters
        Assert.Equal((3, ofQuery.Text("fingerprint")), (ofJob.Int("version"), ofJob.Text("fingerprint")));
        Assert.Equal(ofQuery.GetProperty("source").ToString(), ofJob.GetProperty("source").ToString());
    }

    /// <summary>What lets a training be sent again, or be a job, is there as it is at <c>/train</c>; a key stands for the training, by whichever address it came.</summary>
    [Fact]
    public async Task Train_WithPreferenceOrKey_IsAnsweredAsTrainIs()
    {
        await using var app = new SegmentationApp();
        var table = (await app.PostAsync("/tables", Body.Csv(Tests.Tables.Five))).Expect(201).Text("id");
        var other = (await app.PostAsync("/tables", Body.Csv(Tests.Tables.Blobs))).Expect(201).Text("id");

        var first = await SendAsync($"/tables/{table}/train?clusters=2", ("Idempotency-Key", "one"));
        var again = await SendAsync($"/tables/{table}/train?clusters=2", ("Idempotency-Key", "one"));
        var ofOther = await SendAsync($"/tables/{other}/train?clusters=2", ("Idempotency-Key", "one"));
        var job = await SendAsync($"/tables/{table}/train?clusters=2", ("Prefer", "respond-async"));
        await app.SucceededAsync(job.Expect(202).Text("id"));

        Assert.Equal((1, 1), (first.Expect(201).Int("version"), again.Expect(201).Int("version")));
        ofOther.ExpectProblem(422, "idempotency-key-reused");
        Assert.Equal([1, 2], await app.VersionsAsync());

        Task<Answer> SendAsync(string path, (string, string) header) => app.SendAsync(HttpMethod.Post, path, null, header);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("jobs")]
    public async Task Train_WhatDoesNotFit_IsRefusedAndNothingIsStored(string call)
    {
        await using var app = new SegmentationApp();
        var table = (await app.PostAsync("/tables", Body.Csv(Tests.Tables.Five))).Expect(201).Text("id");

        (await app.PostAsync($"/tables/{table}/{call}", Body.Csv(Tests.Tables.Five))).ExpectProblem(400, "invalid-parameter", "one of the two");
        (await app.PostAsync($"/tables/{table}/{call}?table={table}", null)).ExpectProblem(400, "invalid-parameter", "no query parameter 'table'");
        (await app.PostAsync($"/tables/{table}/{call}?dryRun=true", null)).ExpectProblem(400, "invalid-parameter", "no query parameter 'dryRun'");
        (await app.PostAsync($"/tables/{table}/{call}?clusters=0", null)).ExpectProblem(400, "invalid-parameter", "clusters");
        (await app.PostAsync($"/tables/t-00000000000000000000000000000000/{call}", null)).ExpectProblem(404, "table-not-found");
        (await app.PostAsync($"/tables/..%2Fmodels/{call}", null)).ExpectProblem(404, "table-not-found");

        Assert.Empty(await app.VersionsAsync());
        Assert.Empty((await app.GetAsync("/jobs")).Expect(200).Items("jobs"));
    }
}
