using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Hosting;

/// <summary>Metrics and traces reach a collector that the environment names, and have no value of a customer.</summary>
public sealed class OtlpTests
{
    private static readonly string[] Metrics =
    [
        "segmentation.predictions", "segmentation.training.phase.duration", "segmentation.training.customers", "segmentation.training.queue.taken", "segmentation.training.queue.places",
        "segmentation.memory.held", "segmentation.memory.budget", "segmentation.temporary.held", "segmentation.temporary.budget", "segmentation.store.models", "segmentation.store.versions", "segmentation.store.set_aside", "segmentation.drift.quantities", "segmentation.drift.customers", "segmentation.log.dropped", "http.server.request.duration", "kestrel.active_connections",
    ];

    private static readonly string[] Spans =
    [
        "POST /train", "POST /predict", "POST /predict/batch", "GET /models/{model}/versions/{version}", "training.prepare", "training.search", "training.profile", "training.save",
    ];

    [Fact]
    public async Task Service_WithACollector_SendsMetricsAndTracesWithoutValues()
    {
        await using var collector = await Collector.StartAsync();
        using var folder = new TemporaryFolder();
        var (running, client) = await ServiceProcess.ServeAsync(
            folder.Path, [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_SERVICE_NAME", "segments-of-the-shop")]);
        using (running)
        using (client)
        {
            const string Csv = "customer_id,spend,visits\nSarah-Secret,4711.4711,3\nb,2,1\nc,3,8\n";
            using var trained = await client.PostAsync("/train?clusters=2", Body.Csv(Csv).ToContent());
            Assert.Equal(201, (int)trained.StatusCode);
            using var predicted = await client.PostAsync("/predict", Body.Json("""{"customer_id": "Sarah-Secret", "spend": 4711.4711}""").ToContent());
            using var batch = await client.PostAsync("/predict/batch", Body.Csv(Csv).ToContent());
            using var refused = await client.PostAsync("/predict", Body.Json("""{"spend": "Sarah-Secret"}""").ToContent());
            using var unknown = await client.GetAsync("/models/Sarah-Secret/versions/4711.4711?x=Sarah-Secret");
            Assert.Equal((200, 200, 422, 400), ((int)predicted.StatusCode, (int)batch.StatusCode, (int)refused.StatusCode, (int)unknown.StatusCode));
            Assert.Equal(0, await running.StopAsync()); // what has not been sent yet is sent at the end
        }

        var (metrics, traces) = (collector.Received("/v1/metrics"), collector.Received("/v1/traces"));
        Assert.All(Metrics, name => Assert.Contains(name, metrics, StringComparison.Ordinal));
        Assert.All(Spans, name => Assert.Contains(name, traces, StringComparison.Ordinal));
        Assert.All((string[])[metrics, traces], text =>
        {
            Assert.Contains("segments-of-the-shop", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Sarah", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("4711", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Service_WithACollectorThatIsNotThere_ServesAndEnds()
    {
        using var folder = new TemporaryFolder();
        var (running, client) = await ServiceProcess.ServeAsync(folder.Path, [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")]);
        using (running)
        using (client)
        {
            using var models = await client.GetAsync("/models");
            Assert.Equal(200, (int)models.StatusCode);
            Assert.Equal(0, await running.StopAsync());
        }
    }

    /// <summary>However long the operator lets it wait for an answer.</summary>
    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task Service_WithACollectorThatNeverAnswers_ServesAndEnds(string protocol)
    {
        using var folder = new TemporaryFolder();
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        var (running, client) = await ServiceProcess.ServeAsync(
            folder.Path,
            [("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{collector.LocalEndpoint}"), ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol), ("OTEL_EXPORTER_OTLP_TIMEOUT", "600000"), ("OTEL_METRIC_EXPORT_INTERVAL", "100")]);
        using (running)
        using (client)
        {
            for (var i = 0; i < 100; i++) Assert.Equal("[]", JsonDocument.Parse(await client.GetStringAsync("/models")).RootElement.GetProperty("models").GetRawText());

            var (exitCode, duration) = await running.TerminateAsync();
            Assert.Equal(0, exitCode);
            Assert.True(duration < TimeSpan.FromSeconds(9), $"{duration}"); // a platform kills it after ten
        }
    }

    /// <summary>Takes what is sent by OTLP over HTTP. Names are plain text within the protocol buffers, which is all that is looked for.</summary>
    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();

        public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
            builder.Logging.ClearProviders();
            var collector = new Collector(builder.Build());
            await collector.ListenAsync();
            return collector;
        }

        public string Received(string path) => string.Concat(_received.Where(request => request.Path == path).Select(request => Encoding.Latin1.GetString(request.Body)));

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task ListenAsync()
        {
            app.MapPost("/v1/{signal}", async (HttpContext context) =>
            {
                Assert.Equal("application/x-protobuf", context.Request.ContentType);
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                _received.Enqueue((context.Request.Path, body.ToArray()));
                return Results.Bytes([], "application/x-protobuf");
            });
            return app.StartAsync();
        }
    }
}
