using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Tables;
using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Migration;
using SegmentationService.Core.Transactions;

namespace SegmentationService.Api.Migration;

/// <summary><c>POST</c> and <c>GET /models/{model}/migration</c>.</summary>
internal static class MigrationEndpoints
{
    private const string OldAsOf = "oldAsOf";
    private const string NewAsOf = "newAsOf";
    private const string DefaultAsOf = "for a log of orders its latest date and one day, as in a training; for dates in a table of customers that of the training of the";

    private static readonly QueryParameter[] Parameters =
    [
        new("from", ParameterKind.Text, "The old version: a number or an alias."),
        new("to", ParameterKind.Text, "The new version: a number or an alias; the same one tells of customers alone.", StoredModel.ChampionAlias),
    ];

    private static readonly QueryParameter[] TableParameters =
    [
        .. Parameters,
        new("decimal", ParameterKind.Text, "The decimal sign of numbers that come as text; auto is that of the training.", "auto") { Choices = ["auto", "point", "comma"] },
        OrderQuery.InputParameter,
        .. OrderQuery.Parameters.Where(parameter => parameter.Name != OrderQuery.AsOf),
        new(OldAsOf, ParameterKind.Text, $"The moment that recency, tenure and the days of dates count until in the old table. Default: {DefaultAsOf} old version."),
        new(NewAsOf, ParameterKind.Text, $"The same in the new table. Default: {DefaultAsOf} new version."),
    ];

    public static void MapMigration(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/models/{model}/migration", PostAsync).AddEndpointFilter<FormFields>().RequireScope(Scope.Predict).LimitRate(RateLimits.Predictions)
            .WithTags("Models")
            .WithName("migrateTables")
            .WithSummary("Who has moved between segments, and why")
            .WithDescription("""
                The body is a form with two files, before and after (or old and new): the same customers at two times, found again by their ids, in any format of /train. Both tables are scored by both versions. The answer tells from where to where customers
                went, who is gone and who is new, and why the others moved: since the customer has changed, the model, or both; or both, and they cancel out. Of each segment it tells how much it has grown for either reason.
                With input=transactions both files are logs of orders: the customers of each are made first, in the way that the training of its version did (before as that of from, after as that of to), each until its own end or the moment that is named.
                """)
            .WithMetadata(new DescribedQuery(TableParameters), new DescribedBody("Two files, before and after: a table of customers each, with the columns that either version reads, or a log of orders each.", new Dictionary<string, string?> { ["multipart/form-data"] = null }) { Files = [PostedTables.Before, PostedTables.After] })
            .Produces<MigrationResponse>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet("/models/{model}/migration", GetAsync).RequireAnyScope()
            .WithTags("Models")
            .WithName("getMigration")
            .WithSummary("Who has moved between the trainings of two versions, and why")
            .WithDescription("The same of the training customers of two versions: of logs of orders, whose customers lie with the version, and of tables as long as they are kept (POST /train?table=ID). Other tables are posted.")
            .WithMetadata(new DescribedQuery(Parameters))
            .Produces<MigrationResponse>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<MigrationResponse>, ProblemHttpResult>> PostAsync(
        string model, HttpContext context, ModelStore store, BatchThreads threads, MemoryBudget budget, IOptions<ReadingOptions> reading, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query, TableParameters);
        var (problem, from, to) = await FindAsync(model, query, context, store, cancellationToken);
        if (problem is not null) return problem;
        var decimalSign = query.Choice<DecimalSign>("decimal") ?? DecimalSign.Auto;
        var isOfLogs = OrderQuery.Parse(query, learned: null) is not null;
        var (oldAsOf, newAsOf) = MomentsOf(query, isOfLogs, from, to);
        var body = RequestBody.Of(context.Request, reading.Value);
        using var memory = budget.Open();
        return TypedResults.Ok(await threads.RunAsync(ReadAsync, cancellationToken));

        async Task<MigrationResponse> ReadAsync(Parallelism parallelism)
        {
            using var logs = memory.Part();
            var posted = new PostedTables(Open, isOfLogs ? OpenLog : null);
            await CustomerBody.ReadFilesAsync(body, posted.SinkOf, reading.Value, parallelism with { Memory = memory });
            posted.CheckBoth();
            var (old, now) = (await posted.TableAsync(isOld: true, cancellationToken), await posted.TableAsync(isOld: false, cancellationToken));
            return Answer(from, to, old, now, posted.Notices, memory);

            OrderSink OpenLog(string field)
            {
                var (version, other, asOf) = PostedTables.IsOld(field) ? (from, to, oldAsOf) : (to, from, newAsOf);
                return new OrderSink(OrderQuery.Parse(query, version.Stored.Report.Orders ?? other.Stored.Report.Orders)! with { AsOf = asOf, IsOfItsOwnTime = true }, reading.Value, logs);
            }
        }

        ScoredTable Open(string field, CustomerTable? ofLog)
        {
            var asOf = PostedTables.IsOld(field) ? oldAsOf ?? AsOf(from) : newAsOf ?? AsOf(to);
            return ofLog is null
                ? new ScoredTable(field, from, to, asOf, idColumn: null, reading.Value.ToTableLimits(), memory, decimalSign)
                : new ScoredTable(field, from, to, ofLog.Orders!.AsOf, OrderColumnNames.Customer, reading.Value.ToTableLimits(), memory, DecimalSign.Point);
        }
    }

