using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Jobs;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Hosting;

/// <summary>Whether the process lives, and whether it can serve.</summary>
internal static class Health
{
    /// <summary>The argument that makes the application probe a running one: the health check of the container, which has no curl.</summary>
    public const string ProbeCommand = "health";

    public static void AddHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<StoreReadable>("store_readable")
        .AddCheck<StoreWritable>("store_writable")
        .AddCheck<ModelsLoaded>("models_loaded")
        .AddCheck<JobsReadable>("jobs_readable")
        .AddCheck<TrainingQueueFree>("training_queue");

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/healthz").WithTags("Health").AllowAnonymous().WithMetadata(AcceptHeader.Ignored);
        group.MapGet("/live", () => TypedResults.Ok(new HealthResponse("live", null, null, null)))
            .WithName("getLiveness")
            .WithSummary("Whether the process lives")
            .WithDescription("Answers as long as the process can answer at all. Restart the process when it does not.");
        group.MapGet("/ready", Ready)
            .WithName("getReadiness")
            .WithSummary("Whether the service can work")
            .WithDescription("The store is readable and writable and its models are loaded. Send no traffic while it answers 503. checks tells each apart: healthy, degraded (worth a look; the service works) or unhealthy.")
            .Produces<HealthResponse>()
            .Produces<HealthResponse>(StatusCodes.Status503ServiceUnavailable);
        group.MapGet("", Ready)
            .WithName("getHealth")
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

    private static async Task<IResult> Ready(HealthCheckService health, ModelStore store, CancellationToken cancellationToken)
    {
        var report = await health.CheckHealthAsync(cancellationToken);
        var isReady = report.Status != HealthStatus.Unhealthy;
        var reason = string.Join(" ", report.Entries.Values.Where(entry => entry.Status == HealthStatus.Unhealthy).Select(entry => entry.Description));
        var answer = new HealthResponse(
            isReady ? "ready" : "not ready",
            store.Models.Count,
            isReady ? null : reason,
            report.Entries.ToDictionary(entry => entry.Key, entry => new CheckResponse(Name(entry.Value.Status), entry.Value.Description)));
        return TypedResults.Json(answer, HealthJson.Default.HealthResponse, statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };

    private sealed class StoreReadable(IOptions<StorageOptions> options) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                _ = Directory.EnumerateFileSystemEntries(Path.Combine(options.Value.Path, ModelStore.ModelsFolder)).Any();
                return Task.FromResult(HealthCheckResult.Healthy());
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return Task.FromResult(HealthCheckResult.Unhealthy($"The folder of the store cannot be read: {DiskFailure.Reason(e)}."));
            }
        }
    }

    private sealed class StoreWritable(ModelStore store) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(WriteProbe.CanWrite(store.Folder, out var reason) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"The folder of the store cannot be written: {reason}."));
    }

    private sealed class ModelsLoaded(ModelStore store) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
            store.SetAside.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded($"{store.SetAside.Count} of the store could not be loaded and are set aside; GET /models lists them."));
    }

    private sealed class JobsReadable(JobBook book) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
            book.Damaged.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded($"{book.Damaged.Count} jobs that were accepted cannot be read and are set aside; GET /jobs lists them, DELETE /jobs/{{id}} removes them."));
    }

    private sealed class TrainingQueueFree(TrainingQueue queue) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var (taken, places) = queue.Occupancy;
            var description = $"{taken} of {places} places are taken.";
            return Task.FromResult(taken < places ? HealthCheckResult.Healthy(description) : HealthCheckResult.Degraded(description));
        }
    }
}

/// <summary>The answer of a health probe.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c> or <c>not ready</c>.</param>
/// <param name="Models">The number of models that are loaded.</param>
/// <param name="Reason">Why the service is not ready.</param>
/// <param name="Checks">What was looked at, by name.</param>
internal sealed record HealthResponse(string Status, int? Models, string? Reason, IReadOnlyDictionary<string, CheckResponse>? Checks);

/// <summary>One check of readiness.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Detail">What was found.</param>
internal sealed record CheckResponse(string Status, string? Detail);
