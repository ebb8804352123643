using SegmentationService.Api.Hosting;
using SegmentationService.Api.Jobs;
using SegmentationService.Api.Models;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Samples;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Training;
using Serilog;

if (args is [Health.ProbeCommand]) return await Health.ProbeAsync();
if (args is [Demonstration.Command, .. var options]) return Demonstration.Run(options);

LargePages.AskForHeap();
RequestLogging.StartBootstrapLogger();
try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddSerilogLogging();
    builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
    builder.Services.AddModelStore();
    builder.Services.AddTraining();
    builder.Services.AddJobs();
    GracefulStop.AddTo(builder.Services);
    builder.Services.AddOpenApiDocument();
    ProblemMapping.AddTo(builder.Services);

    var app = builder.Build();
    app.UseRequestLogLine();
    app.UseExceptionHandler();
    app.UseStatusCodePages();
    app.UseOpenApiDocument();

    app.MapTraining().AnsweredByJobs();
    app.MapJobs();
    app.MapPrediction();
    app.MapModels();
    app.MapSamples();
    app.MapHealth();

    app.OpenModelStore();
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is not HostAbortedException)
{
    Log.Fatal(e, "The service could not start");
    return 1;
}
finally
{
    await Log.CloseAndFlushAsync();
}
