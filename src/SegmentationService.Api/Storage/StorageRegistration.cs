using Microsoft.Extensions.Options;

namespace SegmentationService.Api.Storage;

/// <summary>Puts the store among the services.</summary>
internal static class StorageRegistration
{
    public static void AddStorage(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => ModelStore.Open(
            provider.GetRequiredService<IOptions<StorageOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ModelStore>>()));
        services.AddHostedService<StoreRefresher>();
    }

    /// <summary>Opens the store now, so that a folder that cannot be used stops the start, and no request waits for models to load.</summary>
    public static void OpenModelStore(this IHost host) => host.Services.GetRequiredService<ModelStore>();
}
