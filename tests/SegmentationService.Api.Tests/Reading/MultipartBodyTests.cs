using System.Text;
using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Tests.Reading;

public sealed class MultipartBodyTests
{
    private static readonly byte[] CsvFile = "a,b\n1,2\n"u8.ToArray();
    private static readonly byte[] TsvFile = "a\tb\n1\t2\n"u8.ToArray();
    private static readonly byte[] JsonFile = """[{"a":1,"b":2}]"""u8.ToArray();
    private static readonly byte[] LinesFile = """{"a":1,"b":2}"""u8.ToArray();

    public static TheoryData<string, string?, byte[]> Files => new()
    {
        { "x.bin", "text/csv", CsvFile },
        { "x.bin", "text/csv; charset=utf-16", Encoding.Unicode.GetBytes("a,b\n1,2\n") },
        { "x.bin", "text/tab-separated-values", TsvFile },
        { "x.bin", "application/json", JsonFile },
        { "x.bin", "application/x-ndjson", LinesFile },
        { "x.csv", null, CsvFile },
        { "x.CSV", "application/octet-stream", CsvFile },
        { "x.csv", "application/vnd.ms-excel", CsvFile },
        { "my export.2024.txt", null, TsvFile },
        { "x.tsv", null, TsvFile },
        { "x.json", null, JsonFile },
        { "x.ndjson", null, LinesFile },
        { "x.jsonl", "application/octet-stream", LinesFile },
        { "x.csv.gz", null, Bodies.Compress(CsvFile, "gzip") },
        { "x.csv.gz", "text/csv", Bodies.Compress(CsvFile, "gzip") },
        { "x.json.GZ", "application/x-gzip", Bodies.Compress(JsonFile, "gzip") },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Read_File_IsReadAsItsTypeOrNameSays(string name, string? type, byte[] content)
    {
        var sink = await Bodies.ReadAsync(Bodies.Of(Bodies.FormOf(name, type, content), Bodies.Form));

        Assert.Equal(["a=1|b=2"], sink.Customers);
    }

    [Fact]
    public async Task Read_PartsThatAreNoFiles_AreSkipped()
    {
        var form = Bodies.FormOf(
            Bodies.Part("name=\"comment\"", null, "a,b\n9,9\n"u8.ToArray()),
            Bodies.Part("name=\"empty\"; filename=\"\"", "application/octet-stream", []),
            Bodies.Part("name=\"file\"; filename=\"x.csv\"", "text/csv", CsvFile),
            Bodies.Part("name=\"after\"", "text/plain", "text"u8.ToArray()));

        var sink = await Bodies.ReadAsync(Bodies.Of(form, Bodies.Form));

        Assert.Equal(["a=1|b=2"], sink.Customers);
    }

    [Fact]
    public async Task Read_EncodedFileName_Counts()
    {
        var form = Bodies.FormOf(Bodies.Part("name=\"file\"; filename*=UTF-8''gr%C3%B6%C3%9Fe.json", null, JsonFile));

        Assert.Equal(["a=1|b=2"], (await Bodies.ReadAsync(Bodies.Of(form, Bodies.Form))).Customers);
    }

    [Fact]
    public async Task Read_CompressedForm_IsDecodedFirst()
    {
        var form = Bodies.Compress(Bodies.FormOf("x.csv.gz", null, Bodies.Compress(CsvFile, "gzip")), "br");

        Assert.Equal(["a=1|b=2"], (await Bodies.ReadAsync(Bodies.Of(form, Bodies.Form, "br"))).Customers);
    }

    [Fact]
    public async Task Read_NoFile_SaysHowToSendOne()
    {
        var problem = await Bodies.RefusedAsync(Bodies.Of(Bodies.FormOf(Bodies.Part("name=\"file\"", null, CsvFile)), Bodies.Form));

        Assert.Equal(MalformedBodyKind.InvalidMultipart, problem.Kind);
        Assert.Contains("no file", problem.Message, StringComparison.Ordinal);
        Assert.Contains("curl -F", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_TwoFiles_NamesTheSecond()
    {
        var form = Bodies.FormOf(
            Bodies.Part("name=\"file\"; filename=\"x.csv\"", null, CsvFile),
            Bodies.Part("name=\"file\"; filename=\"y.csv\"", null, CsvFile));

        var problem = await Bodies.RefusedAsync(Bodies.Of(form, Bodies.Form));

        Assert.Equal(MalformedBodyKind.InvalidMultipart, problem.Kind);
        Assert.Contains("'y.csv'", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.pdf", "application/pdf")]
    [InlineData("x", "application/octet-stream")]
    [InlineData("x.gz", "application/gzip")]
    public async Task Read_FileOfAnotherType_IsUnsupportedAndNamesThoseAccepted(string name, string? type)
    {
        var problem = await Assert.ThrowsAsync<UnsupportedBodyException>(() => Bodies.ReadAsync(Bodies.Of(Bodies.FormOf(name, type, CsvFile), Bodies.Form)));

        Assert.Contains($"'{name}'", problem.Message, StringComparison.Ordinal);
        Assert.Contains(".csv, .tsv, .txt, .json, .ndjson, .jsonl, .xlsx, .parquet, .arrow, .zip", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=\"\"")]
    [InlineData("multipart/form-data; boundary=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public async Task Read_NoUsableBoundary_IsRefused(string type)
    {
        var problem = await Bodies.RefusedAsync(Bodies.Of(Bodies.FormOf("x.csv", null, CsvFile), type));

        Assert.Equal(MalformedBodyKind.InvalidMultipart, problem.Kind);
        Assert.Contains("boundary", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FormBreaksOff_IsRefusedWhereverItDoes()
    {
        var whole = Bodies.FormOf("x.csv", null, "a,b\n1,2\n3,4\n"u8.ToArray());

        for (var length = 1; length < whole.Length - 4; length++)
        {
            var problem = await Bodies.RefusedAsync(Bodies.Of(whole[..length], Bodies.Form));

            Assert.Equal(MalformedBodyKind.InvalidMultipart, problem.Kind);
        }
    }

    [Fact]
    public async Task Read_GzippedFileBreaksOff_IsRefused()
    {
        var file = Bodies.Compress(Bodies.Utf8(string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i}\n"))), "gzip");

        var problem = await Bodies.RefusedAsync(Bodies.Of(Bodies.FormOf("x.csv.gz", null, file[..^9]), Bodies.Form));

        Assert.Equal(MalformedBodyKind.InvalidEncoding, problem.Kind);
    }

    [Fact]
    public async Task Read_GzippedBomb_StopsAtTheLimit()
    {
        var limits = new ReadingOptions { MaxDecompressedBytes = 100_000 };
        var file = Bodies.Compress(Bodies.Utf8("a\n" + new StringBuilder().Insert(0, "1\n", 1_000_000)), "gzip");

        var problem = await Assert.ThrowsAsync<BodyTooLargeException>(
            () => Bodies.ReadAsync(Bodies.Of(new MemoryStream(Bodies.FormOf("x.csv.gz", null, file)), Bodies.Form), limits));

        Assert.Equal(100_000, problem.LimitBytes);
    }

    [Fact]
    public async Task Read_EmptyFile_IsAnEmptyBody()
    {
        Assert.Equal(MalformedBodyKind.EmptyBody, (await Bodies.RefusedAsync(Bodies.Of(Bodies.FormOf("x.csv", null, []), Bodies.Form))).Kind);
    }

    /// <summary>The framework's reader would hold all of an endless line.</summary>
    [Theory]
    [InlineData("X-Header: value\r\n")]
    [InlineData("X-Header: value")]
    public async Task Read_HeadersOfAPartWithoutEnd_IsRefused(string repeated)
    {
        var body = new EndlessStream("--b0\r\n"u8.ToArray(), Bodies.Utf8(repeated));

        var problem = await Bodies.RefusedAsync(Bodies.Of(body, Bodies.Form));

        Assert.Equal(MalformedBodyKind.InvalidMultipart, problem.Kind);
    }
}
