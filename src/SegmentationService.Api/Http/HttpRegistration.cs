using Microsoft.Extensions.Options;

namespace SegmentationService.Api.Http;

/// <summary>Puts among the services what every call stands on: problems, the proxy in front, and the end of the process.</summary>
internal static class HttpRegistration
{
    public static void AddHttp(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddExceptionHandler<ProblemMapping>();
        services.AddSingleton<IProblemDetailsWriter, UnaskedProblemWriter>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = ProblemMapping.Complete);
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);

        services.AddSingleton<IValidateOptions<ProxyOptions>, ProxyOptions.Validator>();
        services.AddOptions<ProxyOptions>().BindConfiguration(ProxyOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();

        services.AddSingleton<GracefulStop>();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = GracefulStop.Most);
    }
}
