using System.Text;
using SegmentationService.Api.Tests.Reading;

namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>Makes requests: tables in every format, whole and damaged, single customers, and bytes without sense.</summary>
internal static class FuzzInputs
{
    /// <summary>The models that predictions ask, by their names, with the CSV that they are trained on and how.</summary>
    public static readonly (string Name, string Csv, string Query)[] Models =
    [
        ("shop", Tables.Shop(60), "&restarts=1&maxClusters=4"),
        ("plain", Tables.Five, "&clusters=2&" + Tables.Plain),
        ("blobs", Tables.Blobs, "&clusters=3&transform=log1p&scaler=robust"),
    ];

    private static readonly string[] FieldNames = ["recency_days", "frequency", "monetary", "tenure_days", "customer_id", "x", "y", "id", "customer", "monetry", "", "a"];

    private static readonly string[] Types =
    [
        "text/csv", "text/csv; charset=utf-8", "text/csv; charset=utf-16", "text/csv; charset=windows-1252", "text/csv; charset=nothing", "text/plain", "text/tab-separated-values", "application/json",
        "application/x-ndjson", "application/vnd.x+json", Bodies.Form, "multipart/form-data", "application/x-www-form-urlencoded", "image/png", "nonsense",
    ];

    /// <summary>What calls take that answer with JSON alone; once in a while with what they refuse.</summary>
    private static readonly string?[] AcceptsOfJson = [null, "*/*", "application/json", "application/*;q=0.5", "text/csv;q=0.5, application/json", "text/html, */*", "nonsense", "image/png"];

    private static readonly string?[] Accepts = [null, null, "*/*", "application/json", "text/csv", "application/x-ndjson", "text/csv;q=0.5, application/json", "image/png", "nonsense"];

    /// <summary>The request that a seed stands for.</summary>
    public static FuzzInput Make(int seed)
    {
        var random = new FuzzRandom(seed);
        return random.Next(10) switch
        {
            < 5 => OfTable(random, seed, "/train", FuzzTable.Make(random), FuzzQueries.Training(random)),
            5 => OfTable(random, seed, "/train", FuzzOrders.Make(random), FuzzQueries.Orders(random)) with { Objects = null },
            6 => OfTable(random, seed, "/predict/batch", random.OneIn(2) ? Customers(random) : FuzzTable.Make(random), Prediction(random)),
            7 or 8 => OfCustomer(random, seed),
            _ => OfBytes(random, seed),
        };
    }

    private static (string, string)[] Prediction(FuzzRandom random) => FuzzQueries.Prediction(random, [.. Models.Select(model => model.Name)]);

    /// <summary>A table for the models: some of their fields, with cells of any kind.</summary>
    private static FuzzTable Customers(FuzzRandom random)
    {
        var names = random.GetItems(FieldNames, random.Next(1, 6)).Distinct().ToArray();
        var columns = Array.ConvertAll(names, _ => FuzzColumns.Make(random, 6));
        return new FuzzTable(names, [.. Enumerable.Range(0, random.Next(1, 7)).Select(row => Array.ConvertAll(columns, column => column[row]))]);
    }

    private static FuzzInput OfTable(FuzzRandom random, int seed, string path, FuzzTable table, (string, string)[] query)
    {
        var (body, objects) = Write(random, table);
        if (random.OneIn(4)) (body, objects) = (body with { Bytes = FuzzBytes.Damage(random, body.Bytes) }, null);
        if (random.OneIn(6)) body = body.Compressed(random.Pick("gzip", "br"));
        if (body.ContentEncoding is not null && random.OneIn(4)) (body, objects) = (body with { Bytes = FuzzBytes.Damage(random, body.Bytes) }, null);
        if (random.OneIn(25)) (body, objects) = (body with { ContentType = random.Pick(Types) }, null);
        return new FuzzInput(seed, path, query, body, random.Pick(path == "/predict/batch" ? Accepts : AcceptsOfJson), objects);
    }

    private static FuzzInput OfCustomer(FuzzRandom random, int seed)
    {
        var table = Customers(random);
        var text = random.OneIn(5) ? FuzzJson.Anything(random) : FuzzJson.Objects(random, table)[0];
        var body = Body.Json(text);
        if (random.OneIn(5)) body = body with { Bytes = FuzzBytes.Damage(random, body.Bytes) };
        if (random.OneIn(25)) body = body with { ContentType = random.Pick(Types) };
        return new FuzzInput(seed, "/predict", Prediction(random), body, random.Pick(AcceptsOfJson), null);
    }

    private static FuzzInput OfBytes(FuzzRandom random, int seed)
    {
        var bytes = random.OneIn(3) ? FuzzBytes.Noise(random) : Encoding.UTF8.GetBytes(FuzzJson.Anything(random));
        var body = new Body(bytes, random.Pick(Types), random.Pick(null, null, null, "gzip", "br", "identity", "deflate", "gzip, br"));
        var path = random.Pick("/train", "/predict", "/predict/batch");
        return new FuzzInput(seed, path, path == "/train" ? FuzzQueries.Training(random) : Prediction(random), body, random.Pick(path == "/predict/batch" ? Accepts : AcceptsOfJson), null);
    }

