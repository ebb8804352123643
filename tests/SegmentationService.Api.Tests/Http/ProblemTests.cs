using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SegmentationService.Api.Tests.Http;

/// <summary>Every error is a problem of RFC 9457, also those that no endpoint makes.</summary>
public class ProblemTests
{
    [Theory]
    [InlineData("GET", "/nothing", 404, "not-found")]
    [InlineData("GET", "/nothing/here?x=1", 404, "not-found")]
    [InlineData("POST", "/healthz/nope", 404, "not-found")]
    [InlineData("GET", "/train", 405, "method-not-allowed")]
    [InlineData("GET", "/predict", 405, "method-not-allowed")]
    [InlineData("POST", "/models", 405, "method-not-allowed")]
    [InlineData("PATCH", "/models/default/aliases/champion", 405, "method-not-allowed")]
    public async Task Request_NoSuchAddressOrMethod_IsAProblem(string method, string path, int status, string kind)
    {
        await using var app = new SegmentationApp();

        var answer = await app.RefusedAsync(new HttpMethod(method), path, null);

        answer.ExpectProblem(status, kind, status == 404 ? "/swagger" : "Allow");
        if (status == 405) Assert.NotEmpty(answer.ContentHeaders.Allow);
    }

    /// <summary>A store may have a hundred thousand versions, and a mistake must not cost as much to answer.</summary>
    [Fact]
    public async Task NotFound_WhereThereIsMuch_ListsTheFirstAndTheNumberOfTheRest()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        for (var i = 10; i < 40; i++) (await app.PutAliasAsync($"a{i}", """{"version": 1}""")).Expect(200);

        var detail = (await app.DeleteAsync("/models/default/aliases/none")).ExpectProblem(404, "unknown-alias", "a10, a11, ", " more (GET /models lists them)").Text("detail");
        Assert.DoesNotContain("a39", detail, StringComparison.Ordinal);
        (await app.GetAsync("/models/default/versions/none")).ExpectProblem(404, "unknown-version", " more (GET /models lists them)");
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml;q=0.9", false)]
    [InlineData("text/csv", true)]
    [InlineData("image/png", false)]
    [InlineData("application/json", true)]
    [InlineData("application/problem+json", false)]
    public async Task Problem_WhateverTheClientAccepts_IsAProblem(string accept, bool isAForm)
    {
        await using var app = new SegmentationApp();

        (await app.GetAsync("/nothing", ("Accept", accept))).ExpectProblem(404, "not-found");
        var (status, kind) = isAForm ? (404, "unknown-model") : (406, "not-acceptable");
        (await app.GetAsync("/models/nope/versions/1/customers", ("Accept", accept))).ExpectProblem(status, kind);
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        (status, kind) = isAForm ? (400, "empty-body") : (406, "not-acceptable");
        (await app.PostAsync("/predict/batch", Body.Csv(""), accept)).ExpectProblem(status, kind);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/csv, application/json;q=0.1")]
    public async Task Error_OfTheService_TellsNothingButATraceIdThatTheLogHas(string accept)
    {
        var time = new BrokenTime();
        await using var app = new SegmentationApp(services => services.AddSingleton<TimeProvider>(time));
        var before = await app.StateAsync();
        time.IsBroken = true;

        var answer = await app.TrainAsync(Body.Csv(Tables.Five), "?clusters=2", accept);

        var problem = answer.ExpectProblem(500, "internal-error", "trace id");
        Assert.Equal(["type", "title", "status", "detail", "traceId"], problem.Names());
        Assert.DoesNotContain("clock", answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Exception", answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
        var cause = Assert.Single(app.Log.Lines, line => line.Exception is not null);
        Assert.Equal((LogLevel.Error, BrokenTime.Secret), (cause.Level, cause.Exception!.Message));
        Assert.Contains(problem.Text("traceId"), cause.Text, StringComparison.Ordinal);
        var line = Assert.Single(app.Log.Requests, line => line.Text.Contains("/train", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.Contains(problem.Text("traceId"), line.Text, StringComparison.Ordinal);
        Assert.Equal(before, await app.StateAsync());
    }

    /// <summary>A clock that fails where training asks for the date.</summary>
    private sealed class BrokenTime : TimeProvider
    {
        public const string Secret = "The clock of the vault is broken.";

        public bool IsBroken { get; set; }

        public override DateTimeOffset GetUtcNow() => IsBroken ? throw new InvalidOperationException(Secret) : base.GetUtcNow();
    }
}
