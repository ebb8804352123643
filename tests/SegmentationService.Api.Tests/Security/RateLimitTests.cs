using System.Net;
using Microsoft.AspNetCore.Http;
using SegmentationService.Api.Security;

namespace SegmentationService.Api.Tests.Security;

/// <summary>How often one caller may ask. Rates are so low that none of them is given back while a test runs.</summary>
public sealed class RateLimitTests
{
    private const string OneInADay = "0.0000115";

    [Fact]
    public async Task Predict_MoreThanAllowed_Is429ForThisKeyAlone()
    {
        await using var app = SegmentationApp.With([.. Keys.Settings(("Limits:PredictionsPerSecond", OneInADay)), .. Keys.One(3, "other", "key-of-another", "predict")]);

        Assert.Equal(409, (await PredictAsync(app, Keys.Predict)).Status); // let through, and nothing trained yet
        var refused = await PredictAsync(app, Keys.Predict);
        var batch = await app.SendAsync(HttpMethod.Post, "/predict/batch", Body.Csv("x\n1\n"), Keys.Header(Keys.Predict));

        refused.ExpectProblem(429, "too-many-requests", "try again in", "/predict/batch");
        batch.ExpectProblem(429, "too-many-requests");
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.FromHours(20));
        Assert.Equal(409, (await PredictAsync(app, "key-of-another")).Status);
        (await app.SendAsync(HttpMethod.Post, "/train?clusters=2", Body.Csv(Tables.Five), Keys.Header(Keys.Train))).Expect(201); // has a limit of its own, here none
    }

    [Fact]
    public async Task Train_MoreThanAllowed_Is429AndChangesNothing()
    {
        await using var app = SegmentationApp.With(("Limits:TrainingsPerSecond", OneInADay));
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        var before = await app.StateAsync();

        (await app.TrainAsync(Tables.Five, "?clusters=2")).ExpectProblem(429, "too-many-requests");

        Assert.Equal(before, await app.StateAsync());
        for (var i = 0; i < 50; i++) (await app.PredictAsync("""{"x": 1}""")).Expect(200);
    }

    [Fact]
    public async Task Predict_WithoutKey_CountsAsAnAddressAndNotAgainstAKey()
    {
        await using var app = SegmentationApp.With(Keys.Settings(("Limits:PredictionsPerSecond", OneInADay)));

        Assert.Equal(401, (await PredictAsync(app, "key-of-nobody")).Status);
        Assert.Equal(429, (await PredictAsync(app, "key-of-nobody-else")).Status); // who tries keys is slowed down, too
        Assert.Equal(409, (await PredictAsync(app, Keys.Predict)).Status);
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", true)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void Caller_OfAnAddress_IsTheAddressOrTheNetworkOfIPv6(string first, string second, bool same) =>
        Assert.Equal(same, RateLimits.Caller(From(first)) == RateLimits.Caller(From(second)));

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };

    private static Task<Answer> PredictAsync(SegmentationApp app, string key) => app.SendAsync(HttpMethod.Post, "/predict", Body.Json("""{"x": 1}"""), Keys.Header(key));
}
