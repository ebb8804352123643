namespace SegmentationService.Api.Sources;

/// <summary>Puts the volume of the data among the services.</summary>
internal static class SourcesRegistration
{
    public static void AddSources(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<DataOptions>().BindConfiguration(DataOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DataVolume>();
        services.AddSingleton<SourceReader>();
    }
}
