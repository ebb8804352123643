using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Http;

/// <summary>The request body of an endpoint that reads it by itself, as metadata for OpenAPI: an example for each media type.</summary>
/// <param name="Description">A sentence for people.</param>
/// <param name="Examples">By media type; null where a form has a file to choose, or the body is a file.</param>
internal sealed record DescribedBody(string Description, IReadOnlyDictionary<string, string?> Examples)
{
    /// <summary>Examples of order lines by media type, for calls that take them with input=transactions.</summary>
    public IReadOnlyDictionary<string, string> Orders { get; init; } = new Dictionary<string, string>();

    /// <summary>The fields of a form that are files. Where there is one, it may have any name; this is none that a query parameter has, since clients would have two of it.</summary>
    public IReadOnlyList<string> Files { get; init; } = ["upload"];

    private const string Csv = """
        customer_id,recency_days,frequency,monetary,tenure_days
        C01,3,42,5120.50,980
        C02,6,38,4480.00,1010
        C03,4,45,5390.75,940
        C04,8,36,4150.20,1100
        C05,210,2,85.00,410
        C06,260,1,42.50,450
        C07,245,2,79.90,395
        C08,300,1,38.00,430
        C09,12,2,64.00,35
        C10,18,1,30.00,42
        C11,15,2,71.50,48
        C12,9,3,99.00,39
        """;

    private const string Json = """
        [{"customer_id": "C01", "recency_days": 3, "frequency": 42, "monetary": 5120.50, "tenure_days": 980},
         {"customer_id": "C02", "recency_days": 6, "frequency": 38, "monetary": 4480.00, "tenure_days": 1010},
         {"customer_id": "C03", "recency_days": 4, "frequency": 45, "monetary": 5390.75, "tenure_days": 940},
         {"customer_id": "C05", "recency_days": 210, "frequency": 2, "monetary": 85.00, "tenure_days": 410},
         {"customer_id": "C06", "recency_days": 260, "frequency": 1, "monetary": 42.50, "tenure_days": 450},
         {"customer_id": "C07", "recency_days": 245, "frequency": 2, "monetary": 79.90, "tenure_days": 395},
         {"customer_id": "C09", "recency_days": 12, "frequency": 2, "monetary": 64.00, "tenure_days": 35},
         {"customer_id": "C10", "recency_days": 18, "frequency": 1, "monetary": 30.00, "tenure_days": 42},
         {"customer_id": "C11", "recency_days": 15, "frequency": 2, "monetary": 71.50, "tenure_days": 48}]
        """;

    private const string OrdersCsv = """
        customer,invoice,date,quantity,price
        C01,1001,2026-01-05 10:15,2,24.90
        C01,1001,2026-01-05 10:15,1,119.00
        C01,1007,2026-02-11 17:40,3,79.50
        C01,1012,2026-03-02 09:05,4,64.00
        C02,1002,2026-01-07 12:30,1,9.99
        C03,1003,2026-01-09 08:20,5,42.00
        C03,1009,2026-02-20 19:45,2,88.00
        C04,1004,2026-01-12 11:00,1,14.50
        C05,1010,2026-03-01 16:10,1,12.00
        C06,1011,2026-03-01 18:55,2,8.75
        """;

    private const string OrdersJson = """
        [{"customer": "C01", "invoice": "1001", "date": "2026-01-05T10:15:00", "amount": 168.80},
         {"customer": "C01", "invoice": "1007", "date": "2026-02-11T17:40:00", "amount": 238.50},
         {"customer": "C02", "invoice": "1002", "date": "2026-01-07T12:30:00", "amount": 9.99},
         {"customer": "C03", "invoice": "1003", "date": "2026-01-09T08:20:00", "amount": 210.00},
         {"customer": "C04", "invoice": "1004", "date": "2026-01-12T11:00:00", "amount": 14.50},
         {"customer": "C05", "invoice": "1010", "date": "2026-03-01T16:10:00", "amount": 12.00}]
        """;

    /// <summary>A table of customers, in any of the formats; or a log of orders.</summary>
    public static DescribedBody Customers { get; } = new(
        "One row per customer; with input=transactions one row per order line. Decimals have a point; a missing value is an empty cell, NA, N/A, NaN, null, ? or -.",
        new Dictionary<string, string?>
        {
            ["application/json"] = Json, // the first: that is what generated clients send
            ["text/csv"] = Csv,
            ["application/x-ndjson"] = Lines(Json),
            [BodyFormat.ParquetType] = null,
            [BodyFormat.ArrowType] = null,
            ["multipart/form-data"] = null,
        })
    {
        Orders = new Dictionary<string, string>
        {
            ["text/csv"] = OrdersCsv,
            ["application/json"] = OrdersJson,
            ["application/x-ndjson"] = Lines(OrdersJson),
        },
    };

    /// <summary>One customer.</summary>
    public static DescribedBody Customer { get; } = new(
        "A flat object with the fields of the training table; the id is given back.",
        new Dictionary<string, string?>
        {
            ["application/json"] = """{"customer_id": "C42", "recency_days": 5, "frequency": 40, "monetary": 4700.00, "tenure_days": 990}""",
        });

    /// <summary>A list of objects as NDJSON.</summary>
    private static string Lines(string json) =>
        json.Trim('[', ']').Replace("},", "}", StringComparison.Ordinal).Replace("\n ", "\n", StringComparison.Ordinal);
}
