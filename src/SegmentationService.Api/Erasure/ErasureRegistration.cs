namespace SegmentationService.Api.Erasure;

/// <summary>Puts erasure among the services.</summary>
internal static class ErasureRegistration
{
    public static void AddErasure(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ModelTables>();
        builder.Services.AddSingleton<ModelErasure>();
        builder.Services.AddSingleton<CustomerErasure>();
    }
}
