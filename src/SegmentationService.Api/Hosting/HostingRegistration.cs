using Microsoft.AspNetCore.Http.Json;
using SegmentationService.Api.Charts;
using SegmentationService.Api.Drift;
using SegmentationService.Api.Erasure;
using SegmentationService.Api.Http;
using SegmentationService.Api.Jobs;
using SegmentationService.Api.Migration;
using SegmentationService.Api.Models;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Protocols;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Hosting;

/// <summary>Puts among the services what runs the application and describes it: clock, logs, telemetry, the JSON of all topics, OpenAPI and health.</summary>
internal static class HostingRegistration
{
    public static void AddHosting(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        builder.AddSerilogLogging();
        services.AddTelemetryExport();
        services.Configure<JsonOptions>(ChainContexts);
        services.AddOpenApiDocument();
        services.AddHealth();
        builder.AddClustering();
    }

    /// <summary>Each topic owns the JSON of its answers; here they only become one chain.</summary>
    private static void ChainContexts(JsonOptions options)
    {
        var chain = options.SerializerOptions.TypeInfoResolverChain;
        chain.Insert(0, ProblemJson.Default);
        chain.Insert(0, HealthJson.Default);
        chain.Insert(0, JobAnswerJson.Default);
        chain.Insert(0, ChartJson.Default);
        chain.Insert(0, DriftJson.Default);
        chain.Insert(0, ErasureJson.Default);
        chain.Insert(0, MigrationJson.Default);
        chain.Insert(0, PredictionJson.Default);
        chain.Insert(0, ProtocolJson.Default);
        chain.Insert(0, TrainingJson.Default);
        chain.Insert(0, ModelJson.Default);
    }
}
