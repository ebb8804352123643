using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>
/// Protects that CSV cut into chunks and split by hand reads, or is refused, as by the library in one piece. The bodies name their
/// separator: the library guesses it from the first rows, of which chunks as small as these have too few.
/// </summary>
public sealed class CsvChunksTests
{
    /// <summary>The fewest bytes of the lines before the rows.</summary>
    private const int HeaderBytes = 12;

    /// <summary>Larger than any body here: the library reads it all.</summary>
    private static readonly CsvChunkSizes OnePiece = new(1 << 20, 1 << 20);

    private static readonly CsvLayout Layout = new(',', Columns: 2, HeaderLine: 1, KeepsEmptyRows: true);

    private static readonly Gen<string> Plain = Gen.Frequency(
        (10, Gen.Choose(-99, 99_999).Select(number => $"{number / 100.0:0.##}")),
        (2, Gen.Elements("", " ", "NA", " 5 ", "\t", "inf", "é", "\u00A07", "name", "a b", "\0", "\uFEFF1")));

    private static readonly Gen<string> Quoted = Gen.Elements("\"1\"", "\"x, \"\"y\"\"\"", " \"5\" ", "\"a\nb\"", "\"\r\n\r\"", "\"\"", "\"\"\"\"", "\t\"7\"", "\"c\"\"\n\"\"d\"");

    private static readonly Gen<string> Wrong = Gen.Elements("3 \"x\"", "\"3\"x", "\"", "x\"", "1,2", "\"1", "\u00A0\"1\"", "\"\"\"", "\n", "1\n2", "\r");

    private static readonly Gen<string> LineBreaks = Gen.Frequency((8, Gen.Constant("\n")), (3, Gen.Constant("\r\n")), (1, Gen.Elements("\n\n", "\r", "\n \t\n", "\r\r\n", "\n\r\n", "\n\t\n")));

    private static readonly Gen<byte[]> Bodies =
        from separator in Gen.Elements(",", ";", "\t", "|")
        from width in Gen.Choose(2, 4)
        from height in Gen.Choose(1, 40)
        from dirt in Gen.Elements(0, 0, 1, 4)
        from cell in Gen.Frequency((100, Plain), (dirt == 0 ? 0 : 30, Quoted), (dirt == 4 ? 1 : 0, Wrong)).ArrayOf(width * height)
        from lineBreaks in LineBreaks.ArrayOf(height)
        from isQuick in Gen.Choose(0, 3)
        from broken in Gen.Choose(0, 60)
        from place in Gen.Choose(0, 1 << 20)
        select Body(separator, width, cell, isQuick > 0 ? Array.ConvertAll(lineBreaks, _ => "\n") : lineBreaks, broken, place);

    [Fact]
    public void Table_AnyBodyInChunks_IsThatOfTheLibrary() => Check(
        Bodies, (body, sizes) => Describe(() => ReadTable(body, sizes)));

    [Fact]
    public void Rows_AnyBodyInChunks_AreThoseOfTheLibrary() => Check(
        Bodies, (body, sizes) => Describe(() => ReadRows(body, sizes)));

    [Fact]
    public void Table_AnyBytesAfterAHeader_IsThatOfTheLibrary() => Check(
        Gen.Elements("a", "1", ",", "\"", "\n", "\r", " ", "\t", ";", "2.5", "\uFEFF", "é").ArrayOf().Select(parts => Utf8("sep=,\na,b,c\n1,2,3\n" + string.Concat(parts))),
        (body, sizes) => Describe(() => ReadTable(body, sizes)));

    [Theory]
    [InlineData("a,b\n1,2\n", 8)]
    [InlineData("a,b\n1,2", 4)]
    [InlineData("a,\"b\n", 0)]
    [InlineData("a,\"b\n\"\nc", 7)]
    [InlineData("\"a\n\"\"\n\",\"\n\"", 0)]
    [InlineData("a\n\"b\n\"\n\"c\n", 7)]
    [InlineData("", 0)]
    [InlineData("5\" pipe\n\"a\nb", 8)]
    [InlineData("a, \"b\nc\"\nd", 9)]
    [InlineData("a,\"24\" wide\",1\nb", 15)]
    public void LengthOfWholeRows_QuotesAndLineBreaks_EndsBehindARow(string text, int length) =>
        Assert.Equal(length, CsvLines.LengthOfWholeRows(Utf8(text), (byte)','));

    [Theory]
    [InlineData("", 0)]
    [InlineData("a\nb\n", 2)]
    [InlineData("a\r\nb\r\n", 2)]
    [InlineData("a\rb\r\r\n\n", 4)]
    [InlineData("\r", 1)]
    public void Count_LineBreaksOfAnyKind_CountOnce(string text, int count) => Assert.Equal(count, CsvLines.Count(Utf8(text)));

