namespace SegmentationService.Api.Reading;

/// <summary>Puts the limits of tables among the services.</summary>
internal static class ReadingRegistration
{
    public static void AddReading(this WebApplicationBuilder builder) =>
        builder.Services.AddOptions<ReadingOptions>().BindConfiguration(ReadingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
}
