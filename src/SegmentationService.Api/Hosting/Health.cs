using SegmentationService.Api.Storage;

namespace SegmentationService.Api.Hosting;

/// <summary>Whether the process lives, and whether it can serve.</summary>
internal static class Health
{
    /// <summary>The argument that makes the application probe a running one: the health check of the container, which has no curl.</summary>
    public const string ProbeCommand = "health";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/healthz").WithTags("Health").AllowAnonymous();
        group.MapGet("/live", () => TypedResults.Ok(new HealthResponse("live", null, null)))
            .WithSummary("Whether the process lives")
            .WithDescription("Answers as long as the process can answer at all. Restart the process when it does not.");
        group.MapGet("/ready", Ready)
            .WithSummary("Whether the service can work")
            .WithDescription("The store is readable and writable and its models are loaded. Send no traffic while it answers 503.")
            .Produces<HealthResponse>()
            .Produces<HealthResponse>(StatusCodes.Status503ServiceUnavailable);
        group.MapGet("", Ready)
            .WithSummary("The same as /healthz/ready")
            .WithDescription("For platforms whose probe has this address.")
            .Produces<HealthResponse>()
            .Produces<HealthResponse>(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Probes the application that runs on this machine.</summary>
    /// <returns>The exit code: 0 when it is ready.</returns>
    public static async Task<int> ProbeAsync()
    {
        var port = Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS")?.Split(';', ',')[0] ?? "8080";
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(4) };
        try
        {
            using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/healthz/ready"));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static IResult Ready(ModelStore store) => store.IsWritable(out var reason)
        ? TypedResults.Ok(new HealthResponse("ready", store.Models.Count, null))
        : TypedResults.Json(new HealthResponse("not ready", store.Models.Count, reason), ApiJson.Default.HealthResponse, statusCode: StatusCodes.Status503ServiceUnavailable);
}

/// <summary>The answer of a health probe.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c> or <c>not ready</c>.</param>
/// <param name="Models">The number of models that are loaded.</param>
/// <param name="Reason">Why the service is not ready.</param>
internal sealed record HealthResponse(string Status, int? Models, string? Reason);