    [Fact]
    public void Split_EveryUsualRow_IsTakenWithoutTheLibrary()
    {
        var text = Utf8("1,2\r\n\"a \"\"b\"\"\n\",\t\"c\" \n\n  \n,\n5,6\n7");
        var rows = new RecordingSink();
        foreach (var name in (string[])["x", "y"])
        {
            if (rows.Unit is null) rows.Begin(RowUnit.Line);
            rows.AddColumn(name);
        }

        var line = 10L;
        var part = rows.BeginPart(5);
        var taken = new CsvSplitter(Layout, new RowNotices(RowUnit.Line), 100).Split(text, ref line, part);
        rows.EndPart(part);

        Assert.Equal(text.Length, taken);
        Assert.Equal(["x=1|y=2", "x=a \"b\"\n|y=c", "x=|y=", "x=5|y=6", "x=7|y="], rows.Customers);
        Assert.Equal([10, 11, 15, 16, 17], rows.Lines);
    }

    [Theory]
    [InlineData("1,2\n1,2,3\n")]
    [InlineData("1,2\n\"1\"x,2\n")]
    [InlineData("1,2\n1,x\"\n")]
    [InlineData("1,2\n3\r4,5\n")]
    [InlineData("1,2\n\"3\"\"\",\"4\n")]
    [InlineData("1,2\n33333333333333333333,4\n")]
    public void Split_RowThatIsNotAsItShouldBe_IsLeft(string text)
    {
        var sink = new RecordingSink();
        sink.Begin(RowUnit.Line);
        sink.AddColumn("x");
        sink.AddColumn("y");
        var (bytes, line, part) = (Utf8(text), 1L, sink.BeginPart(1));

        Assert.Equal(4, new CsvSplitter(Layout, new RowNotices(RowUnit.Line), 20).Split(bytes, ref line, part));
        sink.EndPart(part);

        Assert.Equal(2, line);
        Assert.Equal(["x=1|y=2"], sink.Customers);
        Assert.Equal(text, Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public async Task Read_BodyFailsBehindAProblem_TellsTheProblem()
    {
        var csv = "a,b,c and so on to fill the first chunk\n" + string.Concat(Enumerable.Repeat("1,2,3\n", 20)) + "1,2,3,4\n" + string.Concat(Enumerable.Repeat("1,2,3\n", 12_000));
        var body = new ChunkedStream(Utf8(csv), failure: new IOException("gone"));

        var problem = await Assert.ThrowsAsync<MalformedBodyException>(() => ReadTableAsync(body, new CsvChunkSizes(64, 32)));

        Assert.Equal(22, problem.Line);
    }

    private static void Check(Gen<byte[]> bodies, Func<byte[], CsvChunkSizes, string> read)
    {
        var cases = from body in bodies from first in Gen.Choose(24, 120) from size in Gen.Choose(1, 90) select (body, sizes: new CsvChunkSizes(first, size));
        var config = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20260315, 3), null)));
        FsCheck.Check.One(config, Prop.ForAll(cases.ToArbitrary(), c => Assert.Equal(read(c.body, OnePiece), read(c.body, c.sizes))));
    }

    private static byte[] Body(string separator, int width, string[] cells, string[] lineBreaks, int broken, int place)
    {
        var text = new StringBuilder($"sep={separator}\n").AppendJoin(separator, Enumerable.Range(0, width).Select(i => $"c{i}")).Append('\n');
        for (var row = 0; row < lineBreaks.Length; row++) text.AppendJoin(separator, cells.Skip(row * width).Take(width)).Append(lineBreaks[row]);
        var bytes = Utf8(text.ToString());
        if (broken == 0) bytes[HeaderBytes + (place % (bytes.Length - HeaderBytes))] = 0xFF;
        return broken == 1 ? bytes[..^3] : bytes;
    }

    private static string Describe(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (MalformedBodyException e)
        {
            return $"{e.Kind} {e.Line} {e.Message}";
        }
        catch (Core.InvalidTableException e)
        {
            return $"{e.Defect} {e.Line} {e.Message}";
        }
    }

    private static string ReadTable(byte[] body, CsvChunkSizes sizes)
    {
        var table = ReadTableAsync(new ChunkedStream(body, body.Length), sizes).GetAwaiter().GetResult();
        var lines = string.Join(' ', Enumerable.Range(0, table.Customers).Select(row => table.Locations[row]));
        return string.Join('\n', table.Columns.Select(column =>
            $"{column.Name}: {string.Join(' ', column.Values)} | {column.Missing} {column.FirstText} {column.FirstInfinite} {column.IsDistinctText} "
                + (column.Texts is null ? "" : string.Join('~', Enumerable.Range(0, column.Texts.Count).Select(row => column.Texts[row]))))) + "\n" + lines;
    }

    private static async Task<CustomerTable> ReadTableAsync(Stream body, CsvChunkSizes sizes)
    {
        // Few enough customers for the limit to be met now and then.
        var sink = new TableSink(new TableLimits(MaxCustomers: 30), name => name == "c1");
        await new CsvCustomers(new BodyFormat(BodySyntax.Csv), sink, new ReadingOptions(), sizes).ReadAsync(body, Parallelism.None);
        return sink.Build();
    }

    private static string ReadRows(byte[] body, CsvChunkSizes sizes)
    {
        var sink = new RecordingSink();
        new CsvCustomers(new BodyFormat(BodySyntax.Csv), sink, new ReadingOptions(), sizes).ReadAsync(new MemoryStream(body), Parallelism.None).AsTask().GetAwaiter().GetResult();
        return string.Join('\n', sink.Customers) + "\n" + string.Join(' ', sink.Lines);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
