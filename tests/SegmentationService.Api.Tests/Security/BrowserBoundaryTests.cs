using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace SegmentationService.Api.Tests.Security;

/// <summary>Pages of strangers change nothing and read nothing of a service without keys, whatever part of it they ask; what is the service's own, or allowed, works as ever.</summary>
public sealed class BrowserBoundaryTests
{
    private static readonly (string Name, string Value)[] Stranger = [("Origin", "http://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "empty")];

    [Fact]
    public async Task Stranger_EveryCallThatChangesSomething_IsRefusedAndNothingChanges()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        await app.TrainedAsync(Tables.Five, "?clusters=3");
        var before = await app.StateAsync();

        foreach (var (method, path) in ((string, string)[])[("POST", "/train"), ("POST", "/predict"), ("POST", "/predict/batch"), ("PUT", "/models/default/aliases/champion"), ("DELETE", "/models/default/versions/1"),
            ("POST", "/models/default/import"), ("DELETE", "/jobs/x"), ("POST", "/nothing"), ("POST", "/"), ("POST", "/swagger/index.html")])
        {
            (await app.SendAsync(new HttpMethod(method), path, Body.Csv(Tables.Five), Stranger)).ExpectProblem(403, "cross-origin", "Security:AllowedOrigins");
        }

        Assert.Equal(before, await app.StateAsync());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/js/api.js")]
    [InlineData("/swagger/index.html")]
    [InlineData("/models")]
    [InlineData("/healthz/ready")]
    [InlineData("/nothing")]
    public async Task OtherHost_WhateverIsAsked_IsRefused(string path)
    {
        await using var app = new SegmentationApp();

        var answer = await app.GetAsync(path, ("Host", "evil.example:8080"), ("Sec-Fetch-Site", "same-origin"));

        answer.ExpectProblem(400, "host-not-allowed", "'evil.example'", "AllowedHosts=evil.example");
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
    }

    [Fact]
    public async Task OwnPages_AndLinksToThem_Work()
    {
        await using var app = new SegmentationApp();

        (await app.SendAsync(HttpMethod.Post, "/train?clusters=2", Body.Csv(Tables.Five), ("Origin", "http://localhost"), ("Sec-Fetch-Site", "same-origin"))).Expect(201);
        Assert.Equal(200, (await app.GetAsync("/", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"))).Status);
        Assert.Equal(403, (await app.GetAsync("/samples/customers", Stranger)).Status); // it costs, though that page cannot see it
    }

    [Fact]
    public async Task AllowedOrigin_WithoutKeys_MayDoWhatTheOwnPagesMay()
    {
        await using var app = SegmentationApp.With(("Security:AllowedOrigins:0", "https://shop.example"));
        (string, string)[] shop = [("Origin", "https://shop.example"), ("Sec-Fetch-Site", "cross-site")];

        Assert.Equal(204, (await app.SendAsync(HttpMethod.Options, "/train", null, [.. shop, ("Access-Control-Request-Method", "POST")])).Status);
        var trained = await app.SendAsync(HttpMethod.Post, "/train?clusters=2", Body.Csv(Tables.Five), shop);
        trained.Expect(201);
        Assert.Equal(["https://shop.example"], trained.Headers.GetValues("Access-Control-Allow-Origin"));
        (await app.SendAsync(HttpMethod.Post, "/train?clusters=2", Body.Csv(Tables.Five), Stranger)).ExpectProblem(403, "cross-origin");
    }

    [Fact]
    public async Task Keys_TakeThePlaceOfTheBoundary()
    {
        await using var app = SegmentationApp.With(Keys.Settings());

        Assert.Equal(200, (await app.GetAsync("/models", Keys.Header(Keys.Train), ("Host", "shop.example"))).Status);
        (await app.SendAsync(HttpMethod.Post, "/train?clusters=2", Body.Csv(Tables.Five), [.. Stranger, Keys.Header(Keys.Train)])).Expect(201);
        (await app.SendAsync(HttpMethod.Post, "/train?clusters=2", Body.Csv(Tables.Five), Stranger)).ExpectProblem(401, "missing-key");
    }

    [Fact]
    public async Task AllowedHosts_WithKeys_AreAnsweredAlone()
    {
        await using var app = SegmentationApp.With(Keys.Settings(("AllowedHosts", "shop.example")));

        Assert.Equal(200, (await app.GetAsync("/models", Keys.Header(Keys.Train), ("Host", "shop.example"))).Status);
        (await app.GetAsync("/models", Keys.Header(Keys.Train), ("Host", "evil.example"))).ExpectProblem(400, "host-not-allowed");
    }

    [Theory]
    [InlineData("10.0.0.1", "shop.example", 200)]
    [InlineData("10.0.0.1", "evil.example", 400)]
    [InlineData("10.0.0.2", "shop.example", 400)] // nobody believes it
    public async Task Proxy_ThatIsKnown_SaysWhichHostWasAsked(string proxy, string host, int status)
    {
        await using var app = new SegmentationApp(
            services => services.AddSingleton<IStartupFilter>(new From(proxy)), ("Proxy:KnownProxies:0", "10.0.0.1"), ("AllowedHosts", "shop.example"));
        (string, string)[] forwarded = [("Host", "inside.example"), ("X-Forwarded-For", "203.0.113.1"), ("X-Forwarded-Host", host), ("X-Forwarded-Proto", "https")];

        Assert.Equal(status, (await app.GetAsync("/models", forwarded)).Status);
        if (status == 200)
            (await app.SendAsync(HttpMethod.Post, "/train?clusters=2", Body.Csv(Tables.Five), [.. forwarded, ("Origin", "https://shop.example"), ("Sec-Fetch-Site", "same-origin")])).Expect(201);
    }

    /// <summary>Lets every request come from an address, which the test server does not give it.</summary>
    private sealed class From(string address) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                context.Connection.RemoteIpAddress = IPAddress.Parse(address);
                return rest(context);
            });
            next(app);
        };
    }
}
