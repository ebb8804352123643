namespace SegmentationService.Api.Tables;

/// <summary>Puts the kept tables among the services.</summary>
internal static class TableRegistration
{
    public static void AddTables(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<TableOptions>().BindConfiguration(TableOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<TableFolders>();
        services.AddSingleton<TableThreads>();
        services.AddSingleton<KeptTables>();
        services.AddHostedService<TableSweeper>();
    }
}
