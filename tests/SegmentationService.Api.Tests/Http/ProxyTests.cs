using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Api.Tests.Security;

namespace SegmentationService.Api.Tests.Http;

/// <summary>Behind a reverse proxy: only proxies that are known say who calls, and addresses are those that the client sees.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("192.168.7.9", true)]
    [InlineData("10.0.0.2", false)]
    [InlineData("127.0.0.1", false)]
    public async Task ForwardedFor_IsBelievedOnlyFromKnownProxies(string sender, bool isBelieved)
    {
        await using var app = new SegmentationApp(
            services => services.AddSingleton<IStartupFilter>(new From(sender)),
            ("Limits:PredictionsPerSecond", "0.0000115"), ("Proxy:KnownProxies:0", "10.0.0.1"), ("Proxy:KnownNetworks:0", "192.168.0.0/16"));

        Assert.Equal(409, (await PredictAsync(app, "203.0.113.1")).Status);
        Assert.Equal(429, (await PredictAsync(app, "203.0.113.1")).Status);
        Assert.Equal(isBelieved ? 409 : 429, (await PredictAsync(app, "203.0.113.2")).Status);
    }

    [Fact]
    public async Task ForwardedFor_WithoutKnownProxies_IsNeverBelieved()
    {
        await using var app = new SegmentationApp(services => services.AddSingleton<IStartupFilter>(new From("127.0.0.1")), ("Limits:PredictionsPerSecond", "0.0000115"));

        Assert.Equal(409, (await PredictAsync(app, "203.0.113.1")).Status);
        Assert.Equal(429, (await PredictAsync(app, "203.0.113.2")).Status);
    }

    [Theory]
    [InlineData("/segments")] // the proxy passes the path on as it is
    [InlineData("")] // the proxy takes its part off
    public async Task PathBase_IsInEveryAddressThatIsAnswered(string prefix)
    {
        await using var app = SegmentationApp.With([.. Keys.Settings(), ("Proxy:PathBase", "/segments")]);

        var trained = await app.SendAsync(HttpMethod.Post, prefix + "/train?clusters=2", Body.Csv(Tables.Five), Keys.Header(Keys.Train));
        trained.Expect(201);
        Assert.Equal("/segments/models/default/versions/1", trained.Headers.Location?.ToString());
        (await app.GetAsync("/segments/models/default/versions/1", Keys.Header(Keys.Train))).Expect(200);
        (await app.GetAsync(prefix + "/healthz/ready")).Expect(200);
        Assert.Equal(401, (await app.GetAsync(prefix + "/models")).Status);

        var document = (await app.GetAsync(prefix + "/swagger/v1/swagger.json")).Expect(200);
        Assert.Equal(["/segments"], document.Items("servers").Select(server => server.Text("url")));
        Assert.True(document.GetProperty("paths").Has("/train"));
        Assert.Equal("swagger/index.html", (await app.GetAsync(prefix + "/swagger")).Headers.Location?.ToString());
        Assert.Equal(200, (await app.GetAsync(prefix + "/swagger/index.html")).Status);
    }

    private static Task<Answer> PredictAsync(SegmentationApp app, string client) =>
        app.SendAsync(HttpMethod.Post, "/predict", Body.Json("""{"x": 1}"""), ("X-Forwarded-For", client));

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
