using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SegmentationService.Api.Telemetry;

namespace SegmentationService.Api.Hosting;

/// <summary>
/// Sends metrics and traces to a collector by OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one; else nothing is measured. The other
/// variables of OpenTelemetry count as its SDK reads them.
/// </summary>
internal static class TelemetryExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Timeout = "OTEL_EXPORTER_OTLP_TIMEOUT";

    /// <summary>How long a collector may take to answer, unless the variable says otherwise, and how long the end of the process waits for it at most.</summary>
    private const int MillisecondsToAnswer = 2_000;

    public static void AddTelemetryExport(this IServiceCollection services)
    {
        services.AddSingleton<StateMetrics>();
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint))) return;
        services.ConfigureOpenTelemetryMeterProvider((provider, _) => provider.GetRequiredService<StateMetrics>()); // nobody else asks for it
        services.AddHostedService<LastExport>();
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService("SegmentationService", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString())
                .AddEnvironmentVariableDetector()) // OTEL_SERVICE_NAME is the last word
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddMeter(ServiceMetrics.MeterName, "System.Runtime").AddOtlpExporter(Hurry))
            .WithTracing(traces => traces
                .AddAspNetCoreInstrumentation(requests => requests.EnrichWithHttpRequest = (activity, _) => ServiceTraces.LeaveOutWhatWasSent(activity))
                .AddSource(ServiceTraces.SourceName)
                .AddOtlpExporter(Hurry));
    }

    private static void Hurry(OtlpExporterOptions exporter)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Timeout))) exporter.TimeoutMilliseconds = MillisecondsToAnswer;
    }

    /// <summary>Sends what is left, metrics and traces at the same time, once the server has stopped: left to the SDK, a collector that hangs would hold up the end of the process for five seconds, twice.</summary>
    private sealed class LastExport(MeterProvider metrics, TracerProvider traces) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) =>
            Task.WhenAll(Task.Run(() => metrics.Shutdown(MillisecondsToAnswer), cancellationToken), Task.Run(() => traces.Shutdown(MillisecondsToAnswer), cancellationToken));
    }
}
