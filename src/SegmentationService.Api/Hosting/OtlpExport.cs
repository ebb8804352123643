using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SegmentationService.Api.Telemetry;

namespace SegmentationService.Api.Hosting;

/// <summary>
/// Sends metrics and traces to a collector by OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one; else it does nothing, and nothing is
/// measured. The other variables of OpenTelemetry count as its SDK reads them.
/// </summary>
internal sealed class OtlpExport(IServiceProvider services) : IHostedService, IDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>A collector that does not answer does not hold up the end of the process for longer.</summary>
    private const int MostMillisecondsAtEnd = 2_000;

    private static readonly string[] Meters = [ServiceMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "System.Runtime"];

    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint))) return Task.CompletedTask;
        services.GetRequiredService<StateMetrics>();
        _metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter(Meters).AddOtlpExporter().Build();
        _traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(ServiceTraces.SourceName, "Microsoft.AspNetCore").AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => _traces?.Shutdown(MostMillisecondsAtEnd), cancellationToken),
        Task.Run(() => _metrics?.Shutdown(MostMillisecondsAtEnd), cancellationToken));

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static void Describe(ResourceBuilder resource) => resource
        .AddService("SegmentationService", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString())
        .AddEnvironmentVariableDetector(); // OTEL_SERVICE_NAME is the last word
}
