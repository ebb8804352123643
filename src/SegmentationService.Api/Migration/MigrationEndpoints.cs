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

namespace SegmentationService.Api.Migration;

/// <summary><c>POST</c> and <c>GET /models/{model}/migration</c>.</summary>
internal static class MigrationEndpoints
{
    private const string OldTable = "old";
    private const string NewTable = "new";

    private static readonly QueryParameter[] Parameters =
    [
        new("from", ParameterKind.Text, "The old version: a number or an alias."),
        new("to", ParameterKind.Text, "The new version: a number or an alias; the same one tells of customers alone.", StoredModel.ChampionAlias),
    ];

    private static readonly QueryParameter[] TableParameters =
        [.. Parameters, new("decimal", ParameterKind.Text, "The decimal sign of numbers that come as text; auto is that of the training.", "auto") { Choices = ["auto", "point", "comma"] }];

    public static void MapMigration(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/models/{model}/migration", PostAsync).AddEndpointFilter<FormFields>().RequireScope(Scope.Predict).LimitRate(RateLimits.Predictions)
            .WithTags("Models")
            .WithSummary("Who has moved between segments, and why")
            .WithDescription("""
                The body is a form with two files, old and new: the same customers at two times, found again by their ids, in any format of /train. Both tables are scored by both versions. The answer tells from where to where customers
                went, who is gone and who is new, and why the others moved: since the customer has changed, the model, or both; or both, and they cancel out. Of each segment it tells how much it has grown for either reason.
                """)
            .WithMetadata(new DescribedQuery(TableParameters), new DescribedBody("Two files, old and new: a table of customers each, with the columns that either version reads.", new Dictionary<string, string?> { ["multipart/form-data"] = null }) { Files = [OldTable, NewTable] })
            .Produces<MigrationResponse>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet("/models/{model}/migration", GetAsync).RequireAnyScope()
            .WithTags("Models")
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
        var body = RequestBody.Of(context.Request, reading.Value);
        using var memory = budget.Open();
        return TypedResults.Ok(await threads.RunAsync(ReadAsync, cancellationToken));

        async Task<MigrationResponse> ReadAsync(Parallelism parallelism)
        {
            var tables = new Dictionary<string, ScoredTable>(StringComparer.Ordinal);
            await CustomerBody.ReadFilesAsync(body, SinkOf, reading.Value, parallelism with { Memory = memory });
            if (((string[])[OldTable, NewTable]).FirstOrDefault(name => !tables.ContainsKey(name)) is { } missing)
                throw new MalformedBodyException(MalformedBodyKind.InvalidMultipart, $"The form holds no file '{missing}'; two are expected, as curl -F {OldTable}=@before.csv -F {NewTable}=@after.csv sends them.");
            return Answer(from, to, tables[OldTable], tables[NewTable], memory);

            ScoredTable SinkOf(string field)
            {
                if (field is not (OldTable or NewTable))
                    throw new MalformedBodyException(MalformedBodyKind.InvalidMultipart, $"The form holds a file '{Excerpt.Of(field)}'; expected are '{OldTable}' and '{NewTable}'.");
                var table = new ScoredTable(field, from, to, AsOf(field == OldTable ? from : to), idColumn: null, reading.Value.ToTableLimits(), memory, decimalSign);
                return tables.TryAdd(field, table) ? table : throw new MalformedBodyException(MalformedBodyKind.InvalidMultipart, $"The form holds the file '{field}' twice.");
            }
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
            async parallelism => Answer(from, to, await ReadAsync(OldTable, old, parallelism), await ReadAsync(NewTable, now, parallelism), memory), cancellationToken));

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
                $"The table that version {version.Stored.Version} of '{model}' was trained on is not kept, or no longer: POST /tables keeps one for a while, and POST /train?table=ID trains on it. Post both tables to this address, as the files {OldTable} and {NewTable} of a form.");
    }

    private static MigrationResponse Answer(ServedVersion from, ServedVersion to, ScoredTable old, ScoredTable now, MemoryShare memory)
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
        return MigrationResponse.Of(from.Stored, to.Stored, isByIds, isByIds ? byIds : byCustomers, customers);
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
