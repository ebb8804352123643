using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace SegmentationService.Benchmarks.Siege;

/// <summary>Bodies that cost a service more than they cost who sends them, if it lets them: small as sent, large as read or answered.</summary>
internal static class SiegeBodies
{
    /// <summary>The name of the model with <see cref="WideInputs"/> inputs with long names.</summary>
    public const string WideModel = "wide";

    private const int WideInputs = 300;
    private const int NameLetters = 200;
    private const string Csv = "text/csv";
    private const string Json = "application/json";
    private const string NdJson = "application/x-ndjson";

    /// <summary>The table that the wide model is trained on.</summary>
    public static byte[] WideTable()
    {
        var random = new Random(1);
        return Table(400, WideName, WideInputs, _ => random.Next(1000).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What a key of scope train may send besides.</summary>
    /// <param name="scale">1 for the sizes that ended services; less for a trial.</param>
    public static IReadOnlyList<SiegeBody> OfTrainings(double scale)
    {
        var random = new Random(3);
        int Times(int count) => Math.Max(1, (int)(count * scale));
        var keys = string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"a{i}\":{i}"));
        const string train = "/train?model=siege&promote=false";
        var few = Table(300, 125, _ => ((char)('a' + random.Next(20))).ToString());
        var numbers = Table(Times(100_000), 4, _ => random.Next(100_000).ToString(CultureInfo.InvariantCulture));
        var encode = "&clusters=2&restarts=1&encode=" + string.Join(',', Enumerable.Range(0, 125).Select(i => $"c{i}"));
        return
        [
            Gzip("training, JSON: a thousand keys once, then one", train, Json, "[{" + keys + "}", ",{\"a0\":1}", Times(2_000_000), "]"),
            Gzip("job, JSON: a thousand keys once, then one", train, Json, "[{" + keys + "}", ",{\"a0\":1}", Times(2_000_000), "]") with { IsAsync = true },
            Gzip("training, one cell of a thousand in each row", train, Csv, string.Join(',', Enumerable.Range(0, 1000).Select(i => $"c{i}")) + "\n", "1" + new string(',', 999) + "\n", Times(500_000)),
            Gzip("training, rows of one number", train, Csv, "a\n", "1\n", Times(19_000_000)),
            new SiegeBody("training, 125 encoded columns of 20 values", train + encode, Csv, few),
            new SiegeBody("job, 125 encoded columns of 20 values", train + encode, Csv, few) { IsAsync = true },
            new SiegeBody("training, ten thousand segments, a thousand times", train + "&clusters=10000&restarts=1000", Csv, numbers),
            new SiegeBody("training, names of 100,000 letters", train + "&clusters=100", Csv, Encoding.ASCII.GetBytes(new string('x', 100_000) + ",b\n" + string.Join('\n', Enumerable.Range(0, 1500).Select(i => $"{i * 7 % 1000},{i * i % 977}")))),
            Gzip("training, orders of ever other customers", train + "&input=transactions", Csv, "customer,date,amount\n", "1,2026-01-01,5\n2,2026-01-02,7\n", Times(5_000_000)),
            new SiegeBody("training, a body that comes a few bytes at a time", train, Csv, Encoding.ASCII.GetBytes("a,b\n" + Rows("1,2\n", 100_000))) { Manner = SiegeManner.Slowly },
        ];
    }

