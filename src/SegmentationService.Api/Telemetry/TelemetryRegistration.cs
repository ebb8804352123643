namespace SegmentationService.Api.Telemetry;

/// <summary>Puts telemetry among the services.</summary>
internal static class TelemetryRegistration
{
    public static void AddTelemetry(this IServiceCollection services)
    {
        services.AddSingleton<StateMetrics>();
        services.AddHostedService<OtlpExport>();
    }
}
