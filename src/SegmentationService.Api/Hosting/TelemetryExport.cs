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

    /// <summary>A collector that does not answer does not hold up the end of the process for longer.</summary>
    private const int MillisecondsToAnswer = 2_000;

    public static void AddTelemetryExport(this IServiceCollection services)
    {
        services.AddSingleton<StateMetrics>();
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint))) return;
        services.ConfigureOpenTelemetryMeterProvider((provider, _) => provider.GetRequiredService<StateMetrics>()); // nobody else asks for it
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
}
