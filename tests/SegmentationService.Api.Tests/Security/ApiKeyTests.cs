using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace SegmentationService.Api.Tests.Security;

/// <summary>Who may call what: without a key nothing but probes and the description, with one what its scopes say.</summary>
public sealed class ApiKeyTests(ApiKeyTests.Guarded guarded) : IClassFixture<ApiKeyTests.Guarded>
{
    /// <summary>Every call with the scope that it needs; "any" takes each key, "open" none. A new endpoint fails a test until it is here.</summary>
    private static readonly Dictionary<string, string> Needed = new()
    {
        ["DELETE /models/{model}"] = "admin",
        ["DELETE /models/{model}/customers/{id}"] = "admin",
        ["DELETE /models/{model}/aliases/{alias}"] = "train or admin",
        ["DELETE /models/{model}/versions/{version}"] = "admin",
        ["GET /healthz"] = "open",
        ["GET /healthz/live"] = "open",
        ["GET /healthz/ready"] = "open",
        ["DELETE /jobs/{id}"] = "train or admin",
        ["GET /jobs"] = "train or admin",
        ["POST /jobs"] = "train",
        ["POST /jobs/batch"] = "train",
        ["GET /jobs/{id}"] = "train or admin",
        ["GET /jobs/{id}/files"] = "train or admin",
        ["GET /jobs/{id}/events"] = "train or admin",
        ["GET /models"] = "any",
        ["GET /models/{model}"] = "any",
        ["GET /models/{model}/aliases/{alias}"] = "any",
        ["GET /models/{model}/migration"] = "any",
        ["GET /models/{model}/versions"] = "any",
        ["GET /models/{model}/versions/{version}"] = "any",
        ["GET /models/{model}/versions/{version}/charts/distributions"] = "any",
        ["GET /models/{model}/versions/{version}/charts/effects"] = "any",
        ["GET /models/{model}/versions/{version}/charts/map"] = "train",
        ["GET /models/{model}/versions/{version}/charts/silhouettes"] = "any",
        ["GET /models/{model}/versions/{version}/customers"] = "train",
        ["GET /models/{model}/versions/{version}/customers/{id}"] = "train",
        ["GET /models/{model}/versions/{version}/drift"] = "any",
        ["GET /models/{model}/versions/{version}/export"] = "admin",
        ["GET /models/{model}/versions/{version}/exports/{format}"] = "any",
        ["GET /models/{model}/versions/{version}/report"] = "open",
        ["GET /models/{model}/versions/{version}/tree"] = "train",
        ["GET /models/{model}/versions/{version}/tree.svg"] = "any",
        ["GET /problems"] = "open",
        ["GET /problems/{kind}"] = "open",
        ["DELETE /tables/{table}"] = "train",
        ["GET /tables"] = "train",
        ["GET /tables/{table}"] = "train",
        ["GET /tables/{table}/report"] = "train",
        ["GET /tables/{table}/sheets"] = "train",
        ["POST /tables"] = "train",
        ["POST /tables/{table}/jobs"] = "train",
        ["POST /tables/{table}/train"] = "train",
        ["GET /samples/customers"] = "any",
        ["GET /samples/transactions"] = "any",
        ["GET /models/{model}/versions/{version}/segments/{segment}"] = "any",
        ["PATCH /models/{model}/versions/{version}"] = "train or admin",
        ["PATCH /models/{model}/versions/{version}/segments/{segment}"] = "train or admin",
        ["POST /models/{model}/import"] = "admin",
        ["POST /models/{model}/migration"] = "predict",
        ["POST /models/{model}/versions/{version}/charts/map"] = "predict",
        ["GET /v2"] = "open",
        ["GET /v2/health/live"] = "open",
        ["GET /v2/health/ready"] = "open",
        ["GET /v2/models/{model}"] = "any",
        ["GET /v2/models/{model}/ready"] = "any",
        ["GET /v2/models/{model}/versions/{version}"] = "any",
        ["GET /v2/models/{model}/versions/{version}/ready"] = "any",
        ["POST /v2/models/{model}/infer"] = "predict",
        ["POST /v2/models/{model}/versions/{version}/infer"] = "predict",
        ["GET /health"] = "open",
        ["GET /ping"] = "open",
        ["GET /version"] = "open",
        ["POST /invocations"] = "predict",
        ["POST /explain"] = "predict",
        ["POST /predict"] = "predict",
        ["POST /predict/batch"] = "predict",
        ["POST /train"] = "train",
        ["PUT /models/{model}/aliases/{alias}"] = "train or admin",
    };

    private static readonly Dictionary<string, string> KeyOf = new() { ["predict"] = Keys.Predict, ["train"] = Keys.Train, ["admin"] = Keys.Admin };

    public static TheoryData<string, string> Calls
    {
        get
        {
            var calls = new TheoryData<string, string>();
            foreach (var (call, needed) in Needed) calls.Add(call, needed);
            return calls;
        }
    }

