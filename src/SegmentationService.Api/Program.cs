using SegmentationService.Api.Charts;
using SegmentationService.Api.Drift;
using SegmentationService.Api.Erasure;
using SegmentationService.Api.Exports;
using SegmentationService.Api.Hosting;
using SegmentationService.Api.Http;
using SegmentationService.Api.Jobs;
using SegmentationService.Api.Migration;
using SegmentationService.Api.Models;
using SegmentationService.Api.Pages;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Protocols;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Samples;
using SegmentationService.Api.Security;
using SegmentationService.Api.Sources;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Tables;
using SegmentationService.Api.Training;
using Serilog;

PrivateFiles.KeepFromOthers();
if (CommandLine.Answer(args) is { } exitCode) return exitCode;
if (args is [Health.ProbeCommand]) return await Health.ProbeAsync();
if (args is [Demonstration.Command, .. var options]) return await Demonstration.RunAsync(options);
if (args is [StoreBackup.Command, .. var backup]) return await StoreBackup.RunAsync(backup);
if (args is [NewKey.Command, .. var name]) return NewKey.Run(name);

LargePages.AskForHeap();
RequestLogging.StartBootstrapLogger();
try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddProgramSettings();
    builder.AddHosting();
    builder.AddHttp();
    builder.AddReading();
    builder.AddStorage();
    builder.AddTables();
    builder.AddSources();
    builder.AddSecurity();
    builder.AddTraining();
    builder.AddDrift();
    builder.AddPrediction();
    builder.AddProtocols();
    builder.AddJobs();
    builder.AddErasure();

    var app = builder.Build();
    app.UseProxy();
    app.UseRequestLogLine();
    app.UseSecurityHeaders();
    app.UseExceptionHandler();
    app.UseStatusCodePages();
    app.UseBrowserBoundary();
    app.UseHeadRequests();
    app.UseOpenApiDocument();
    app.UsePages();
    app.UseSecurity();
    app.UseAcceptedTypes();

    app.MapTraining().AnsweredByJobs();
    app.MapTables();
    app.MapTableTraining().AnsweredByJobs();
    app.MapJobs();
    app.MapPrediction().AnsweredByScoringJobs();
    app.MapInference();
    app.MapScoring();
    app.MapModels();
    app.MapCustomer();
    app.MapCharts();
    app.MapExports();
    app.MapDrift();
    app.MapErasure();
    app.MapMigration();
    app.MapSamples();
    app.MapReport();
    app.MapProblems();
    app.MapHealth();

    app.OpenMemory();
    app.OpenModelStore();
    await app.OpenMembershipAsync();
    await app.RunAsync();
    return Environment.ExitCode; // of a replica that lost its membership
}
catch (OperationCanceledException) // asked to end while it was starting
{
    return Environment.ExitCode;
}
catch (Exception e) when (e is not HostAbortedException)
{
    if (Settings.Explain(e) is { } line) BufferedConsole.WriteError($"The service could not start: {line}");
    else Log.Fatal(e, "The service could not start");
    return 1;
}
finally
{
    await Log.CloseAndFlushAsync();
}
