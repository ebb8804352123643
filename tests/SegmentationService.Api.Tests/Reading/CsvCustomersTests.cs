using System.Text;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Tests.Reading;

public sealed class CsvCustomersTests
{
    [Fact]
    public async Task Read_HeaderAndRows_GivesColumnsCellsAndLines()
    {
        var sink = await Bodies.ReadAsync("id,spend\nC1,12.5\nC2,\n", Bodies.Csv);

        Assert.Equal(RowUnit.Line, sink.Unit);
        Assert.True(sink.HasHeader);
        Assert.Equal(["id", "spend"], sink.Columns);
        Assert.Equal(["id=C1|spend=12.5", "id=C2|spend="], sink.Customers);
        Assert.Equal([2, 3], sink.Lines);
    }

    /// <summary>Rows that cannot matter are passed over unread, though they are no CSV; those that are read keep their lines.</summary>
    [Fact]
    public async Task Read_SinkThatNeedsFewRows_PassesOverTheOthers()
    {
        var csv = "id,x\n" + string.Concat(Enumerable.Range(2, 999).Select(line => line == 700 ? "a,\"b\" c,d,e\n" : $"line {line},1\n"));
        var sink = new RecordingSink { Needed = "line 500," };

        await new CsvCustomers(new BodyFormat(BodySyntax.Csv), sink, new ReadingOptions(), new CsvChunkSizes(First: 128, Part: 256)).ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(csv)), Parallelism.None);

        Assert.Contains("id=line 500|x=1", sink.Customers);
        Assert.InRange(sink.Customers.Length, 1, 100);
        Assert.All(sink.Customers.Zip(sink.Lines), row => Assert.Equal($"id=line {row.Second}|x=1", row.First));
    }

    [Theory]
    [InlineData("a,b\n1,2\n")]
    [InlineData("a;b\n1;2\n")]
    [InlineData("a\tb\n1\t2\n")]
    [InlineData("a|b\n1|2\n")]
    [InlineData("a,b\r\n1,2\r\n")]
    [InlineData("a,b\n1,2")]
    [InlineData("\uFEFFa,b\n1,2\n")]
    [InlineData("\uFEFFa;b\r\n1;2\r\n")]
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n")]
    [InlineData(" a ,\tb\n 1 , 2\t\n")]
    [InlineData("\" a \", \"b\" \n \"1\" ,\" 2 \"\n")]
    [InlineData("\u00A0a,b\n1,\u00A02\u00A0\n")]
    [InlineData("\n\r\na,b\n\n1,2\n\n\n")]
    [InlineData("a,b\n  \n1,2\n \t\n")]
    [InlineData("sep=;\na;b\n1;2\n")]
    public async Task Read_TheSameTableWrittenDifferently_IsTheSame(string csv)
    {
        var sink = await Bodies.ReadAsync(csv, Bodies.Csv);

        Assert.Equal(["a", "b"], sink.Columns);
        Assert.Equal(["a=1|b=2"], sink.Customers);
    }

    [Fact]
    public async Task Read_DecimalCommasBetweenSemicolons_StayInTheirCells()
    {
        var sink = await Bodies.ReadAsync("a;b\n1,5;2,5\n3,5;4,5\n", Bodies.Csv);

        Assert.Equal(["a=1,5|b=2,5", "a=3,5|b=4,5"], sink.Customers);
    }

    [Fact]
    public async Task Read_TabSeparatedType_DoesNotGuessTheSeparator()
    {
        var sink = await Bodies.ReadAsync("a, b, c\n1, 2, 3\n", "text/tab-separated-values");

        Assert.Equal(["a, b, c"], sink.Columns);
        Assert.Equal(["a, b, c=1, 2, 3"], sink.Customers);
    }

    [Fact]
    public async Task Read_OneColumn_Works()
    {
        var sink = await Bodies.ReadAsync("spend\n1.5\n\"\"\n\n3\n", Bodies.Csv);

        Assert.Equal(["spend=1.5", "spend=", "spend=3"], sink.Customers);
        Assert.Equal([2, 3, 5], sink.Lines);
    }

    [Fact]
    public async Task Read_QuotedSeparatorsQuotesAndLineBreaks_KeepsThemAndCountsLines()
    {
        var sink = await Bodies.ReadAsync("a,b\n\"x, \"\"y\"\"\r\nz\",1\n2,3\n\n4,\"5\n\"\n6,7\n", Bodies.Csv);

        Assert.Equal(["a=x, \"y\"\r\nz|b=1", "a=2|b=3", "a=4|b=5\n", "a=6|b=7"], sink.Customers);
        Assert.Equal([2, 4, 6, 8], sink.Lines);
    }

    [Theory]
    [InlineData("a,b,c\n1,2,3\n1,2,3,4\n", 3, "Line 3 has 4 cells, but the header has 3.")]
    [InlineData("a,b\n\"1\n\n\",2\n\n1,2,3\n", 6, "Line 6 has 3 cells, but the header has 2.")]
    [InlineData("a\n1,5\n", 2, "Line 2 has 2 cells, but the header has 1.")]
    public async Task Read_RowWithMoreCells_NamesItsLineAndBothCounts(string csv, long line, string message)
    {
        var problem = await Bodies.RefusedAsync(csv, Bodies.Csv);

        Assert.Equal(MalformedBodyKind.InvalidCsv, problem.Kind);
        Assert.Equal(line, problem.Line);
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_TooManyCells_NamesTheSeparatorInUse()
    {
        Assert.Contains("';'", (await Bodies.RefusedAsync("a;b\n1;2;3\n", Bodies.Csv)).Message, StringComparison.Ordinal);
        Assert.Contains("TAB", (await Bodies.RefusedAsync("a\tb\n1\t2\t3\n", Bodies.Csv)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,\"4\n5,6\n", 3, "never closed")]
    [InlineData("a,\"b\n1,2\n", 1, "never closed")]
    [InlineData("a,b\n\n\n\"1,2\n5,6", 4, "never closed")]
    [InlineData("a,b\n1,2\n\"3\"x\n", 3, "follows the closing quote")]
    [InlineData("a,b\n1,2\n\"3\"x,4,5\n", 3, "follows the closing quote")]
    [InlineData("a,b,c\n1,\"5 pipe,2\n2,cup,9\n3,\"7 pipe,1\n", 2, "follows the closing quote")]
    [InlineData("a,b\n1,2\n3 \"x\",\"4\n5\"6\n", 3, "inside a cell without quotes")]
    public async Task Read_BrokenQuoting_NamesTheLineWhereTheRowBegins(string csv, long line, string words)
    {
        var problem = await Bodies.RefusedAsync(csv, Bodies.Csv);

        Assert.Equal(MalformedBodyKind.InvalidCsv, problem.Kind);
        Assert.Equal(line, problem.Line);
        Assert.Contains($"line {line}", problem.Message, StringComparison.Ordinal);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\n\r\n\n")]
    public async Task Read_NothingInIt_IsAnEmptyBody(string csv)
    {
        var problem = await Bodies.RefusedAsync(csv, Bodies.Csv);

        Assert.Equal(MalformedBodyKind.EmptyBody, problem.Kind);
        Assert.Contains("empty body", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b", TableDefect.NoCustomers)]
    [InlineData("a,b\r\n\r\n", TableDefect.NoCustomers)]
    [InlineData(",\n1,2\n", TableDefect.EmptyColumnName)]
    [InlineData("\"\",\"  \"\n1,2\n", TableDefect.EmptyColumnName)]
    [InlineData("a,b,a\n1,2,3\n", TableDefect.DuplicateColumn)]
    [InlineData("a,\" a\"\n1,2\n", TableDefect.DuplicateColumn)]
    [InlineData("a,b,c,d\n1,2,3,4\n", TableDefect.TooManyColumns)]
    [InlineData("a\n1\n2\n3\n", TableDefect.TooManyCustomers)]
    public async Task Read_HeaderOrSizeOfTableWrong_IsRefusedByTheTable(string csv, TableDefect defect)
    {
        var limits = new ReadingOptions { MaxColumns = 3, MaxCustomers = 2 };

        var problem = await Assert.ThrowsAsync<InvalidTableException>(() => Bodies.ReadTableAsync(Bodies.Of(csv, Bodies.Csv), limits));

        Assert.Equal(defect, problem.Defect);
    }

    [Theory]
    [InlineData("windows-1252", "windows-1252")]
    [InlineData("\"Windows-1252\"", "windows-1252")]
    [InlineData("iso-8859-1", "iso-8859-1")]
    [InlineData("latin1", "iso-8859-1")]
    [InlineData("utf-16", "utf-16")]
    [InlineData("utf-16be", "utf-16BE")]
    [InlineData("UTF-8", "utf-8")]
    public async Task Read_Charset_IsDecoded(string charset, string encoding)
    {
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);

        var sink = await Bodies.ReadAsync(Bodies.Of(bytes.GetBytes("größe,b\né,2\n"), $"text/csv; charset={charset}"));

        Assert.Equal(["größe", "b"], sink.Columns);
        Assert.Equal(["b=2|größe=é"], sink.Customers);
    }

    [Fact]
    public async Task Read_Utf16WithByteOrderMark_NeedsNoCharset()
    {
        byte[] csv = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("größe,b\n1,2\n")];

        var sink = await Bodies.ReadAsync(Bodies.Of(csv, Bodies.Csv));

        Assert.Equal(["b=2|größe=1"], sink.Customers);
    }

    [Fact]
    public async Task Read_Utf16WithByteOrderMarkAndCharset_IsReadOnce()
    {
        byte[] csv = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("größe,b\n1,2\n")];

        Assert.Equal(["b=2|größe=1"], (await Bodies.ReadAsync(Bodies.Of(csv, "text/csv; charset=utf-16"))).Customers);
    }

    [Fact]
    public async Task Read_NotUtf8AndNoCharset_IsReadAsWindows1252AndSaidSo()
    {
        byte[] csv = [.. "größe,b\n"u8, .. Encoding.Latin1.GetBytes("Zoë,1\nJosé Ñu,2\nx,3\n")];

        var table = await Bodies.ReadTableAsync(Bodies.Of(csv, Bodies.Csv));

        Assert.Equal(["größe", "b"], table.Columns.Select(column => column.Name));
        Assert.Equal("José Ñu", table.Columns[0].Texts![1]);
        Assert.Equal([1, 2, 3], table.Columns[1].Values);
        var notice = Assert.Single(table.Notices);
        Assert.Equal("not_utf8", notice.Code);
        Assert.StartsWith("2 lines have bytes that are not UTF-8, the first is line 2; they are read as windows-1252.", notice.Message, StringComparison.Ordinal);
        Assert.Contains("charset=", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_HeaderThatIsNotUtf8_KeepsItsNames()
    {
        var sink = await Bodies.ReadAsync(Bodies.Of(Encoding.Latin1.GetBytes("größe,b\n1,2\n"), Bodies.Csv));

        Assert.Equal(["größe", "b"], sink.Columns);
    }

    [Fact]
    public async Task Read_StrayByteFarIntoALongBody_NamesItsLineAndKeepsAllElse()
    {
        const int Rows = 200_000;
        var csv = new StringBuilder("name,b\r\n");
        for (var i = 0; i < Rows; i++) csv.Append(i == 150_000 ? "Renée" : "x").Append(',').Append(i).Append("\r\n");

        var table = await Bodies.ReadTableAsync(Bodies.Of(new MemoryStream(Encoding.Latin1.GetBytes(csv.ToString())), Bodies.Csv));

        Assert.Equal(Enumerable.Range(0, Rows).Select(i => (double)i), table.Find("b")!.Values);
        Assert.Contains("Line 150002 has bytes", Assert.Single(table.Notices).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_BytesThatTheCharsetDoesNotHave_IsRefused()
    {
        byte[] halfACharacter = [.. Encoding.Unicode.GetBytes("a,b\n1,2\n"), 0x41];

        var problem = await Bodies.RefusedAsync(Bodies.Of(halfACharacter, "text/csv; charset=utf-16"));

        Assert.Equal(MalformedBodyKind.InvalidEncoding, problem.Kind);
        Assert.Contains("utf-16", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", "y,\"")]
    [InlineData("x\n", "y")]
    [InlineData("a,b\n1,\"", ",,\n")]
    public async Task Read_RowWithoutEnd_StopsAtTheLimit(string beginning, string repeated)
    {
        var limits = new ReadingOptions { MaxRecordBytes = 200_000 };
        var body = new EndlessStream(Bodies.Utf8(beginning), Bodies.Utf8(string.Concat(Enumerable.Repeat(repeated, 1000))));

        var problem = await Bodies.RefusedAsync(Bodies.Of(body, Bodies.Csv), limits);

        Assert.Equal(MalformedBodyKind.InvalidCsv, problem.Kind);
        Assert.NotNull(problem.Line);
        Assert.InRange(body.BytesRead, 1, 4 * limits.MaxRecordBytes);
    }

    [Fact]
    public async Task Read_LongBody_FlushesAboutOncePerBuffer()
    {
        var csv = new StringBuilder("a,b\n");
        for (var i = 0; i < 350_000; i++) csv.Append("12345,67890\n");

        var sink = await Bodies.ReadAsync(Bodies.Of(new MemoryStream(Bodies.Utf8(csv.ToString())), Bodies.Csv));

        Assert.Equal(350_000, sink.Lines.Length);
        Assert.InRange(sink.Flushes, 4, 16);
    }
}