    /// <summary>What a key of scope predict may send.</summary>
    /// <param name="scale">1 for the sizes that ended services; less for a trial.</param>
    public static IReadOnlyList<SiegeBody> OfPredictions(double scale)
    {
        var random = new Random(2);
        int Times(int count) => Math.Max(1, (int)(count * scale));
        string wide = $"/predict/batch?model={WideModel}", batch = "/predict/batch";
        var keys = string.Join(',', Enumerable.Range(0, 999).Select(i => $"\"a{i}\":{i}"));
        var noise = new byte[Times(4 << 20)];
        random.NextBytes(noise);
        return
        [
            Gzip("one of four inputs, many rows", batch, Csv, "frequency\n", "1\n", Times(12_000_000)),
            Gzip("one of four inputs, many rows, as CSV", batch, Csv, "frequency\n", "1\n", Times(12_000_000)) with { Accept = Csv },
            Gzip("one of 300 inputs with long names", wide, Csv, WideName(0) + "\n", "1\n", Times(600_000)),
            Gzip("300 inputs, all cells empty but one", wide, Csv, string.Join(',', Enumerable.Range(0, WideInputs).Select(WideName)) + "\n", "1" + new string(',', WideInputs - 1) + "\n", Times(200_000)),
            Gzip("300 inputs, all cells empty but one, as NDJSON", wide, Csv, string.Join(',', Enumerable.Range(0, WideInputs).Select(WideName)) + "\n", "1" + new string(',', WideInputs - 1) + "\n", Times(200_000)) with { Accept = NdJson },
            Gzip("texts where numbers are expected", batch, Csv, "frequency,monetary,recency_days\n", "x,y,z\n", Times(5_000_000)),
            Gzip("JSON: a thousand keys once, then one", batch, Json, "[{\"frequency\":1," + keys + "}", ",{\"frequency\":1}", Times(5_000_000), "]"),
            Gzip("NDJSON: a thousand keys once, then one", batch, NdJson, "{\"frequency\":1," + keys + "}\n", "{\"frequency\":1}\n", Times(5_000_000)),
            new SiegeBody("a batch of 999 columns that the model has not", wide, Csv, Encoding.ASCII.GetBytes(UnknownNames(999) + "\n" + string.Join(',', Enumerable.Repeat("1", 1000)) + "\n")),
            new SiegeBody("one customer with many fields that the model has not", $"/predict?model={WideModel}", Json, Encoding.ASCII.GetBytes($$"""{"{{WideName(0)}}":1,{{string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"{Misspelt(i)}\":1"))}}}""")),
            Gzip("a cell without end", batch, Csv, "frequency\n\"", "aaaaaaaaaaaaaaaa", Times(60_000_000)),
            Gzip("a header without end", batch, Csv, "", "column,", Times(60_000_000)),
            Gzip("blanks without end", batch, Json, "[", "                ", Times(60_000_000)),
            Gzip("nesting without end", batch, Json, "[{\"a\":", "[", Times(60_000_000)),
            Gzip("a number without end", batch, Json, "[{\"frequency\":1", "0", Times(200_000_000)),
            Gzip("orders of one customer each", batch + "?input=transactions", Csv, "customer,date,amount\n", "1,2026-01-01,5\n", Times(5_000_000)),
            new SiegeBody("bytes of no kind", batch, Csv, noise),
            new SiegeBody("bytes of no kind, called a workbook", batch, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", noise),
            Zip("a zip file of one large table", batch, "customers.csv", "frequency\n", "1\n", Times(200_000_000)),
            Zip("a workbook with a sheet without end", batch, "xl/worksheets/sheet1.xml", "<worksheet><sheetData>", "<row><c t=\"n\"><v>1</v></c></row>", Times(10_000_000)),
            new SiegeBody("a body that comes a few bytes at a time", batch, Csv, Encoding.ASCII.GetBytes("frequency\n" + Rows("1\n", 100_000))) { Manner = SiegeManner.Slowly },
            new SiegeBody("an answer that is not read", batch, Csv, Encoding.ASCII.GetBytes("frequency\n" + Rows("1\n", Times(500_000)))) { Manner = SiegeManner.Unread },
            new SiegeBody("a body that is broken off", batch, Csv, Encoding.ASCII.GetBytes("frequency\n" + Rows("1\n", Times(2_000_000)))) { Manner = SiegeManner.BrokenOff },
        ];
    }

    private static SiegeBody Gzip(string name, string path, string contentType, string head, string row, int rows, string tail = "")
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) Write(gzip, head, row, rows, tail);
        return new SiegeBody(name, path, contentType, compressed.ToArray()) { Encoding = "gzip" };
    }

    /// <summary>A table with the columns c0, c1, c2 ...</summary>
    private static byte[] Table(int rows, int columns, Func<int, string> cell) => Table(rows, i => $"c{i}", columns, cell);

    private static byte[] Table(int rows, Func<int, string> name, int columns, Func<int, string> cell)
    {
        var csv = new StringBuilder(string.Join(',', Enumerable.Range(0, columns).Select(name))).Append('\n');
        for (var row = 0; row < rows; row++) csv.AppendJoin(',', Enumerable.Range(0, columns).Select(cell)).Append('\n');
        return Encoding.ASCII.GetBytes(csv.ToString());
    }

    private static SiegeBody Zip(string name, string path, string entry, string head, string row, int rows)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var content = zip.CreateEntry(entry).Open();
            Write(content, head, row, rows, "");
        }

        return new SiegeBody(name, path, "application/zip", file.ToArray());
    }

    private static void Write(Stream stream, string head, string row, int rows, string tail)
    {
        stream.Write(Encoding.ASCII.GetBytes(head));
        var many = Encoding.ASCII.GetBytes(Rows(row, 10_000));
        for (; rows >= 10_000; rows -= 10_000) stream.Write(many);
        stream.Write(Encoding.ASCII.GetBytes(Rows(row, rows) + tail));
    }

    private static string Rows(string row, int count) => new StringBuilder(row.Length * count).Insert(0, row, count).ToString();

    private static string UnknownNames(int count) => WideName(0) + "," + string.Join(',', Enumerable.Range(0, count).Select(Misspelt));

    private static string WideName(int index) => $"{index:D4}" + new string('n', NameLetters);

    /// <summary>Nearly the name of many inputs, and of none.</summary>
    private static string Misspelt(int index) => $"{index:D3}x" + new string('n', NameLetters - 4) + "yz";
}
