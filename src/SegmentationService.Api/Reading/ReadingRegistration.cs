using Microsoft.Extensions.Options;
using SegmentationService.Core;

namespace SegmentationService.Api.Reading;

/// <summary>Puts the limits of tables, and the memory of all requests, among the services.</summary>
internal static class ReadingRegistration
{
    public static void AddReading(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ReadingOptions>().BindConfiguration(ReadingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<MemoryOptions>().BindConfiguration(MemoryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<MemoryOptions>>().Value.ToBudget());
    }

    /// <summary>Begins to count now: what earlier processes left is removed, and the free memory and disk are those of the start.</summary>
    public static void OpenMemory(this IHost host)
    {
        TemporaryFile.Sweep(TemporaryFile.Folder);
        host.Services.GetRequiredService<MemoryBudget>();
    }
}
