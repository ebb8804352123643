namespace SegmentationService.Api.Prediction;

/// <summary>Puts what predictions share among the services.</summary>
internal static class PredictionRegistration
{
    public static void AddPrediction(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<BatchThreads>().AddSingleton<BatchScoring>().AddSingleton<FileBatch>().AddSingleton<CustomerIndexes>().AddSingleton<CustomerStory>();
}
