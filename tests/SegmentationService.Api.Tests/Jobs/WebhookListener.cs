using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SegmentationService.Api.Tests.Jobs;

/// <summary>What a test sent to a webhook: its path, its headers and its body.</summary>
internal sealed record Delivery(string Path, string Id, string Signature, string Body);

/// <summary>A receiver of webhooks on loopback, which answers as it is told and writes down what comes.</summary>
internal sealed class WebhookListener : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly BlockingCollection<Delivery> _deliveries = [];

    private WebhookListener(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Url => _app.Urls.Single() + "/hook";

    /// <summary>What is answered from now on.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    public static async Task<WebhookListener> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var listener = new WebhookListener(app);
        app.Run(listener.AnswerAsync);
        await app.StartAsync();
        return listener;
    }

    /// <summary>The next thing that comes, which must be soon.</summary>
    public Task<Delivery> NextAsync() => Task.Run(() => _deliveries.TryTake(out var delivery, Patience) ? delivery : throw new TimeoutException("Nothing was delivered."));

    /// <summary>Whether nothing has come that was not asked for.</summary>
    public bool IsQuiet => _deliveries.Count == 0;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _deliveries.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        _deliveries.Add(new Delivery(context.Request.Path, context.Request.Headers["Webhook-Id"].ToString(), context.Request.Headers["Webhook-Signature"].ToString(), body));
        context.Response.StatusCode = Status;
        if (Status == StatusCodes.Status302Found) context.Response.Headers.Location = "/elsewhere";
    }
}
