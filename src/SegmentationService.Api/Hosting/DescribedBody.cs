namespace SegmentationService.Api.Hosting;

/// <summary>The request body of an endpoint that reads it by itself, as metadata for OpenAPI: an example for each media type.</summary>
/// <param name="Description">A sentence for people.</param>
/// <param name="Examples">By media type; null where there is a file to choose.</param>
internal sealed record DescribedBody(string Description, IReadOnlyDictionary<string, string?> Examples)
{
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

    /// <summary>A table of customers, in any of the formats.</summary>
    public static DescribedBody Customers { get; } = new(
        "One row per customer. Decimals have a point; a missing value is an empty cell, NA, N/A, NaN, null, ? or -.",
        new Dictionary<string, string?>
        {
            ["text/csv"] = Csv,
            ["application/json"] = Json,
            ["application/x-ndjson"] = Json.Trim('[', ']').Replace("},", "}", StringComparison.Ordinal).Replace("\n ", "\n", StringComparison.Ordinal),
            ["multipart/form-data"] = null,
        });

    /// <summary>One customer.</summary>
    public static DescribedBody Customer { get; } = new(
        "A flat object with the fields of the training table; the id is given back.",
        new Dictionary<string, string?>
        {
            ["application/json"] = """{"customer_id": "C42", "recency_days": 5, "frequency": 40, "monetary": 4700.00, "tenure_days": 990}""",
        });
}
