using System.Text;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Tests.Reading;

public sealed class CustomerBodyTests
{
    private const string CsvText = "id,spend,visits\n0001,12.5,3\n0002,,4\n0003,9.34E-05,NA\n";
    private const string JsonText = """[{"id":"0001","spend":12.5,"visits":3},{"visits":"4","id":"0002"},{"id":"0003","spend":9.34E-05,"visits":null}]""";

    public static TheoryData<string, byte[], string?> Formats
    {
        get
        {
            var csv = Bodies.Utf8(CsvText);
            var lines = JsonText[1..^1].Replace("},{", "}\n{", StringComparison.Ordinal);
            return new TheoryData<string, byte[], string?>
            {
                { "text/csv", csv, null },
                { "TEXT/CSV; charset=utf-8; header=present", csv, null },
                { "text/plain", csv, null },
                { "text/csv", Bodies.Utf8("\uFEFF" + CsvText.Replace(',', ';').Replace("\n", "\r\n", StringComparison.Ordinal)), null },
                { "text/tab-separated-values", Bodies.Utf8(CsvText.Replace(',', '\t')), null },
                { "application/json", Bodies.Utf8(JsonText), null },
                { "application/json; charset=utf-8", Bodies.Utf8("{\"customers\":" + JsonText + "}"), null },
                { "application/vnd.shop+json", Bodies.Utf8(JsonText), null },
                { "application/x-ndjson", Bodies.Utf8(lines), null },
                { "application/ndjson", Bodies.Utf8(lines), null },
                { "application/jsonl", Bodies.Utf8(lines), null },
                { Bodies.Form, Bodies.FormOf("customers.csv", "text/csv", csv), null },
                { "text/csv", Bodies.Compress(csv, "gzip"), "gzip" },
                { "application/json", Bodies.Compress(Bodies.Utf8(JsonText), "br"), "br" },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Read_TheSameCustomersInAnyFormat_GivesTheSameTable(string type, byte[] body, string? coding)
    {
        var table = await Bodies.ReadTableAsync(Bodies.Of(body, type, coding));

        Assert.Equal(3, table.Customers);
        Assert.Equal(["id", "spend", "visits"], table.Columns.Select(column => column.Name));
        var ids = table.Find("id")!.Texts!;
        Assert.Equal(["0001", "0002", "0003"], Enumerable.Range(0, 3).Select(row => ids[row]));
        Assert.Equal([12.5, double.NaN, 9.34E-05], table.Find("spend")!.Values);
        Assert.Equal([3, 4, double.NaN], table.Find("visits")!.Values);
        Assert.Equal(1, table.Find("spend")!.Missing);
    }

    [Theory]
    [InlineData("text/csv", "line 4")]
    [InlineData("application/x-ndjson", "line 4")]
    [InlineData("application/json", "item 3")]
    public async Task Read_Table_KnowsWhereEachCustomerStood(string type, string third)
    {
        var body = type switch
        {
            "text/csv" => "a\n1\n2\n3\n",
            "application/json" => "[\n{\"a\":1},{\"a\":2},\n{\"a\":3}]",
            _ => "{\"a\":1}\n{\"a\":2}\n\n{\"a\":3}\n",
        };

        var table = await Bodies.ReadTableAsync(Bodies.Of(body, type));

        Assert.Equal(third, table.Locations.Describe(2));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("application/xml")]
    [InlineData("text/html")]
    [InlineData("application/octet-stream")]
    [InlineData("multipart/mixed; boundary=b0")]
    public async Task Read_AnotherTypeOrNone_IsUnsupportedAndNamesThoseAccepted(string? type)
    {
        var problem = await Assert.ThrowsAsync<UnsupportedBodyException>(() => Bodies.ReadAsync(Bodies.Of(CsvText, type)));

        Assert.Equal("Content-Type", problem.Header);
        Assert.Contains("multipart/form-data", problem.Accepted);
        foreach (var accepted in problem.Accepted) Assert.Contains(accepted, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("curl", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WhatCurlSendsUnlessTold_SaysHowToTell()
    {
        var problem = await Assert.ThrowsAsync<UnsupportedBodyException>(() => Bodies.ReadAsync(Bodies.Of(CsvText, "application/x-www-form-urlencoded")));

        Assert.Contains("-H 'Content-Type: text/csv' --data-binary @", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/csv; charset=klingon")]
    [InlineData("text/csv; charset=utf-7")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/x-ndjson; charset=windows-1252")]
    public async Task Read_CharsetThatIsNotRead_IsUnsupported(string type)
    {
        var problem = await Assert.ThrowsAsync<UnsupportedBodyException>(() => Bodies.ReadAsync(Bodies.Of(CsvText, type)));

        Assert.Contains("utf-8", problem.Message, StringComparison.Ordinal);
        Assert.Contains(type[(type.IndexOf('=', StringComparison.Ordinal) + 1)..], problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NoBodyAtAll_IsAnEmptyBodyWhateverItsType()
    {
        Assert.Equal(MalformedBodyKind.EmptyBody, (await Bodies.RefusedAsync(Bodies.Of("", null) with { Length = 0 })).Kind);
    }

    [Fact]
    public async Task Read_BodyOfExactlyTheLimit_IsFineAndOneByteMoreIsNot()
    {
        var limits = new ReadingOptions { MaxBodyBytes = CsvText.Length };

        Assert.Equal(3, (await Bodies.ReadAsync(CsvText, Bodies.Csv, limits)).Customers.Length);
        var problem = await Assert.ThrowsAsync<BodyTooLargeException>(() => Bodies.ReadAsync(CsvText + "\n", Bodies.Csv, limits));
        Assert.Equal(CsvText.Length, problem.LimitBytes);
        Assert.Contains($"{CsvText.Length} bytes", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_DeclaredLengthOverTheLimit_IsRefusedBeforeReading()
    {
        var body = new EndlessStream("a\n"u8.ToArray(), "1\n"u8.ToArray());
        var declared = Bodies.Of(body, Bodies.Csv) with { Length = 101 };

        await Assert.ThrowsAsync<BodyTooLargeException>(() => Bodies.ReadAsync(declared, new ReadingOptions { MaxBodyBytes = 100 }));

        Assert.Equal(0, body.BytesRead);
    }

    [Theory]
    [InlineData(Bodies.Csv, null)]
    [InlineData(Bodies.Json, null)]
    [InlineData(Bodies.Lines, null)]
    [InlineData(Bodies.Form, null)]
    [InlineData(Bodies.Csv, "gzip")]
    [InlineData(Bodies.Csv, "br")]
    [InlineData(Bodies.Form, "gzip")]
    public async Task Read_ClientGoesAway_IsNotBlamedOnTheBody(string type, string? coding)
    {
        var gone = new IOException("The client reset the request stream.");
        var canceled = new OperationCanceledException();

        var body = new ChunkedStream(Beginning(type, coding), failure: gone);
        Assert.Same(gone, await Assert.ThrowsAsync<IOException>(() => Bodies.ReadAsync(Bodies.Of(body, type, coding))));
        body = new ChunkedStream(Beginning(type, coding), failure: canceled);
        Assert.Same(canceled, await Assert.ThrowsAsync<OperationCanceledException>(() => Bodies.ReadAsync(Bodies.Of(body, type, coding))));
    }

    [Theory]
    [InlineData(Bodies.Csv, null)]
    [InlineData(Bodies.Json, null)]
    [InlineData(Bodies.Form, null)]
    [InlineData(Bodies.Csv, "gzip")]
    public async Task Read_Canceled_Stops(string type, string? coding)
    {
        var body = new ChunkedStream(Beginning(type, coding));
        var canceled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => CustomerBody.ReadAsync(Bodies.Of(body, type, coding), new RecordingSink(), new ReadingOptions(), new Parallelism(1, canceled)).AsTask());
    }

    [Fact]
    public void Build_NothingRead_IsAMistakeOfTheCaller()
    {
        Assert.Throws<InvalidOperationException>(() => new TableSink(new TableLimits(), _ => false).Build());
    }

    /// <summary>A text of two or four bytes a character that ends within one, or with the first half of a pair: nothing of it is read as if it ended before.</summary>
    [Theory]
    [InlineData("utf-16", 1)]
    [InlineData("utf-16BE", 1)]
    [InlineData("utf-32", 1)]
    [InlineData("utf-32", 2)]
    [InlineData("utf-32BE", 3)]
    public async Task Read_TextThatEndsWithinACharacter_IsRefused(string charset, int missing)
    {
        foreach (var text in (string[])["a,b\n1,2\n3,4\n", "a,b\n1,2\n3,4", "id,b\nx,2\nyz,4\n\n\n"])
        {
            var encoding = Encoding.GetEncoding(charset);
            var body = encoding.GetBytes(text)[..^missing];

            foreach (var (bytes, type) in ((byte[], string)[])[([.. encoding.GetPreamble(), .. body], "text/csv"), (body, $"text/csv; charset={charset}")])
            {
                var problem = await Bodies.RefusedAsync(Bodies.Of(bytes, type));
                Assert.Equal(MalformedBodyKind.InvalidEncoding, problem.Kind);
            }
        }
    }

    [Theory]
    [InlineData(0xFF, 0xFE)]
    [InlineData(0xFE, 0xFF)]
    public async Task Read_TextThatEndsWithHalfAPair_IsRefused(byte first, byte second)
    {
        var encoding = first == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode;
        byte[] body = [first, second, .. encoding.GetBytes("id,b\nx,2\ny,4\nz"), .. first == 0xFF ? (byte[])[0x3D, 0xD8] : [0xD8, 0x3D]];

        Assert.Equal(MalformedBodyKind.InvalidEncoding, (await Bodies.RefusedAsync(Bodies.Of(body, "text/csv"))).Kind);
    }

    /// <summary>The beginning of a body that would go on.</summary>
    internal static byte[] Beginning(string type, string? coding)
    {
        var text = type switch
        {
            Bodies.Json => Bodies.Utf8("""[{"a":1},{"a":2"""),
            Bodies.Lines => Bodies.Utf8("{\"a\":1}\n{\"a\":2"),
            Bodies.Form => Bodies.FormOf("x.csv", "text/csv", Bodies.Utf8(CsvText))[..^20],
            _ => Bodies.Utf8(CsvText),
        };
        return coding is null ? text : Bodies.Compress(text, coding)[..^10];
    }
}