    /// <summary>A table in one of the formats, and its rows as the objects that <c>/predict</c> takes.</summary>
    private static (Body Body, string[]? Objects) Write(FuzzRandom random, FuzzTable table)
    {
        switch (random.Next(11))
        {
            case 8:
                var separator = random.Pick(',', ';', '^', '~', ':', '\t');
                return (new Body(Encoding.UTF8.GetBytes(FuzzCsv.Dress(random, FuzzCsv.Write(random, table, separator), separator)), "text/csv"), null);
            case 9:
                return (Workbook(random, table), null);
            case 10:
                return (Zip(random, table), null);
            case 0:
            case 1:
                var objects = FuzzJson.Objects(random, table);
                var list = $"[{string.Join(random.Pick(",", ",\n"), objects)}]";
                return (Body.Json(random.OneIn(4) ? $"{{\"other\":[{{}}],\"customers\":{list}}}" : list), objects);
            case 2:
                var lines = FuzzJson.Objects(random, table);
                return (Body.NdJson(string.Join(random.Pick("\n", "\r\n", "\n\n"), lines)), lines);
            case 3:
                return (Form(random, table), Objects(table));
            case 4:
                return (new Body(Encoding.UTF8.GetBytes(FuzzCsv.Write(random, table, '\t')), "text/tab-separated-values"), Objects(table));
            case 5:
                var encoding = random.Pick("utf-16", "utf-8", "latin1", "windows-1252");
                var text = FuzzCsv.Write(random, table, ',');
                return (new Body((encoding == "utf-16" ? Encoding.Unicode : encoding == "utf-8" ? Encoding.UTF8 : Encoding.Latin1).GetBytes(text), $"text/csv; charset={encoding}"), null);
            default:
                return (new Body(Encoding.UTF8.GetBytes(FuzzCsv.Write(random, table, random.Pick(',', ',', ';', '\t', '|'))), random.Pick("text/csv", "text/csv", "text/plain")), Objects(table));
        }
    }

    private static string[] Objects(FuzzTable table) => Array.ConvertAll(table.Rows, row => FuzzJson.Object(table, row));

    /// <summary>The table in a sheet, numbers as numbers, now and then beside another sheet or with rows that are none.</summary>
    private static Body Workbook(FuzzRandom random, FuzzTable table)
    {
        object?[]?[] rows = [.. table.Rows.Prepend(table.Names).Select(row => Array.ConvertAll(row, cell => double.TryParse(cell, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : (object?)Printable(cell)))];
        if (random.OneIn(6)) rows = [["A report"], null, .. rows];
        if (random.OneIn(6)) rows = [.. rows, null, ["Total", 5.0]];
        var book = random.OneIn(4) ? Workbooks.Of(("Cover", [["nothing"]]), ("Data", rows)) : Workbooks.Of(("Data", rows));
        return new Body(book, random.Pick("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip", "text/csv"));
    }

    private static Body Zip(FuzzRandom random, FuzzTable table)
    {
        var csv = Encoding.UTF8.GetBytes(FuzzCsv.Write(random, table, ','));
        var entry = random.Pick(("t.csv", csv), ("t.txt", csv), ("t.json", csv), ("t.xlsx", Workbook(random, table).Bytes), ("t.md", csv), ("t.zip", Workbooks.Zip(("t.csv", csv))));
        return new Body(random.OneIn(6) ? Workbooks.Zip(entry, ("u.csv", csv)) : Workbooks.Zip(entry), "application/zip");
    }

    /// <summary>What XML can hold.</summary>
    private static string Printable(string text) => string.Concat(text.Where(character => character is >= ' ' and < '\uD800' or '\t' or '\n'));

    /// <summary>A form, now and then with other parts, in the wrong order, or without what a form needs.</summary>
    private static Body Form(FuzzRandom random, FuzzTable table)
    {
        var file = Encoding.UTF8.GetBytes(FuzzCsv.Write(random, table, ','));
        var isGzip = random.OneIn(5);
        if (isGzip) file = Bodies.Compress(file, "gzip");
        List<byte[]> parts = [Bodies.Part($"name=\"file\"; filename=\"{random.Pick("f.csv", "f.csv", "f.txt", "ü.csv")}{(isGzip ? ".gz" : "")}\"", random.Pick(null, "text/csv", "application/octet-stream"), file)];
        if (random.OneIn(3)) parts.Insert(0, random.Pick(Bodies.Part("name=\"seed\"", null, "7"u8.ToArray()), Bodies.Part("name=\"note\"", null, "text"u8.ToArray())));
        if (random.OneIn(20)) parts.Add(random.Pick(parts.ToArray()));
        if (random.OneIn(20)) parts.Reverse();
        return new Body(Bodies.FormOf([.. parts]), random.OneIn(20) ? random.Pick("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=b1") : Bodies.Form);
    }
}
