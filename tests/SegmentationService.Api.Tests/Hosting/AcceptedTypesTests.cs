using SegmentationService.Api.Tests.Security;

namespace SegmentationService.Api.Tests.Hosting;

/// <summary>Whoever can read none of the answers of a call is told so before it does anything; whoever can read one of them, by whatever range, is answered.</summary>
public sealed class AcceptedTypesTests(AcceptedTypesTests.Trained trained) : IClassFixture<AcceptedTypesTests.Trained>
{
    private SegmentationApp App => trained.App;

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/problem+json")]
    [InlineData("application/json;q=0")]
    [InlineData("application/json;q=0, */*;q=0.5")]
    [InlineData("application/json;q=0.0, application/*")]
    public async Task Change_OfAClientThatCannotReadTheAnswer_IsRefusedAndNothingIsChanged(string accept)
    {
        var before = await App.StateAsync();

        (await TrainAsync(accept)).ExpectProblem(406, "not-acceptable", "The answer is application/json");
        (await App.SendAsync(HttpMethod.Post, "/tables", Body.Csv(Tables.Five), ("Accept", accept))).ExpectProblem(406, "not-acceptable");
        (await App.SendAsync(HttpMethod.Post, "/jobs", Body.Csv(Tables.Five), ("Accept", accept))).ExpectProblem(406, "not-acceptable");
        (await App.SendAsync(HttpMethod.Post, "/train", Body.Csv(Tables.Five), ("Accept", accept), ("Prefer", "respond-async"))).ExpectProblem(406, "not-acceptable");
        (await App.SendAsync(HttpMethod.Put, "/models/default/aliases/blue", Body.Json("""{"version": 1}"""), ("Accept", accept))).ExpectProblem(406, "not-acceptable");
        (await App.SendAsync(HttpMethod.Delete, "/models/default", null, ("Accept", accept))).ExpectProblem(406, "not-acceptable");
        (await App.SendAsync(HttpMethod.Delete, "/models/default/customers/1", null, ("Accept", accept))).ExpectProblem(406, "not-acceptable");

        Assert.Equal(before, await App.StateAsync());
        Assert.Empty((await App.GetAsync("/tables")).Expect(200).Items("tables"));
        Assert.Empty((await App.GetAsync("/jobs")).Expect(200).Items("jobs"));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("APPLICATION/JSON;q=0.1")]
    [InlineData("application/*")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")]
    [InlineData("*/*;q=0, application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("text/csv, application/json")]
    [InlineData("application/problem+json, application/json")]
    [InlineData("text/html, image/gif, *; q=.2")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Change_OfAClientThatMayReadTheAnswer_IsMade(string accept) => (await TrainAsync(accept, "made")).Expect(201);

    /// <summary>A call of several types is asked for all of them; one whose address names a form, for none; probes are answered whatever they accept.</summary>
    [Theory]
    [InlineData("/models/default/versions/1/customers", "application/jsonl", 200)]
    [InlineData("/models/default/versions/1/customers", "text/*", 200)]
    [InlineData("/models/default/versions/1/customers", "image/png", 406)]
    [InlineData("/models/default/versions/1/customers?format=xlsx", "image/png", 200)]
    [InlineData("/models/default/versions/1/tree.svg", "image/*", 200)]
    [InlineData("/models/default/versions/1/tree.svg", "application/json", 406)]
    [InlineData("/models/default/versions/1/export", "application/zip", 200)]
    [InlineData("/models/default/versions/1/export", "application/json", 406)]
    [InlineData("/models/default/versions/1/exports/pmml", "application/xml", 200)]
    [InlineData("/models/default/versions/1/exports/pmml", "application/json", 406)]
    [InlineData("/models/default/versions/1/report", "text/html", 200)]
    [InlineData("/models/default/versions/1/report", "application/pdf", 406)]
    [InlineData("/samples/customers", "text/csv", 200)]
    [InlineData("/samples/customers", "text/html", 406)]
    [InlineData("/samples/customers?format=csv", "application/json", 200)]
    [InlineData("/jobs", "text/event-stream", 406)]
    [InlineData("/v2", "text/plain", 406)]
    [InlineData("/version", "application/json", 406)]
    [InlineData("/healthz", "text/plain", 200)]
    [InlineData("/healthz/ready", "text/plain", 200)]
    [InlineData("/v2/health/live", "text/plain", 200)]
    [InlineData("/v2/health/ready", "image/png", 200)]
    [InlineData("/ping", "application/json", 200)]
    [InlineData("/health", "application/json", 200)]
    [InlineData("/problems/invalid-csv", "text/html", 200)]
    [InlineData("/swagger/v1/swagger.json", "text/csv", 200)]
    [InlineData("/icon.svg", "text/csv", 200)]
    [InlineData("/nothing", "text/csv", 404)]
    public async Task Get_OfManyKinds_IsWeighedByWhatItAnswers(string path, string accept, int status) =>
        Assert.Equal(status, (await App.SendAsync(HttpMethod.Get, path, null, ("Accept", accept))).Status);

    [Fact]
    public async Task Samples_AreOfTheTypeThatIsLikedBest()
    {
        Assert.Equal("application/json", (await App.GetAsync("/samples/customers", ("Accept", "text/csv;q=0.5, application/json"))).ContentType);
        Assert.Equal("text/csv", (await App.GetAsync("/samples/customers", ("Accept", "application/json, text/csv"))).ContentType);
        Assert.Equal("text/csv", (await App.GetAsync("/samples/customers", ("Accept", "*/*"))).ContentType);
    }

    /// <summary>Who has no key learns nothing of what a call answers; what has nothing to send is not asked.</summary>
    [Fact]
    public async Task Refusals_ComeAfterTheKey_AndNotWhereNothingIsSent()
    {
        var key = Keys.Header(Keys.Predict);
        await using var closed = SegmentationApp.With(Keys.Settings());
        (await closed.GetAsync("/models", ("Accept", "text/csv"))).ExpectProblem(401, "missing-key");
        (await closed.SendAsync(HttpMethod.Post, "/train", Body.Csv(Tables.Five), ("Accept", "text/csv"), key)).ExpectProblem(403, "missing-scope");
        (await closed.GetAsync("/models", ("Accept", "text/csv"), key)).ExpectProblem(406, "not-acceptable");

        (await App.PutAliasAsync("blue", """{"version": 1}""")).Expect(200);
        Assert.Equal(204, (await App.SendAsync(HttpMethod.Delete, "/models/default/aliases/blue", null, ("Accept", "image/png"))).Status);
    }

    /// <summary>The document tells 406 of every call that can give it.</summary>
    [Fact]
    public async Task Document_Of406_IsWhatIsAnswered()
    {
        var paths = (await App.GetAsync("/swagger/v1/swagger.json")).Json.GetProperty("paths");
        foreach (var path in paths.EnumerateObject())
            foreach (var operation in path.Value.EnumerateObject())
            {
                var responses = operation.Value.GetProperty("responses");
                var sends = responses.EnumerateObject().Any(response => response.Name[0] == '2' && response.Value.TryGetProperty("content", out _));
                var isProbe = path.Name is "/ping" or "/health" || path.Name.Contains("/health/", StringComparison.Ordinal) || path.Name.StartsWith("/healthz", StringComparison.Ordinal);
                Assert.True(responses.TryGetProperty("406", out _) == (sends && !isProbe), $"{operation.Name} {path.Name}");
                var address = path.Name.Replace("{format}", "json", StringComparison.Ordinal).Replace('{', 'a').Replace('}', 'a');
                var answer = await App.SendAsync(new HttpMethod(operation.Name), address, null, ("Accept", "image/x-none"));
                Assert.True(answer.Status == 406 == (sends && !isProbe), $"{operation.Name} {address}: {answer.Status}");
            }
    }

    private Task<Answer> TrainAsync(string accept, string model = "default") => App.SendAsync(HttpMethod.Post, $"/train?clusters=2&model={model}", Body.Csv(Tables.Five), ("Accept", accept));

    /// <summary>A service with one version of a model.</summary>
    public sealed class Trained : IAsyncLifetime
    {
        internal SegmentationApp App { get; } = new();

        public async Task InitializeAsync() => (await App.PostAsync("/train?clusters=2", Body.Csv(Tables.Five))).Expect(201);

        public Task DisposeAsync() => App.DisposeAsync().AsTask();
    }
}
