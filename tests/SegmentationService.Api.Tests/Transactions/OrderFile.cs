using System.Text.Json;

namespace SegmentationService.Api.Tests.Transactions;

/// <summary>The small log of orders beside this file, in every form in which it can be sent, and what it comes to by hand.</summary>
internal static class OrderFile
{
    /// <summary>What is asked with it.</summary>
    public const string Query = "?input=transactions&clusters=2";

    /// <summary>Id, recency, frequency, monetary and tenure as of 2011-04-13 18:00, the latest line (which is left out) and one day.</summary>
    public static readonly string[] Customers =
    [
        "12346 39 1 10 39", // 2011-03-05 09:00
        "12347 37 1 16 37", // 2011-03-07 10:00: 4 x 4.00
        "12348 43 1 2.55 43", // 2011-02-28 23:59:59
        "12349 2 2 112.44 101", // 2011-01-02 11:00 to 2011-04-11 11:01: 9.99 + 10 x 9.99 + 2.55
        "17850 3 2 35.94 43", // 2011-03-01 08:26 to 2011-04-10 16:30: 6 x 2.55 + 6 x 3.39 + 3 x 0.10
    ];

    /// <summary>The notices of lines left out, as CSV has their lines.</summary>
    public static readonly string[] LeftOut =
    [
        "2 lines have no customer and are left out: lines 6, 16.",
        "1 line belongs to a cancelled invoice (C before its number) and is left out: line 5.",
        "1 line has a quantity of zero or less and is left out: line 8.",
        "1 line has a price of zero or less and is left out: line 10.",
        "1 line has no date that can be read and is left out: line 11. The first that is none is 'soon' in line 11.",
    ];

    public static byte[] Bytes { get; } = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Transactions", "orders.csv"));

    public static string Text { get; } = System.Text.Encoding.UTF8.GetString(Bytes);

    public static IReadOnlyList<string[]> Rows { get; } = CsvRows.Parse(Text);

    /// <summary>The log in every form.</summary>
    public static IReadOnlyDictionary<string, Body> Forms { get; } = new Dictionary<string, Body>
    {
        ["csv"] = Body.Csv(Bytes),
        ["csv gzip"] = Body.Csv(Bytes).Compressed("gzip"),
        ["csv br"] = Body.Csv(Bytes).Compressed("br"),
        ["semicolons and CR LF"] = Body.Csv("\uFEFF" + CsvRows.Write(Rows, ';', "\r\n")),
        ["tsv"] = new Body(System.Text.Encoding.UTF8.GetBytes(CsvRows.Write(Rows, '\t')), "text/tab-separated-values"),
        ["latin1"] = new Body(Bytes, "text/csv; charset=iso-8859-1"),
        ["form"] = Body.Form("orders.csv", Bytes),
        ["form gzip"] = Body.Form("orders.csv.gz", Reading.Bodies.Compress(Bytes, "gzip")),
        ["parquet"] = new Body(Reading.Parquets.OfCsv(Text, rowsOfGroup: 5), Reading.Parquets.Type),
        ["arrow"] = new Body(Reading.Arrows.OfCsv(Text, rowsOfBatch: 5), Reading.Arrows.Type),
        ["json"] = Body.Json("[" + string.Join(",", Objects(leaveOut: false)) + "]"),
        ["json envelope"] = Body.Json("{\"customers\": [" + string.Join(",", Objects(leaveOut: false)) + "]}"),
        ["json without empty keys"] = Body.Json("[" + string.Join(",", Objects(leaveOut: true)) + "]"),
        ["ndjson"] = Body.NdJson(string.Join("\n", Objects(leaveOut: false)) + "\n"),
    };

    /// <summary>A version's customers in the form of <see cref="Customers"/>.</summary>
    public static async Task<string[]> StoredAsync(SegmentationApp app, string version = "champion")
    {
        var rows = await app.CustomersAsync(version: version);
        Assert.Equal(["id", "segment", "name", "confidence", "distance", "outlier", "recency_days", "frequency", "monetary", "tenure_days"], rows[0]);
        return [.. rows.Skip(1).Select(row => string.Join(' ', [row[0], .. row[6..]]))];
    }

    private static IEnumerable<string> Objects(bool leaveOut) => Rows.Skip(1).Select(row => JsonSerializer.Serialize(
        Rows[0].Zip(row).Where(cell => !leaveOut || cell.Second.Length > 0).ToDictionary(cell => cell.First, cell => cell.Second)));
}
