using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Microsoft.AspNetCore.Http.Features;
using SegmentationService.Api.Http;
using SegmentationService.Api.Security;

namespace SegmentationService.Api.Samples;

/// <summary><c>GET /samples/customers</c> and <c>GET /samples/transactions</c>.</summary>
internal static class SampleEndpoints
{
    private const int MostSamples = 1_000_000;
    private const int MostBuyers = 100_000;

    private static readonly string[] Columns = ["customer_id", "recency_days", "frequency", "monetary", "tenure_days"];

    private static readonly QueryParameter[] Parameters =
    [
        new("count", ParameterKind.WholeNumber, "How many customers.", "1000") { Min = 1, Max = MostSamples },
        new("seed", ParameterKind.WholeNumber, "Where random draws begin: the same count and seed give the same customers.", "42") { Min = 0, Max = int.MaxValue },
        new("format", ParameterKind.Text, "A CSV file, or a JSON array; by default what Accept asks for, and csv where it does not care.") { Choices = ["csv", "json"] },
    ];

    private static readonly string[] OrderColumns = ["customer", "invoice", "date", "quantity", "price"];

    private static readonly QueryParameter[] OrderParameters =
    [
        new("count", ParameterKind.WholeNumber, "How many customers; each has about eight orders.", "1000") { Min = 1, Max = MostBuyers },
        new("seed", ParameterKind.WholeNumber, "Where random draws begin: the same count and seed give the same orders.", "42") { Min = 0, Max = int.MaxValue },
    ];

    public static void MapSamples(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/samples/customers", WriteAsync).RequireAnyScope()
            .WithTags("Samples")
            .WithName("getSampleCustomers")
            .WithSummary("Synthetic customers, to try the service with")
            .WithDescription("Customers of five behaviours: regulars, lapsed ones, newcomers, rare buyers with big baskets, and champions.")
            .WithMetadata(new DescribedQuery(Parameters))
            .Produces<string>(StatusCodes.Status200OK, "text/csv", "application/json")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapGet("/samples/transactions", WriteOrdersAsync).RequireAnyScope()
            .WithTags("Samples")
            .WithName("getSampleTransactions")
            .WithSummary("Synthetic order lines, to try the service with")
            .WithDescription("The orders of the customers of /samples/customers up to 2025-12-31, some of them returns: a file for POST /train?input=transactions.")
            .WithMetadata(new DescribedQuery(OrderParameters))
            .Produces<string>(StatusCodes.Status200OK, "text/csv")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task WriteOrdersAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query, OrderParameters);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=orders.csv";
        await using var csv = CsvWriter.Create(context.Response.Body, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteHeader(OrderColumns);
        foreach (var order in SampleOrders.Make((int)(query.WholeNumber("count") ?? 1_000), query.WholeNumber("seed") ?? 42))
        {
            csv.WriteField(order.Customer);
            csv.WriteField(order.Invoice);
            csv.WriteField(order.Date.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
            csv.WriteField(order.Quantity);
            csv.WriteField(order.Price);
            await csv.EndRecordAsync(cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    private static async Task WriteAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query, Parameters);
        var customers = SampleCustomers.Make((int)(query.WholeNumber("count") ?? 1_000), query.WholeNumber("seed") ?? 42);
        var asJson = query.Text("format") is { } format ? format.Equals("json", StringComparison.OrdinalIgnoreCase) : AcceptHeader.Of(context.Request).Best("text/csv", "application/json") == "application/json";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        if (asJson)
        {
            context.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(context.Response.Body, customers.Select(AsObject), SampleJson.Default.IEnumerableDictionaryStringObject, cancellationToken);
            return;
        }

        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=customers.csv";
        await using var csv = CsvWriter.Create(context.Response.Body, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteHeader(Columns);
        foreach (var customer in customers)
        {
            csv.WriteField(customer.CustomerId);
            csv.WriteField(customer.RecencyDays);
            csv.WriteField(customer.Frequency);
            csv.WriteField(customer.Monetary);
            csv.WriteField(customer.TenureDays);
            await csv.EndRecordAsync(cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    private static Dictionary<string, object> AsObject(SampleCustomer customer) => new()
    {
        [Columns[0]] = customer.CustomerId,
        [Columns[1]] = customer.RecencyDays,
        [Columns[2]] = customer.Frequency,
        [Columns[3]] = customer.Monetary,
        [Columns[4]] = customer.TenureDays,
    };
}
