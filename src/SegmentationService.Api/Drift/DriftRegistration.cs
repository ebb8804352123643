namespace SegmentationService.Api.Drift;

/// <summary>Puts among the services what counts predictions, and saves the counts.</summary>
internal static class DriftRegistration
{
    public static void AddDrift(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<DriftFolder>();
        services.AddSingleton<DriftThreads>();
        services.AddSingleton<LiveDrift>();
        services.AddHostedService<DriftSaver>();
    }
}
