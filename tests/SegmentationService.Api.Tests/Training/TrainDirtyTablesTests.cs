using System.Globalization;
using System.Text;

namespace SegmentationService.Api.Tests.Training;

/// <summary>
/// Tables as programs export them, each a small one that shows one thing: the model is that of the clean table, bit for bit, and what was not plain about
/// it stands in the notices.
/// </summary>
public sealed class TrainDirtyTablesTests(SegmentationApp app) : IClassFixture<SegmentationApp>
{
    private const string Query = "?maxClusters=4&restarts=2";
    private const int Rows = 60;

    private static readonly NumberFormatInfo German = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    public static TheoryData<string> Names => [.. Cases.Keys];

    /// <summary>Rows of cells, the header first; column 3 is money with decimals.</summary>
    private static IReadOnlyList<string[]> Clean { get; } = CsvRows.Parse(Tables.Shop(Rows));

    /// <summary>The body, and the code of the notice that tells of it (null: nothing to tell) with some of its words.</summary>
    private static Dictionary<string, (Body Body, string? Notice, string Words)> Cases => new()
    {
        ["byte order mark, semicolons, CRLF"] = (Csv(Clean, ';', "\r\n", "\uFEFF"), null, ""),
        ["tabs, an empty line before the header"] = (Csv(Clean, '\t', "\n", "\n"), null, ""),
        ["tabs, several empty lines before the header"] = (Csv(Clean, '\t', "\r\n", "\r\n  \r\n\r\n"), null, ""),
        ["blanks around cells and names"] = (Body.Csv(Lines(Clean, row => string.Join(",", row.Select(cell => $"  {cell}  ")))), null, ""),
        ["every cell quoted, missing as two quotes"] = (Body.Csv(Lines(Clean, row => string.Join(",", row.Select(cell => $"\"{cell}\"")))), null, ""),
        ["no line end after the last row"] = (Body.Csv(Tables.Shop(Rows).TrimEnd('\n')), null, ""),
        ["a last column without a name"] = (Body.Csv(Lines(Clean, row => string.Join(",", row) + ",")), "column_without_name", "Column 7 has no name"),
        ["columns without names, empty and with remarks"] = (Body.Csv(Lines(Clean, (row, i) => string.Join(",", row) + (i == 0 ? ",,\"\", " : i == 4 ? ",,\"call back, soon\",7" : ",,,"))), "column_without_name", "3 columns have no name"),
        ["bytes that are not UTF-8 in a text"] = (new Body(Encoding.Latin1.GetBytes(Lines(Clean, (row, i) => string.Join(",", row[..5]) + (i == 7 ? ",Österreich" : "," + row[5]))), "text/csv"), "not_utf8", "Line 8 "),
        ["windows-1252"] = (new Body(Encoding.Latin1.GetBytes(Tables.Shop(Rows).Replace("DE", "Österreich", StringComparison.Ordinal)), "text/csv; charset=windows-1252"), null, ""),
        ["UTF-16 with byte order mark"] = (new Body([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Tables.Shop(Rows))], "text/csv; charset=utf-16"), null, ""),
        ["UTF-16 with byte order mark and no charset"] = (new Body([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Tables.Shop(Rows))], "text/csv"), null, ""),
        ["UTF-16 without byte order mark"] = (new Body(Encoding.Unicode.GetBytes(Tables.Shop(Rows)), "text/csv; charset=utf-16"), null, ""),
        ["question marks for missing"] = (Csv(Money(cell => cell.Length == 0 ? "?" : cell)), null, ""),
        ["N/A for missing"] = (Csv(Money(cell => cell.Length == 0 ? "N/A" : cell)), null, ""),
        ["exponents"] = (Csv(Money(cell => Number(cell, value => value.ToString("E17", CultureInfo.InvariantCulture)))), null, ""),
        ["dollars and group separators"] = (Csv(Money(cell => Number(cell, value => "$" + value.ToString("#,##0.00", CultureInfo.InvariantCulture)))), "number_notation", "decimal point"),
        ["decimal commas and semicolons"] = (Csv(Money(cell => Number(cell, value => value.ToString("#,##0.00", German))), ';'), "number_notation", "decimal comma"),
        ["decimal commas, a currency after"] = (Csv(Money(cell => Number(cell, value => value.ToString("#,##0.00", German) + " €")), ';'), "number_notation", "currency '€'"),
        ["percent"] = (Csv(Money(cell => Number(cell, _ => cell + " %"))), "number_notation", "percent"),
        ["a form whose file is the last part"] = (new Body(Reading.Bodies.FormOf(
            Reading.Bodies.Part("name=\"promote\"", null, "true"u8.ToArray()),
            Reading.Bodies.Part("name=\"seed\"", "text/plain", "42"u8.ToArray()),
            Reading.Bodies.Part("name=\"file\"; filename=\"export.csv\"", "text/csv", Encoding.UTF8.GetBytes(Tables.Shop(Rows)))), Reading.Bodies.Form), null, ""),
        ["JSON with numbers as texts, keys in any order, more keys, null"] = (Body.Json("[" + string.Join(',', Clean.Skip(1).Select(JsonShuffled)) + "]"), null, ""),
        ["NDJSON with blank lines"] = (Body.NdJson("\n\n" + string.Join("\n \r\n", Tables.Objects(Tables.Shop(Rows))) + "\n\n"), null, ""),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Train_TableAsItComes_GivesTheModelOfTheCleanTable(string name)
    {
        var (body, notice, words) = Cases[name];
        var clean = await app.TrainedAsync(Tables.Shop(Rows), Query + "&model=clean");

        var dirty = await app.TrainedAsync(body, Query + "&model=dirty");

        Assert.Equal(clean.Text("fingerprint"), dirty.Text("fingerprint"));
        Assert.Equal(clean.Sizes(), dirty.Sizes());
        foreach (var code in (string[])["column_without_name", "not_utf8", "number_notation", "number_notation_unclear", "line_not_numeric", "column_nearly_numeric"])
        {
            if (code == notice) Assert.Contains(words, Assert.Single(dirty.Notices(code)), StringComparison.Ordinal);
            else Assert.Empty(dirty.Notices(code));
        }
    }

    /// <summary>The customers of the units line would be no customer; the columns are told together with the line, and what is left is used.</summary>
    [Fact]
    public async Task Train_ProseBelowTheHeader_NamesTheLine()
    {
        var csv = Lines(Clean, (row, i) => string.Join(",", row) + (i == 0 ? ",visits\nThe,second,line,is,prose,here,1" : $",{i % 9}"));

        var trained = await app.TrainedAsync(csv, Query + "&model=prose");

        Assert.Equal(["visits"], trained.FeatureNames());
        var notice = Assert.Single(trained.Notices("line_not_numeric"));
        Assert.StartsWith("Line 2 is the only one that is not a number in 4 columns: 'recency_days' ('second'), 'frequency' ('line'), 'monetary' ('is'), 'tenure_days' ('prose').", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_UnknownWordForMissingFromLine714On_IsNamed()
    {
        var csv = new StringBuilder("a,b\n");
        for (var line = 2; line <= 800; line++) csv.Append(CultureInfo.InvariantCulture, $"{(line >= 714 && line % 10 == 4 ? "unknown" : line % 7)},{line % 11}\n");

        var trained = await app.TrainedAsync(csv.ToString(), Query + "&model=words");

        Assert.Contains("first in line 714: 'unknown'", Assert.Single(trained.Notices("column_nearly_numeric")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?")]
    [InlineData("N/A")]
    public async Task Train_KnownWordForMissingFromLine714On_IsMissing(string word)
    {
        var (clean, dirty) = (new StringBuilder("a,b\n"), new StringBuilder("a,b\n"));
        for (var line = 2; line <= 800; line++)
        {
            var isMissing = line >= 714 && line % 3 == 0;
            clean.Append(CultureInfo.InvariantCulture, $"{(isMissing ? "" : line % 7)},{line % 11}\n");
            dirty.Append(CultureInfo.InvariantCulture, $"{(isMissing ? word : line % 7)},{line % 11}\n");
        }

        Assert.Equal(
            (await app.TrainedAsync(clean.ToString(), Query + "&model=words")).Text("fingerprint"),
            (await app.TrainedAsync(dirty.ToString(), Query + "&model=words")).Text("fingerprint"));
    }

    [Theory]
    [InlineData("point", "1234")]
    [InlineData("comma", "1.234")]
    public async Task Train_AmbiguousNumbersAndDecimalSaid_AreReadSo(string sign, string value)
    {
        const string Csv = "id;a;b\nx;1,234;2\ny;1,234;7\nz;7;3\nw;8;1\n";

        var dirty = await app.TrainedAsync(Csv, $"?clusters=2&model=signs&decimal={sign}");

        var clean = await app.TrainedAsync(Csv.Replace("1,234", value, StringComparison.Ordinal), "?clusters=2&model=signs");
        Assert.Equal(clean.Text("fingerprint"), dirty.Text("fingerprint"));
    }

    [Fact]
    public async Task Train_RowsWithoutAnyValue_AreCountedAndAtMostTwentyAreListed()
    {
        var csv = Lines(Clean, (row, i) => string.Join(",", row) + (i == 0 ? "" : $"\nnone{i},?,NA,,-,DE"));

        var notice = Assert.Single((await app.TrainedAsync(csv, Query + "&model=rows")).Notices("rows_dropped"));

        Assert.StartsWith("60 customers have no value", notice, StringComparison.Ordinal);
        Assert.EndsWith("line 3, " + string.Join(", ", Enumerable.Range(2, 19).Select(i => $"line {(2 * i) + 1}")) + " ....", notice, StringComparison.Ordinal);
    }

    private static Body Csv(IEnumerable<string[]> rows, char separator = ',', string newLine = "\n", string before = "") =>
        Body.Csv(before + CsvRows.Write(rows, separator, newLine));

    private static string Lines(IEnumerable<string[]> rows, Func<string[], string> line) => Lines(rows, (row, _) => line(row));

    private static string Lines(IEnumerable<string[]> rows, Func<string[], int, string> line) => string.Concat(rows.Select((row, i) => line(row, i) + "\n"));

    /// <summary>The table with the cells of one column written differently.</summary>
    private static IEnumerable<string[]> Money(Func<string, string> write) =>
        Clean.Select((row, i) => i == 0 ? row : [.. row[..3], write(row[3]), .. row[4..]]);

    private static string Number(string cell, Func<double, string> write) =>
        cell.Length == 0 ? "" : write(double.Parse(cell, CultureInfo.InvariantCulture));

    private static string JsonShuffled(string[] row, int number)
    {
        string[] members =
        [
            $"\"customer_id\": \"{row[0]}\"", $"\"recency_days\": \"{row[1]}\"", $"\"frequency\": {row[2]}",
            $"\"monetary\": {(row[3].Length == 0 ? "null" : $"\" {row[3]}\"")}", $"\"tenure_days\": {row[4]}", $"\"country\": \"{row[5]}\"", $"\"extra{number}\": null",
        ];
        if (number == 0) return $"{{{string.Join(", ", members)}}}";
        new Random(number).Shuffle(members);
        return $"{{{string.Join(", ", members)}}}";
    }
}
