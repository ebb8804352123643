using Microsoft.Extensions.Options;
using SegmentationService.Api.Sources.Postgres;

namespace SegmentationService.Api.Sources;

/// <summary>Puts the volume and the databases of the data among the services.</summary>
internal static class SourcesRegistration
{
    public static void AddSources(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IValidateOptions<DataOptions>, DataOptions.Validator>();
        services.AddOptions<DataOptions>().BindConfiguration(DataOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DataVolume>();
        services.AddSingleton<PostgresDatabases>();
        services.AddSingleton<PostgresReader>();
        services.AddSingleton<SourceReader>();
    }
}
