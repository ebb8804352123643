using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Api.Tables;
using SegmentationService.Core;

namespace SegmentationService.Api.Training;

/// <summary>Tables that are sent once, and looked at and trained on as often as it takes.</summary>
internal static class TableEndpoints
{
    /// <summary>Those of a training, of a table that is named otherwise.</summary>
    private static readonly QueryParameter[] Parameters = [.. TrainQuery.Parameters.Where(parameter => parameter.Name != TrainQuery.TableParameter)];

    private static readonly QueryParameter[] ListParameters = Paging.Parameters("tables");

    // The part of the address is called table: id is a query parameter of a training, and clients that are made of the description have one of a name.
    public static void MapTables(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/tables").WithTags("Tables").RequireScope(Scope.Train).ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapPost("", KeepAsync).LimitBodies().AddEndpointFilter<FormFields>().LimitRate(RateLimits.Trainings)
            .WithName("keepTable")
            .WithSummary("Keeps a table, and reports what a training would be made of")
            .WithDescription("""
                The body is what POST /train takes, and stays on the volume as it was sent, for Tables:KeepHours. POST /tables/{id}/train, or /train?table=ID, trains on it without sending it again, GET /tables/{id}/report
                looks at it with other parameters, DELETE /tables/{id} removes it. report is what dryRun=true says; where the table cannot be read as it stands, problem says why, and the
                table is kept all the same.
                """)
            .WithMetadata(new DescribedQuery(Parameters), DescribedBody.Customers)
            .Produces<ReceivedTableResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status408RequestTimeout)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
        group.MapGet("", ListAsync)
            .WithName("listTables")
            .WithSummary("All tables that are kept")
            .WithDescription("The newest first. Where there are more tables than limit, next is there, which goes into after for the page that follows, and Link has the address of that. Tables that come meanwhile stand before all pages.")
            .WithMetadata(new DescribedQuery(ListParameters), Paging.Answered);
        group.MapGet("/{table}", GetAsync).RefuseParameters()
            .WithName("getTable")
            .WithSummary("One table")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{table}/report", ReportAsync).LimitRate(RateLimits.Trainings)
            .WithName("getTableReport")
            .WithSummary("What a training on a table would be made of")
            .WithDescription("What POST /train?table=ID with dryRun=true answers, for any parameters of /train.")
            .WithMetadata(new DescribedQuery(Parameters))
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        group.MapGet("/{table}/sheets", SheetsAsync).RefuseParameters().LimitRate(RateLimits.Predictions)
            .WithName("listSheets")
            .WithSummary("The sheets of a table that is a workbook")
            .WithDescription("In the order of the workbook; none where the table is no workbook. sheet=NAME has GET /tables/{id}/report and POST /train read one of them, in place of the first with a table.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        group.MapDelete("/{table}", DeleteAsync).RefuseParameters()
            .WithName("deleteTable")
            .WithSummary("Removes a table")
            .WithDescription("With all that is in it. Versions that were trained on it stay; a job that waits to be trained on it fails.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Created<ReceivedTableResponse>> KeepAsync(
        HttpContext context, TrainingQueue queue, TableReports reports, KeptTables tables, IOptions<ReadingOptions> reading, GracefulStop stop, CancellationToken cancellationToken)
    {
        var query = QueryOf(context);
        using var place = queue.Ask(RateLimits.Caller(context));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop.Patience);
        var body = RequestBody.Of(context.Request, reading.Value);
        CustomerBody.CheckHeaders(body);
        var (record, look) = await reports.KeepAsync(body, query, place, end.Token);
        if (look.Report is { } report) context.Describe(report.Model, version: null, report.Customers);
        return TypedResults.Created(context.Request.Address($"/tables/{record.Id}"), new ReceivedTableResponse(record, look, tables));
    }

    private static async Task<Ok<TableListResponse>> ListAsync(HttpContext context, KeptTables tables, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query, ListParameters);
        var page = TimedPage.Of(await tables.AllAsync(cancellationToken), record => (record.CreatedAt, record.Id), TableId.IsValid, query);
        context.LinkNext(page.Next);
        return TypedResults.Ok(new TableListResponse([.. page.Items.Select(record => TableResponse.Of(record, tables))]) { Next = page.Next });
    }

    private static async Task<Ok<TableResponse>> GetAsync(string table, KeptTables tables, CancellationToken cancellationToken) =>
        TypedResults.Ok(TableResponse.Of(await tables.FindAsync(table, cancellationToken), tables));

    private static async Task<Ok<DryRunResponse>> ReportAsync(
        string table, HttpContext context, TrainingQueue queue, TableReports reports, GracefulStop stop, CancellationToken cancellationToken)
    {
        var query = QueryOf(context);
        using var place = queue.Ask(RateLimits.Caller(context));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop.Patience);
        var report = await reports.OfAsync(table, query, place, end.Token);
        context.Describe(report.Model, version: null, report.Customers);
        return TypedResults.Ok(report);
    }

    private static async Task<Ok<SheetListResponse>> SheetsAsync(string table, KeptTables tables, MemoryBudget budget, IOptions<ReadingOptions> reading, CancellationToken cancellationToken)
    {
        await using var opened = await tables.OpenAsync(table, progress: null, cancellationToken);
        using var memory = budget.Open();
        var sheets = await WorkbookSheets.OfAsync(opened.Body, reading.Value, memory, cancellationToken);
        return TypedResults.Ok(new SheetListResponse([.. sheets.Select(SheetResponse.Of)]));
    }

    private static async Task<NoContent> DeleteAsync(string table, KeptTables tables)
    {
        await tables.RemoveAsync(table);
        return TypedResults.NoContent();
    }

    /// <summary>The query of a training, without a table.</summary>
    private static TrainQuery QueryOf(HttpContext context)
    {
        var query = TrainQuery.Of(context);
        return query.Table is null ? query : throw new InvalidParameterException(TrainQuery.TableParameter, "table names a kept table to train on; here the table is the body, or stands in the address.");
    }

    private static RouteHandlerBuilder RefuseParameters(this RouteHandlerBuilder call) => call.WithMetadata(new DescribedQuery([])).AddEndpointFilter((context, next) =>
    {
        _ = new QueryReader(context.HttpContext.Request.Query, []);
        return next(context);
    });
}