    [Fact]
    public void Endpoints_All_SayWhatTheyNeed()
    {
        var endpoints = guarded.App.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToArray();

        Assert.All(endpoints, endpoint =>
        {
            var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            var policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
            Assert.True(isOpen ? policies.Count == 0 : policies is [{ Policy: not null }], $"{endpoint.RoutePattern.RawText} has to say RequireScope, RequireAnyScope or AllowAnonymous, and one of them.");
        });
        var said = endpoints.Select(endpoint => (
            Call: $"{endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0]} {endpoint.RoutePattern.RawText!.TrimEnd('/')}",
            Needs: endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy ?? "open"));
        Assert.Equal(Needed.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)), said.OrderBy(pair => pair.Call, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_WithAndWithoutKeys_IsLetThroughOnlyWithItsScope(string call, string needed)
    {
        var without = await CallAsync(call);
        var withWrong = await CallAsync(call, Keys.Header("key-of-nobody"));
        if (needed == "open")
        {
            Assert.Equal((200, 200), (without.Status, withWrong.Status));
            return;
        }

        without.ExpectProblem(401, "missing-key", "X-Api-Key", "Authorization: Bearer");
        withWrong.ExpectProblem(401, "unknown-key");
        Assert.Equal(["Bearer", "ApiKey"], without.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
        foreach (var (scope, key) in KeyOf)
        {
            var answer = await CallAsync(call, Keys.Header(key));
            if (needed == "any" || needed.Split(" or ").Contains(scope)) Assert.False(answer.Status is 401 or 403, $"{scope}: {answer.Text}");
            else
            {
                Assert.Equal(needed, answer.ExpectProblem(403, "missing-scope", $"scope {needed}").Text("scope"));
                Assert.Contains($"scope=\"{needed}\"", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("X-Api-Key", Keys.Predict, 200)]
    [InlineData("x-api-key", Keys.Predict, 200)]
    [InlineData("Authorization", "Bearer " + Keys.Predict, 200)]
    [InlineData("Authorization", "bearer " + Keys.Predict, 200)]
    [InlineData("Authorization", "Basic " + Keys.Predict, 401)]
    [InlineData("Authorization", Keys.Predict, 401)]
    [InlineData("Authorization", "Bearer", 401)]
    [InlineData("X-Api-Key", Keys.Predict + "x", 401)]
    [InlineData("X-Api-Key", "key-of-the-sho", 401)]
    [InlineData("X-Api-Key", "KEY-OF-THE-SHOP", 401)]
    [InlineData("X-Api-Key", "", 401)]
    public async Task Key_InEitherHeader_MustBeTheWholeKey(string header, string value, int status)
    {
        var answer = await guarded.App.GetAsync("/models", (header, value));

        Assert.Equal(status, answer.Status);
        if (status == 200) Assert.True(answer.Headers.CacheControl is { Private: true, NoCache: true }, "a proxy must not keep it for others");
    }

    [Fact]
    public async Task Key_TheHashOfOne_IsNoKey()
    {
        var hash = Keys.Settings().First(setting => setting.Name.EndsWith("Sha256", StringComparison.Ordinal)).Value;

        (await guarded.App.GetAsync("/models", Keys.Header(hash))).ExpectProblem(401, "unknown-key");
    }

    [Fact]
    public async Task Description_WithKeys_StaysOpenAndAsksForThem()
    {
        Assert.Equal(200, (await guarded.App.GetAsync("/swagger/index.html")).Status);
        var document = (await guarded.App.GetAsync("/swagger/v1/swagger.json")).Expect(200);

        var scheme = document.GetProperty("components").GetProperty("securitySchemes").GetProperty("ApiKey");
        Assert.Equal(("apiKey", "header", "X-Api-Key"), (scheme.Text("type"), scheme.Text("in"), scheme.Text("name")));
        foreach (var (call, needed) in Needed)
        {
            var operation = document.GetProperty("paths").GetProperty(call.Split(' ')[1]).GetProperty(call.Split(' ')[0].ToLowerInvariant());
            Assert.Equal(needed == "open" ? [] : ["ApiKey", "Bearer"], operation.Items("security").SelectMany(way => way.Names()));
            if (needed is "open" or "any") continue;
            Assert.Contains($"scope `{needed}`", operation.Text("description"), StringComparison.Ordinal);
            Assert.Subset(operation.GetProperty("responses").Names().ToHashSet(), new HashSet<string> { "401", "403" });
        }
    }

    [Fact]
    public async Task Log_OfRequestsWithKeys_NamesThemAndShowsNone()
    {
        await using var app = SegmentationApp.With(Keys.Settings());
        await app.GetAsync("/models", Keys.Header(Keys.Train));
        await app.GetAsync("/models", ("Authorization", "Bearer " + Keys.Predict));
        await app.GetAsync("/models", Keys.Header("key-of-a-thief"));
        await app.SendAsync(HttpMethod.Delete, "/models/default/versions/1", null, Keys.Header(Keys.Train));

        Assert.Equal([", key analyst,", ", key shop,", "customers -, trace", ", key analyst,"], app.Log.Requests.Select((line, i) => Assert.Single((string[])[", key analyst,", ", key shop,", "customers -, trace"], piece => line.Text.Contains(piece, StringComparison.Ordinal))));
        Assert.All(app.Log.Lines, line => Assert.DoesNotContain("key-of", line.Text + line.Exception, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Calls_WithoutConfiguredKeys_AreOpen()
    {
        await using var app = SegmentationApp.With(("Security:ApiKeys", "")); // as an empty list is configured
        await app.TrainedAsync(Tables.Five, "?clusters=2");

        (await app.PredictAsync("""{"x": 1}""")).Expect(200);
        (await app.GetAsync("/models", Keys.Header("key-of-nobody"))).Expect(200);
    }

    private Task<Answer> CallAsync(string call, params (string Name, string Value)[] headers)
    {
        var (method, path) = (call.Split(' ')[0], call.Split(' ')[1]);
        path = path.Replace("{model}", "none", StringComparison.Ordinal).Replace("{version}", "1", StringComparison.Ordinal).Replace("{alias}", "test", StringComparison.Ordinal).Replace("{kind}", "busy", StringComparison.Ordinal);
        return guarded.App.SendAsync(new HttpMethod(method), path, method is "POST" or "PUT" ? Body.Json("""{"version": 1}""") : null, headers);
    }

    public sealed class Guarded : IAsyncDisposable
    {
        internal SegmentationApp App { get; } = SegmentationApp.With(Keys.Settings(("Limits:RefusedPerSecond", "0")));

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