    private static async Task<Results<Ok<MigrationResponse>, ProblemHttpResult>> GetAsync(
        string model, HttpContext context, ModelStore store, KeptTables tables, BatchThreads threads, MemoryBudget budget, IOptions<ReadingOptions> reading, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query, Parameters);
        var (problem, from, to) = await FindAsync(model, query, context, store, cancellationToken);
        if (problem is not null) return problem;
        using var memory = budget.Open();
        await using var old = await KeptCustomers.OpenAsync(from, AsOf(from), store, tables, cancellationToken);
        if (old is null) return NotKept(from);
        await using var now = await KeptCustomers.OpenAsync(to, AsOf(to), store, tables, cancellationToken);
        if (now is null) return NotKept(to);
        return TypedResults.Ok(await threads.RunAsync(
            async parallelism => Answer(from, to, await ReadAsync(PostedTables.Old, old, parallelism), await ReadAsync(PostedTables.New, now, parallelism), ofLogs: [], memory), cancellationToken));

        async Task<ScoredTable> ReadAsync(string name, KeptCustomers customers, Parallelism parallelism)
        {
            var table = new ScoredTable(name, from, to, customers.AsOf, customers.IdColumn, reading.Value.ToTableLimits(), memory, customers.DecimalSign);
            await CustomerBody.ReadAsync(customers.Body, table, reading.Value, parallelism with { Memory = memory });
            return table;
        }

        ProblemHttpResult NotKept(ServedVersion version) => version.Stored.Report.Orders is not null
            ? VersionLookup.NotServed(store, model, version.Stored.Version)
            : Problems.Conflict(
                "customers-not-kept",
                $"The table that version {version.Stored.Version} of '{model}' was trained on is not kept, or no longer: POST /tables keeps one for a while, and POST /train?table=ID trains on it. Post both tables to this address, as the files {PostedTables.Before} and {PostedTables.After} of a form.");
    }

    private static MigrationResponse Answer(ServedVersion from, ServedVersion to, ScoredTable old, ScoredTable now, IReadOnlyList<NoticeResponse> ofLogs, MemoryShare memory)
    {
        old.End();
        now.End();
        var (oldSegments, newSegments) = (from.Stored.Model.Segments, to.Stored.Model.Segments);
        var customers = MigratedCustomers.Of(old, now, oldSegments.Count, newSegments.Count, memory);
        var byCustomers = SegmentPairs.ByCustomers(customers.Labels, oldSegments.Count, newSegments.Count);
        var byIds = SegmentPairs.ByIds(customers.Labels, [.. oldSegments.Select(segment => segment.Id)], [.. newSegments.Select(segment => segment.Id)]);

        // A version that was imported may name a parent of another store by the same number: where customers contradict the ids, these are not those of its parent.
        var isContradicted = byCustomers.NewOf.Zip(byIds.NewOf).Any(pair => pair.First >= 0 && pair.First != pair.Second);
        var isByIds = from.Stored.Version == to.Stored.Version || (to.Stored.Report.Lineage?.Parent == from.Stored.Version && !isContradicted);
        var asOf = old.AsOf is null && now.AsOf is null ? null : new MigrationMomentsResponse(old.AsOf, now.AsOf);
        return MigrationResponse.Of(from.Stored, to.Stored, isByIds, isByIds ? byIds : byCustomers, customers, asOf, ofLogs);
    }

    /// <summary>The moments that the two tables count until, as far as the caller names them.</summary>
    /// <exception cref="InvalidParameterException">Neither version reads dates of customers, and the tables are no logs of orders.</exception>
    private static (DateTime? Old, DateTime? New) MomentsOf(QueryReader query, bool isOfLogs, ServedVersion from, ServedVersion to)
    {
        if (!isOfLogs && query.Has(OrderQuery.DateFormat))
            throw new InvalidParameterException(OrderQuery.DateFormat, "dateFormat belongs to input=transactions, which is not given; dates of customers are read as in the training of the model.");
        if (!isOfLogs && AsOf(from) is null && AsOf(to) is null && ((string[])[OldAsOf, NewAsOf]).FirstOrDefault(query.Has) is { } useless)
            throw new InvalidParameterException(useless, $"{useless} is given, but neither version reads dates of customers, and input=transactions is not given.");
        return (OrderQuery.Moment(query, OldAsOf), OrderQuery.Moment(query, NewAsOf));
    }

    /// <summary>The moment of the training of a version, which the days of dates count until.</summary>
    private static DateTime? AsOf(ServedVersion version) => version.Stored.Model.FeatureSet.Inputs.FirstOrDefault(input => input.Days is not null)?.Days!.AsOf;

    private static async ValueTask<(ProblemHttpResult? Problem, ServedVersion From, ServedVersion To)> FindAsync(
        string model, QueryReader query, HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        if (query.Text("from") is not { } from) return (Problems.Invalid("from", "from is missing: it names the old version, such as from=1."), null!, null!);
        var (problem, old) = await VersionLookup.FindAsync(store, model, from, cancellationToken);
        if (problem is not null) return (problem, null!, null!);
        (problem, var now) = await VersionLookup.FindAsync(store, model, query.Text("to") ?? StoredModel.ChampionAlias, cancellationToken);
        if (problem is not null) return (problem, null!, null!);
        context.Describe(now.ModelName, now.Version);
        return (null, ServedVersion.Of(old), ServedVersion.Of(now));
    }
}
