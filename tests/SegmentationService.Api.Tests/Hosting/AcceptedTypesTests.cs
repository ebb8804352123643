namespace SegmentationService.Api.Tests.Hosting;

/// <summary>Whoever can read none of the answers of a call is told so before it does anything; whoever can read one of them, by whatever pattern, is answered.</summary>
public sealed class AcceptedTypesTests : IAsyncDisposable
{
    private SegmentationApp App { get; } = new();

    [Fact]
    public async Task Accept_OfNothingThatFits_IsRefusedAndNothingIsDone()
    {
        (await TrainAsync("text/csv")).ExpectProblem(406, "not-acceptable", "application/json");
        (await TrainAsync("application/json;q=0")).ExpectProblem(406, "not-acceptable");
        Assert.Empty((await App.GetAsync("/models")).Expect(200).Items("models"));

        foreach (var accept in (string[])["application/json", "APPLICATION/JSON;q=0.1", "application/*", "text/html, */*;q=0.1", "application/json; charset=utf-8", "text/csv, application/json"])
            (await TrainAsync(accept)).Expect(201);
    }

    /// <summary>What chooses among several forms says itself which; what is open to probes and people is answered whatever they accept.</summary>
    [Theory]
    [InlineData("/models/default/versions/1/customers", "application/jsonl", 200)]
    [InlineData("/models/default/versions/1/customers", "image/png", 406)]
    [InlineData("/models/default/versions/1/tree.svg", "image/*", 200)]
    [InlineData("/models/default/versions/1/tree.svg", "application/json", 406)]
    [InlineData("/models/default/versions/1/export", "application/zip", 200)]
    [InlineData("/samples/customers", "text/csv", 200)]
    [InlineData("/samples/customers", "text/html", 406)]
    [InlineData("/jobs", "text/event-stream", 406)]
    [InlineData("/healthz/ready", "text/plain", 200)]
    [InlineData("/problems/invalid-csv", "application/json", 200)]
    [InlineData("/nothing", "text/csv", 404)]
    public async Task Accept_OfManyCalls_IsWeighedByWhatTheyAnswer(string path, string accept, int status)
    {
        (await TrainAsync("application/json")).Expect(201);

        Assert.Equal(status, (await App.SendAsync(HttpMethod.Get, path, null, ("Accept", accept))).Status);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private Task<Answer> TrainAsync(string accept) => App.SendAsync(HttpMethod.Post, "/train?clusters=2", Body.Csv(Tables.Five), ("Accept", accept));
}
