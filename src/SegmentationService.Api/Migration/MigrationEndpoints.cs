using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Migration;

namespace SegmentationService.Api.Migration;

/// <summary><c>POST</c> and <c>GET /models/{model}/migration</c>.</summary>
internal static class MigrationEndpoints
{
    private const string OldTable = "old";
    private const string NewTable = "new";

    /// <summary>The column of the ids in the customers of a version.</summary>
    private const string KeptIds = "id";

    private const string CsvType = "text/csv";

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
            .WithDescription("The same of the training customers of two versions, which are kept with all that the models read where they were made of logs of orders. Of versions that were trained on tables of customers, the tables are posted.")
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
        string model, HttpContext context, ModelStore store, BatchThreads threads, MemoryBudget budget, IOptions<ReadingOptions> reading, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query, Parameters);
        var (problem, from, to) = await FindAsync(model, query, context, store, cancellationToken);
        if (problem is not null) return problem;
        if (((ServedVersion[])[from, to]).FirstOrDefault(version => version.Stored.Report.Orders is null) is { } unkept)
            return Problems.Conflict(
                "customers-not-kept",
                $"Version {unkept.Stored.Version} of '{model}' was trained on a table of customers, whose columns are not kept; only those of a log of orders are. Post both tables to this address, as the files {OldTable} and {NewTable} of a form.");

        using var memory = budget.Open();
        await using var old = await store.OpenPartAsync(from.Stored, CustomersPart.Part, cancellationToken);
        if (old is null) return VersionLookup.NotServed(store, model, from.Stored.Version);
        await using var now = await store.OpenPartAsync(to.Stored, CustomersPart.Part, cancellationToken);
        if (now is null) return VersionLookup.NotServed(store, model, to.Stored.Version);
        return TypedResults.Ok(await threads.RunAsync(
            async parallelism => Answer(from, to, await ReadAsync(OldTable, old, parallelism), await ReadAsync(NewTable, now, parallelism), memory), cancellationToken));

        async Task<ScoredTable> ReadAsync(string name, Stream content, Parallelism parallelism)
        {
            var table = new ScoredTable(name, from, to, asOf: null, KeptIds, reading.Value.ToTableLimits(), memory, DecimalSign.Point);
            await CustomerBody.ReadAsync(new TableBody(content, CsvType, "gzip", Length: null), table, reading.Value, parallelism with { Memory = memory });
            return table;
        }
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
