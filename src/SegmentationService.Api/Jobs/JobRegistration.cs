using Microsoft.Extensions.Options;

namespace SegmentationService.Api.Jobs;

/// <summary>Puts jobs among the services.</summary>
internal static class JobRegistration
{
    public static void AddJobs(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IValidateOptions<JobOptions>, JobOptions.Validator>();
        services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<JobOwners>();
        services.AddSingleton<JobFolders>();
        services.AddSingleton<KeyFolders>();
        services.AddSingleton<JobBook>();
        services.AddSingleton<IdempotencyKeys>();
        services.AddSingleton<JobThreads>();
        services.AddSingleton<JobRetention>();
        services.AddSingleton<WebhookClient>();
        services.AddSingleton<Webhooks>();
        services.AddSingleton<BatchFolders>();
        services.AddSingleton<BatchParts>();
        services.AddSingleton<BatchWorkers>();
        services.AddSingleton<BatchWork>();
        services.AddSingleton<JobWork>();
        services.AddSingleton<JobLook>();
        services.AddSingleton<JobService>();
        services.AddSingleton<TrainAsJob>();
        services.AddSingleton<BatchAsJob>();
        services.AddHostedService(provider => provider.GetRequiredService<JobLook>());
        services.AddHostedService(provider => provider.GetRequiredService<BatchWorkers>());
        services.AddHostedService(provider => provider.GetRequiredService<Webhooks>());
    }
}
