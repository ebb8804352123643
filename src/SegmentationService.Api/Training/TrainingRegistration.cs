namespace SegmentationService.Api.Training;

/// <summary>Puts trainings among the services.</summary>
internal static class TrainingRegistration
{
    public static void AddTraining(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<TrainingLimits>().BindConfiguration(TrainingLimits.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<TrainingQueue>();
        services.AddSingleton<PointsFiles>();
        services.AddSingleton<TrainingWork>();
        services.AddSingleton<TableReports>();
    }
}
