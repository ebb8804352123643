using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Tables;

namespace SegmentationService.Api.Training;

/// <summary><c>POST /train</c>.</summary>
internal static class TrainingEndpoints
{
    public static RouteHandlerBuilder MapTraining(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/train", TrainAsync).LimitBodies().AddEndpointFilter<FormFields>().RequireScope(Scope.Train).LimitRate(RateLimits.Trainings)
            .WithTags("Training")
            .WithName("train")
            .WithSummary("Finds the segments of a table of customers")
            .WithDescription("""
                The body is a table with one row per customer: CSV with a header line, a JSON array of flat objects (or {"customers": [...]}), NDJSON, a workbook (.xlsx), Parquet, an Arrow stream, a zip
                with one of these, or a form with one such file, whose other fields are parameters; gzip and br are accepted. The answer tells how many segments there are, how big each is and what is typical of it, in the
                units of the table. With input=transactions a row is an order line instead, and the table of customers (recency_days, frequency, monetary, tenure_days) is made first.
                The result is stored as a new version of the model. It serves predictions at once if the model is new or the version takes the same fields as the one that serves; promote decides otherwise. Segments that the champion (or the version named by parent)
                has too keep their ids, and their names as long as those are true; lineage tells what became of each. With dryRun=true the call only
                reports what each column is taken for, what is wrong with it, and which features would be made of it: 200, with what GET /tables/{id}/report answers. With the header
                Prefer: respond-async it answers 202, with what POST /jobs answers. A client that was generated from this description asks those two, each of which has one answer.
                With table=ID there is no body: the table is one that POST /tables has kept; POST /tables/{id}/train is the same as a call of its own. With {"source": {"path": "customers/*.parquet"}} as the JSON body the rows are those of files (.parquet, .csv, .csv.gz) on the
                volume of the data (Data:Path), in the ordinal order of their names; files in the answer of a dry run tells their bytes and the memory that a training takes.
                With {"source": {"postgres": "Shop", "table": "public.customers"}} they are those of a table or view of a PostgreSQL that the configuration names (Data:Postgres:Shop), as it is at one moment; columns lists those that are read, and orderBy
                names the column that orders them; database in the answer of a dry run tells how it is read.
                """)
            .WithMetadata(new DescribedQuery(TrainQuery.Parameters), DescribedBody.Customers)
            .Produces<VersionResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status408RequestTimeout)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);

    // Not of the types of its answers, which OpenAPI would show: clients that are made of it know one for each call.
    public static async Task<IResult> TrainAsync(
        HttpContext context, ModelStore store, TrainingQueue queue, TrainingWork work, KeptTables tables, IOptions<ReadingOptions> reading, GracefulStop stop, CancellationToken cancellationToken)
    {
        var query = TrainQuery.Of(context);
        using var place = queue.Ask(RateLimits.Caller(context));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop.Patience);
        await query.CheckBodyAsync(context.Request, end.Token);
        await using var kept = query.Table is { } id ? await tables.OpenAsync(id, progress: null, end.Token) : null;
        if (kept is not null) query = query.Of(kept.Record);
        var body = kept?.Body ?? RequestBody.Of(context.Request, reading.Value);
        if (query.DryRun)
        {
            var report = await work.ReportAsync(body, query, place, end.Token);
            context.Describe(report.Model, version: null, report.Customers);
            return TypedResults.Ok(report);
        }

        var version = await work.DoAsync(body, query, place, watch: null, end.Token);
        context.Describe(version.ModelName, version.Version, version.Report.Customers);
        return TypedResults.Created(context.Request.Address($"/models/{version.ModelName}/versions/{version.Version}"), VersionResponse.Of(store, version, hasTable: kept is not null));
    }
}
