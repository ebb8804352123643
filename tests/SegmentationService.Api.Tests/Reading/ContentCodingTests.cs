using System.Text;
using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Tests.Reading;

public sealed class ContentCodingTests
{
    private static readonly byte[] Table = Bodies.Utf8("a,b\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i},{i * 7919 % 10_007}\n")));

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZip")]
    [InlineData("x-gzip")]
    [InlineData("br")]
    public async Task Read_Compressed_IsDecoded(string coding)
    {
        var body = Bodies.Compress(Table, coding);

        var sink = await Bodies.ReadAsync(Bodies.Of(body, Bodies.Csv, coding));

        Assert.True(body.Length < Table.Length);
        Assert.Equal(2000, sink.Customers.Length);
        Assert.Equal("a=1999|b=9014", sink.Customers[^1]);
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Read_NotCompressed_IsReadAsItIs(string? coding)
    {
        Assert.Equal(2000, (await Bodies.ReadAsync(Bodies.Of(Table, Bodies.Csv, coding))).Customers.Length);
    }

    [Fact]
    public async Task Read_GzipOfSeveralMembers_ReadsAll()
    {
        byte[] body = [.. Bodies.Compress(Bodies.Utf8("a,b\n1,2\n"), "gzip"), .. Bodies.Compress(Bodies.Utf8("3,4\n"), "gzip")];

        Assert.Equal(["a=1|b=2", "a=3|b=4"], (await Bodies.ReadAsync(Bodies.Of(body, Bodies.Csv, "gzip"))).Customers);
    }

    [Theory]
    [InlineData("deflate")]
    [InlineData("zstd")]
    [InlineData("gzip, br")]
    public async Task Read_AnotherCoding_IsUnsupportedAndNamesThoseAccepted(string coding)
    {
        var problem = await Assert.ThrowsAsync<UnsupportedBodyException>(() => Bodies.ReadAsync(Bodies.Of(Table, Bodies.Csv, coding)));

        Assert.Equal("Content-Encoding", problem.Header);
        Assert.Equal(["gzip", "br", "identity"], problem.Accepted);
        Assert.Contains($"'{coding}'", problem.Message, StringComparison.Ordinal);
        Assert.Contains("gzip, br, identity", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip", Bodies.Csv)]
    [InlineData("br", Bodies.Csv)]
    [InlineData("gzip", Bodies.Lines)]
    [InlineData("br", Bodies.Lines)]
    public async Task Read_CompressedDataBreaksOff_IsRefusedWhereverItDoes(string coding, string type)
    {
        var text = type == Bodies.Csv ? Table : Bodies.Utf8(string.Concat(Enumerable.Range(0, 2000).Select(i => $"{{\"a\":{i * 7919 % 10_007}}}\n")));
        var whole = Bodies.Compress(text, coding);

        for (var cut = 1; cut < 40; cut++)
        {
            foreach (var length in new[] { cut, whole.Length / 40 * cut, whole.Length - cut })
            {
                var problem = await Bodies.RefusedAsync(Bodies.Of(new MemoryStream(whole[..length]), type, coding));

                Assert.Equal(MalformedBodyKind.InvalidEncoding, problem.Kind);
            }
        }
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("br", "brotli")]
    public async Task Read_DamagedOrNotCompressedAtAll_IsRefused(string coding, string name)
    {
        var damaged = Bodies.Compress(Table, coding);
        for (var i = damaged.Length / 2; i < damaged.Length / 2 + 8; i++) damaged[i] ^= 0x5A;

        foreach (var body in new[] { damaged, Table })
        {
            var problem = await Bodies.RefusedAsync(Bodies.Of(body, Bodies.Csv, coding));

            Assert.Equal(MalformedBodyKind.InvalidEncoding, problem.Kind);
            Assert.Contains(name, problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Read_GzipWithWrongChecksum_IsRefused()
    {
        var body = Bodies.Compress(Table, "gzip");
        body[^6] ^= 1;

        Assert.Equal(MalformedBodyKind.InvalidEncoding, (await Bodies.RefusedAsync(Bodies.Of(body, Bodies.Csv, "gzip"))).Kind);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Read_Bomb_StopsAtTheLimit(string coding)
    {
        var limits = new ReadingOptions { MaxDecompressedBytes = 100_000 };
        var bomb = Bodies.Compress(Bodies.Utf8("a\n" + new StringBuilder().Insert(0, "1\n", 1_000_000)), coding);
        Assert.True(bomb.Length < 100_000);

        var problem = await Assert.ThrowsAsync<BodyTooLargeException>(() => Bodies.ReadAsync(Bodies.Of(new MemoryStream(bomb), Bodies.Csv, coding), limits));

        Assert.Equal(100_000, problem.LimitBytes);
        Assert.Contains("decompressed", problem.Message, StringComparison.Ordinal);
        Assert.Contains("100000 bytes", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Read_CompressedEmptyBody_IsAnEmptyBody(string coding)
    {
        Assert.Equal(MalformedBodyKind.EmptyBody, (await Bodies.RefusedAsync(Bodies.Of(Bodies.Compress([], coding), Bodies.Csv, coding))).Kind);
    }
}
