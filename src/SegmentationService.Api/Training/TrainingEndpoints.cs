using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Hosting;
using SegmentationService.Api.Models;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Core.Features;

namespace SegmentationService.Api.Training;

/// <summary><c>POST /train</c>.</summary>
internal static class TrainingEndpoints
{
    public static void AddTraining(this IServiceCollection services)
    {
        services.AddOptions<TrainingLimits>().BindConfiguration(TrainingLimits.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ReadingOptions>().BindConfiguration(ReadingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<TrainingQueue>();
        services.AddSingleton<TrainingRun>();
    }

    public static void MapTraining(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/train", TrainAsync).RequireScope(Scope.Train).LimitRate(RateLimits.Trainings)
            .WithTags("Training")
            .WithSummary("Finds the segments of a table of customers")
            .WithDescription("""
                The body is a table with one row per customer: CSV with a header line, a JSON array of flat objects (or {"customers": [...]}), NDJSON, or a form
                with one file of these; gzip and br are accepted. The answer tells how many segments there are, how big each is and what is typical of it, in the
                units of the table. The result is stored as a new version of the model and serves predictions at once (unless promote=false).
                """)
            .WithMetadata(new DescribedQuery(TrainQuery.Parameters), DescribedBody.Customers)
            .Produces<VersionResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);

    private static async Task<Created<VersionResponse>> TrainAsync(
        HttpContext context, TrainingQueue queue, TrainingRun run, IOptions<ReadingOptions> reading, CancellationToken cancellationToken)
    {
        var query = TrainQuery.Parse(context.Request.Query);
        using var place = queue.TakePlace();
        var start = Stopwatch.GetTimestamp();
        var id = query.Options.Preparation.Parts.Id;
        var sink = new TableSink(reading.Value.ToTableLimits(), name => name.Equals(id, StringComparison.OrdinalIgnoreCase) || ColumnParts.IsUsualIdName(name));
        await CustomerBody.ReadAsync(context.Request, sink, reading.Value, cancellationToken);
        var table = sink.Build();
        var readingTime = Stopwatch.GetElapsedTime(start);

        await place.WaitForTurnAsync(cancellationToken);
        var version = run.Run(table, query, readingTime, cancellationToken);
        context.Describe(version.ModelName, version.Version, version.Model.Customers);
        return TypedResults.Created(context.Request.Address($"/models/{version.ModelName}/versions/{version.Version}"), VersionResponse.Of(version));
    }
}
