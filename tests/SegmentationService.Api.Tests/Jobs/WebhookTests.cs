using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Jobs;

/// <summary>Webhooks: who is configured is told of the end of each job, signed, again where it was not taken, also after a restart; nobody else is, and nothing of a customer is told.</summary>
public class WebhookTests
{
    private const string Secret = "a secret of the shop";

    [Fact]
    public async Task End_OfAJob_IsToldSignedAndWithoutAValue()
    {
        await using var listener = await WebhookListener.StartAsync();
        await using var app = With(listener);

        var succeeded = await app.SubmittedAsync("customer,x\nsecret-ann,1\nsecret-bob,2\nsecret-cid,9\n", "?clusters=2");
        var delivery = await listener.NextAsync();

        Assert.Equal(("/hook", succeeded), (delivery.Path, delivery.Id));
        AssertSigned(delivery);
        var told = JsonDocument.Parse(delivery.Body).RootElement;
        Assert.Equal(["id", "type", "model", "version", "problem", "createdAt", "endedAt"], told.Names());
        Assert.Equal((succeeded, "job.succeeded", "default", 1), (told.Text("id"), told.Text("type"), told.Text("model"), told.Int("version")));
        Assert.Equal("succeeded", (await app.JobAsync(succeeded)).Text("status"));

        var failed = await app.SubmittedAsync("customer,x\na,secret-dan\nb,secret-eve\n", "?columns=x");
        delivery = await listener.NextAsync();
        told = JsonDocument.Parse(delivery.Body).RootElement;
        Assert.Equal((failed, "job.failed", JsonValueKind.Null), (told.Text("id"), told.Text("type"), told.GetProperty("version").ValueKind));
        Assert.StartsWith("/problems/", told.Text("problem"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", delivery.Body, StringComparison.Ordinal);
        for (var look = 0; look < 300 && app.Files(failed).Length > 1; look++) await Task.Delay(20);
        Assert.Equal(["job.json"], app.Files(failed)); // nothing is owed any more
        Assert.True(listener.IsQuiet);
    }

    /// <summary>A redirect is an answer that does not take it, and leads nowhere; the process ends, and the next one sends what is owed, with the same id.</summary>
    [Fact]
    public async Task End_NotTaken_IsToldAgainAfterARestartAndNotElsewhere()
    {
        await using var listener = await WebhookListener.StartAsync();
        listener.Status = 302;
        var app = With(listener);
        var job = await app.SubmittedAsync(Tables.Five, "?clusters=2");
        var first = await listener.NextAsync();
        await app.SucceededAsync(job);

        await using var again = await app.RestartAsync();
        listener.Status = 204;
        (await again.GetAsync("/models")).Expect(200);
        var second = await listener.NextAsync();

        Assert.Equal(("/hook", "/hook"), (first.Path, second.Path));
        Assert.Equal((job, job, first.Body), (first.Id, second.Id, second.Body));
        AssertSigned(second);
    }

    [Theory]
    [InlineData("https://evil.example/hook", Secret, "hooks.shop.example", "Jobs:Webhooks:0:Url has the host 'evil.example', which is not allowed; Jobs:WebhookHosts lists the hosts that are: hooks.shop.example.")]
    [InlineData("https://hooks.shop.example.evil.example/", Secret, "hooks.shop.example", "'hooks.shop.example.evil.example'")]
    [InlineData("ftp://hooks.shop.example/", Secret, "hooks.shop.example", "Jobs:Webhooks:0:Url is no address")]
    [InlineData("https://hooks.shop.example/hook", "short-secret", "hooks.shop.example", "Jobs:Webhooks:0:Secret has fewer than 16 characters")]
    [InlineData("https://hooks.shop.example/hook", Secret, "https://hooks.shop.example", "Jobs:WebhookHosts:0 is no name of a host")]
    public async Task Start_WhatIsNotAllowed_IsRefusedByName(string url, string secret, string host, string words)
    {
        using var folder = new TemporaryFolder();

        var (exitCode, error) = await ServiceProcess.RunAsync(folder.Path, [], ("Jobs__Webhooks__0__Url", url), ("Jobs__Webhooks__0__Secret", secret), ("Jobs__WebhookHosts__0", host), ("Storage__Path", folder.Path));

        Assert.Equal(1, exitCode);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, error, StringComparison.Ordinal);
    }

    private static SegmentationApp With(WebhookListener listener) =>
        SegmentationApp.With(("Jobs:Webhooks:0:Url", listener.Url), ("Jobs:Webhooks:0:Secret", Secret), ("Jobs:WebhookHosts:0", "127.0.0.1"));

    /// <summary>As a receiver checks it: the HMAC of time, point and body, and a time that is now.</summary>
    private static void AssertSigned(Delivery delivery)
    {
        var parts = delivery.Signature.Split(',');
        Assert.Equal(2, parts.Length);
        var time = parts[0]["t=".Length..];
        Assert.Equal("v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{time}.{delivery.Body}"))), parts[1]);
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(time, CultureInfo.InvariantCulture), 0, 60);
    }
}
