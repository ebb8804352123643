using System.Text;

namespace SegmentationService.Api.Tests.Training;

/// <summary>The same table is the same model, whatever the body looks like.</summary>
public class TrainFormatsTests
{
    private const string Query = "?maxClusters=4&restarts=2&parent=none";

    public static TheoryData<string> Forms => [.. Bodies(Tables.Shop(60)).Keys];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Train_SameTableInAnotherForm_StoresTheSameBytes(string form)
    {
        await using var app = new SegmentationApp();
        var expected = await app.TrainedAsync(Tables.Shop(60), Query + "&exclude=country");

        var trained = await app.TrainedAsync(Bodies(Tables.Shop(60))[form], Query + "&exclude=country");

        Assert.Equal(2, trained.Int("version"));
        Assert.Equal(expected.Text("fingerprint"), trained.Text("fingerprint"));
        Assert.Equal(app.ModelHash("default", 1), app.ModelHash("default", 2));
        Assert.Equal(await app.CustomersAsync(version: "1"), await app.CustomersAsync(version: "2"));
    }

    /// <summary>A notice names a place as the form does (line 2, item 1); it is no part of the model.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Train_TextColumnInAnotherForm_StoresTheSameBytes(string form)
    {
        await using var app = new SegmentationApp();
        var expected = await app.TrainedAsync(Tables.Shop(60), Query);

        var trained = await app.TrainedAsync(Bodies(Tables.Shop(60))[form], Query);

        Assert.Equal(expected.Text("fingerprint"), trained.Text("fingerprint"));
        Assert.Equal(app.ModelHash("default", 1), app.ModelHash("default", 2));
    }

    [SharedDataFact]
    public async Task Train_MallInEveryForm_StoresTheSameBytes()
    {
        await using var app = new SegmentationApp();
        var csv = SharedData.Text("mall_customers.csv");
        var bodies = Bodies(csv);

        var hashes = new List<string>();
        foreach (var body in bodies.Values.Prepend(Body.Csv(SharedData.Bytes("mall_customers.csv"))))
        {
            var trained = await app.TrainedAsync(body, Query);
            hashes.Add($"{trained.Text("fingerprint")} {app.ModelHash("default", trained.Int("version"))}");
        }

        Assert.Equal(bodies.Count + 1, hashes.Count);
        Assert.Single(hashes.Distinct());
    }

    [Fact]
    public async Task Train_AnotherTable_StoresOtherBytes()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Shop(60), Query);
        await app.TrainedAsync(Tables.Shop(60, seed: 2), Query);

        Assert.NotEqual(app.ModelHash("default", 1), app.ModelHash("default", 2));
    }

    private static Dictionary<string, Body> Bodies(string csv)
    {
        var rows = CsvRows.Parse(csv);
        var objects = Tables.Objects(csv);
        var utf8 = Encoding.UTF8.GetBytes(csv);
        var list = $"[{string.Join(",\n ", objects)}]";
        return new Dictionary<string, Body>
        {
            ["semicolons, CRLF and a byte order mark"] = Body.Csv([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(CsvRows.Write(rows, ';', "\r\n"))]),
            ["bars"] = Body.Csv(CsvRows.Write(rows, '|')),
            ["tabs"] = new Body(Encoding.UTF8.GetBytes(CsvRows.Write(rows, '\t')), "text/tab-separated-values"),
            ["plain text"] = new Body(utf8, "text/plain; charset=utf-8"),
            ["UTF-16"] = new Body(Encoding.Unicode.GetBytes(csv), "text/csv; charset=utf-16"),
            ["every cell quoted, blanks around"] = Body.Csv(string.Concat(rows.Select(row => string.Join(" , ", row.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\n"))),
            ["JSON array"] = Body.Json(list),
            ["JSON object"] = Body.Json($"{{\"exported\": \"today\", \"customers\": {list}, \"n\": [1]}}"),
            ["NDJSON"] = Body.NdJson(string.Join('\n', objects)),
            ["JSON without the missing"] = Body.Json("[" + string.Join(',', objects.Select(customer => customer.Replace("\"monetary\": null, ", "", StringComparison.Ordinal))) + "]"),
            ["form with CSV"] = Body.Form("customers.csv", utf8),
            ["form with NDJSON"] = Body.Form("customers.ndjson", Encoding.UTF8.GetBytes(string.Join('\n', objects))),
            ["form with gzip"] = Body.Form("customers.csv.gz", Reading.Bodies.Compress(utf8, "gzip")),
            ["Parquet"] = new Body(Reading.Parquets.OfCsv(csv), Reading.Parquets.Type),
            ["Parquet of texts, in small groups"] = new Body(Reading.Parquets.OfCsv(csv, string.Join(' ', rows[0].Select(_ => "text")), rowsOfGroup: 7), Reading.Parquets.Type),
            ["Arrow"] = new Body(Reading.Arrows.OfCsv(csv), Reading.Arrows.Type),
            ["form with Parquet"] = Body.Form("customers.parquet", Reading.Parquets.OfCsv(csv)),
            ["CSV, gzip"] = Body.Csv(csv).Compressed("gzip"),
            ["CSV, br"] = Body.Csv(csv).Compressed("br"),
            ["JSON, gzip"] = Body.Json(list).Compressed("gzip"),
            ["form, br"] = Body.Form("customers.csv", utf8).Compressed("br"),
        };
    }
}
