using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tables;
using SegmentationService.Core;

namespace SegmentationService.Api.Models;

/// <summary><c>GET /models/{model}/versions/{version}/customers</c>: the training customers with their segments, as a file.</summary>
internal static class CustomersEndpoint
{
    private const string Include = "include";
    private const string SegmentParameter = "segment";

    private static readonly QueryParameter[] Parameters =
    [
        AnswerForm.Parameter,
        new(Include, ParameterKind.Text, "What stands before the segment of each customer: the columns of the table that the version was trained on, as long as that is kept. Default: the id alone.") { Choices = ["columns"] },
        new(SegmentParameter, ParameterKind.WholeNumber, "The number of the segment whose customers are asked for. Default: all.") { Min = 1, Max = int.MaxValue },
        .. Paging.ParametersOfFile("customers"),
    ];

    public static void MapCustomers(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/models/{model}/versions/{version}/customers", GetAsync).RequireScope(Scope.Train)
            .WithTags("Models")
            .WithName("listCustomers")
            .WithSummary("The training customers with their segments, as CSV, NDJSON, JSON, a workbook, Parquet or Arrow")
            .WithDescription("""
                id, segment, name, confidence, distance and outlier of every training customer, in the order of the table: what /predict says of them. Where segments were given names, those that the training made stand last, as made_name. Customers made of a log of orders come in the order of their ids,
                with recency_days, frequency, monetary and tenure_days in addition. CSV, where neither format= nor the header Accept asks for another form. In a workbook (.xlsx) numbers show two to four decimals; everywhere else they are exact.
                With include=columns the columns of the kept table that the version was trained on (POST /train?table=ID) stand before these, each cell as it came, the id among them; a name that is taken gets _2.
                With limit= the answer is a page, and Link has the address of the one that follows, by the number of the version: an alias that is changed meanwhile changes no page.
                """)
            .WithMetadata(new DescribedQuery(Parameters), Paging.Answered)
            .Produces<string>(StatusCodes.Status200OK, AnswerForm.Csv.MediaType, [.. AnswerForm.MediaTypes.Where(type => type != AnswerForm.Csv.MediaType)])
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> GetAsync(
        string model, string version, HttpContext context, ModelStore store, KeptTables tables, MemoryBudget budget, IOptions<ReadingOptions> reading, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query, Parameters);
        var (problem, found) = await VersionLookup.FindAsync(store, model, version, cancellationToken);
        if (problem is not null) return problem;
        var form = AnswerForm.Choose(context.Request, query, AnswerForm.Csv);

        var segment = SegmentOf(query, found);
        var isWide = query.Has(Include) && found.Report.Orders is null; // what orders have made stands with the version
        await using var table = isWide ? await tables.TryOpenAsync(found.Source?.Table, cancellationToken) : null;
        if (isWide && table is null) return TableGone(found);

        var range = Paging.RangeOf(query, segment?.Size ?? found.Content.Customers);
        var isWhole = segment is null && range.IsAll;
        context.Describe(found.ModelName, found.Version, range.Count);
        await using var compressed = await store.OpenPartAsync(found, CustomersPart.Part, cancellationToken);
        if (compressed is null) return VersionLookup.NotServed(store, model, version);
        // What is stored has the names that the training made.
        var names = RenamedCustomers.Of(found);
        if (form == AnswerForm.Csv && isWhole && !isWide && names is null && AcceptsGzip(context.Request))
        {
            Begin(context, found, form, range);
            context.Response.ContentType = form.ContentType;
            context.Response.Headers.ContentEncoding = "gzip";
            await compressed.CopyToAsync(context.Response.Body, cancellationToken);
            return TypedResults.Empty;
        }

        await using var plain = new GZipStream(compressed, CompressionMode.Decompress);
        if (form == AnswerForm.Csv && isWhole && !isWide && names is null)
        {
            Begin(context, found, form, range);
            context.Response.ContentType = form.ContentType;
            await plain.CopyToAsync(context.Response.Body, cancellationToken);
            return TypedResults.Empty;
        }

        using var memory = budget.Open();
        using var stored = new WrittenRows(plain, isMarked: true);
        var columns = AssignmentColumns.OfStored(stored.Names);
        if (table is null)
        {
            await SendAsync(columns, (segment is { } one ? Of(stored.Read(), one.Id) : stored.Read()).Skip(range.Start).Take(range.Count));
            return TypedResults.Empty;
        }

        using var wide = new CustomersWithColumns(ServedVersion.Of(found), form, names, memory);
        form.CheckFits(range.Count, wide.Columns(columns).Count);
        if (!await wide.JoinAsync(table, stored, segment?.Id, range, reading.Value, cancellationToken)) return TableGone(found);
        Begin(context, found, form, range);
        await wide.SendAsync(context.Response, cancellationToken);
        return TypedResults.Empty;

        async ValueTask SendAsync(IReadOnlyList<AnswerColumn> columns, IEnumerable<AnswerRow> rows)
        {
            if (names is not null) (columns, rows) = (RenamedCustomers.Columns(columns), rows.Select(names.Renaming(columns)));
            form.CheckFits(range.Count, columns.Count);
            Begin(context, found, form, range);
            await form.SendAsync(context.Response, columns, rows, memory, cancellationToken);
        }
    }

    /// <summary>The customers of a segment.</summary>
    private static IEnumerable<AnswerRow> Of(IEnumerable<AnswerRow> customers, int segment)
    {
        var id = Encoding.UTF8.GetBytes(segment.ToString(CultureInfo.InvariantCulture));
        return customers.Where(customer => customer[AssignmentColumns.Segment].SequenceEqual(id));
    }

    private static void Begin(HttpContext context, StoredVersion version, AnswerForm form, RowRange range)
    {
        var response = context.Response;
        context.LinkNext(range.Next, $"/models/{version.ModelName}/versions/{version.Version}/customers");
        response.Headers.ContentDisposition = $"attachment; filename={version.ModelName}-{version.Version}-customers.{form.Name}";
        response.Headers.Vary = new[] { HeaderNames.Accept, HeaderNames.AcceptEncoding };
    }

    /// <summary>The segment that is asked for; null for all.</summary>
    /// <exception cref="InvalidParameterException">The version has no such segment.</exception>
    private static (int Id, int Size)? SegmentOf(QueryReader query, StoredVersion version)
    {
        if (query.WholeNumber(SegmentParameter) is not { } id) return null;
        var segments = version.Model.Segments;
        for (var index = 0; index < segments.Count; index++)
            if (segments[index].Id == id) return (segments[index].Id, version.Report.Profiles[index].Size);
        throw new InvalidParameterException(
            SegmentParameter,
            $"Version {version.Version} of '{version.ModelName}' has no segment {id}; its segments are {string.Join(", ", segments.Take(Problems.MostNames).Select(segment => segment.Id))}{(segments.Count > Problems.MostNames ? " ..." : "")}.");
    }

    private static ProblemHttpResult TableGone(StoredVersion version) => Problems.Conflict("table-gone", version.Source?.Table is { } table
        ? $"The table {table} that version {version.Version} of '{version.ModelName}' was trained on is kept no longer, so that its columns cannot be told; without include=columns the customers can."
        : $"The table that version {version.Version} of '{version.ModelName}' was trained on was not kept, so that its columns cannot be told: POST /tables keeps one, and POST /train?table=ID trains on it. Without include=columns the customers can be told.");

    private static bool AcceptsGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(coding => coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality is null or > 0);
}
