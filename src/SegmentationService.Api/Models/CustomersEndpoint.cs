using System.IO.Compression;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Http;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;

namespace SegmentationService.Api.Models;

/// <summary><c>GET /models/{model}/versions/{version}/customers</c>: the training customers with their segments, as a file.</summary>
internal static class CustomersEndpoint
{
    private static readonly QueryParameter[] Parameters = [AnswerForm.Parameter];

    public static void MapCustomers(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/models/{model}/versions/{version}/customers", GetAsync).RequireScope(Scope.Train)
            .WithTags("Models")
            .WithSummary("The training customers with their segments, as CSV, NDJSON, JSON, a workbook or Parquet")
            .WithDescription("""
                id, segment, name, confidence, distance and outlier of every training customer, in the order of the table: what /predict says of them. Customers made of a log of orders come in the order of their ids,
                with recency_days, frequency, monetary and tenure_days in addition. CSV, where neither format= nor the header Accept asks for another form. In a workbook (.xlsx) numbers show two to four decimals; everywhere else they are exact.
                """)
            .WithMetadata(new DescribedQuery(Parameters))
            .Produces<string>(StatusCodes.Status200OK, AnswerForm.Csv.MediaType, [.. AnswerForm.MediaTypes.Where(type => type != AnswerForm.Csv.MediaType)])
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status406NotAcceptable)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> GetAsync(
        string model, string version, HttpContext context, ModelStore store, MemoryBudget budget, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query, Parameters);
        var (problem, found) = await VersionLookup.FindAsync(store, model, version, cancellationToken);
        if (problem is not null) return problem;
        if (AnswerForm.Choose(context.Request, query, AnswerForm.Csv) is not { } form) return AnswerForm.NotAcceptable();

        context.Describe(found.ModelName, found.Version, found.Report.Customers);
        await using var compressed = await store.OpenPartAsync(found, CustomersPart.Part, cancellationToken);
        if (compressed is null) return VersionLookup.NotServed(store, model, version);
        var headers = context.Response.Headers;
        headers.ContentDisposition = $"attachment; filename={found.ModelName}-{found.Version}-customers.{form.Name}";
        headers.Vary = new[] { HeaderNames.Accept, HeaderNames.AcceptEncoding };
        if (form == AnswerForm.Csv && AcceptsGzip(context.Request))
        {
            context.Response.ContentType = form.ContentType;
            headers.ContentEncoding = "gzip";
            await compressed.CopyToAsync(context.Response.Body, cancellationToken);
            return TypedResults.Empty;
        }

        await using var plain = new GZipStream(compressed, CompressionMode.Decompress);
        if (form == AnswerForm.Csv)
        {
            context.Response.ContentType = form.ContentType;
            await plain.CopyToAsync(context.Response.Body, cancellationToken);
            return TypedResults.Empty;
        }

        using var memory = budget.Open();
        using var rows = new WrittenRows(plain, isMarked: true);
        var columns = AssignmentColumns.OfStored(rows.Names);
        form.CheckFits(found.Report.Customers, columns.Count);
        await form.SendAsync(context.Response, columns, rows.Read(), memory, cancellationToken);
        return TypedResults.Empty;
    }

    private static bool AcceptsGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(coding => coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality is null or > 0);
}
