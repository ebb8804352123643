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

    /// <summary>What pigz, bgzip and cat make: one damaged byte anywhere, in a header, the data or a trailer, and no row is taken.</summary>
    [Fact]
    public async Task Read_GzipOfSeveralMembersWithADamagedByte_IsRefusedWhereverItIs()
    {
        byte[] first = Bodies.Compress(Bodies.Utf8("a,b\n1,2\n"), "gzip"), second = Bodies.Compress(Bodies.Utf8("3,4\n5,6\n"), "gzip");
        for (var i = 0; i < second.Length; i++)
        {
            if (i is >= 4 and < 10) continue; // time, level and system say nothing of the text
            byte[] body = [.. first, .. second];
            body[first.Length + i] ^= 0x40;
            if (i == second.Length - 9) continue; // the last byte of the data ends with bits that mean nothing

            Assert.Equal(MalformedBodyKind.InvalidEncoding, (await Bodies.RefusedAsync(Bodies.Of(body, Bodies.Csv, "gzip"))).Kind);
        }

        for (var cut = 1; cut < second.Length; cut++)
            Assert.Equal(MalformedBodyKind.InvalidEncoding, (await Bodies.RefusedAsync(Bodies.Of(new MemoryStream([.. first, .. second[..cut]]), Bodies.Csv, "gzip"))).Kind);
    }

    [Theory]
    [InlineData("gzip", "x")]
    [InlineData("gzip", "\u001f")]
    [InlineData("gzip", "\u001f\u001f")]
    [InlineData("gzip", "\0\0\0x")]
    [InlineData("br", "x")]
    [InlineData("br", "\0")]
    public async Task Read_SomethingBehindTheEnd_IsRefused(string coding, string behind)
    {
        foreach (var more in new[] { 1, 20_000 })
        {
            byte[] body = [.. Bodies.Compress(Table, coding), .. Bodies.Utf8(new StringBuilder().Insert(0, behind, more).ToString())];

            Assert.Equal(MalformedBodyKind.InvalidEncoding, (await Bodies.RefusedAsync(Bodies.Of(body, Bodies.Csv, coding))).Kind);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(40_000)]
    public async Task Read_GzipWithZerosBehind_IsReadAsFromATape(int zeros) =>
        Assert.Equal(2000, (await Bodies.ReadAsync(Bodies.Of([.. Bodies.Compress(Table, "gzip"), .. new byte[zeros]], Bodies.Csv, "gzip"))).Customers.Length);

    /// <summary>Every field that a header may have, and members as small and as many as bgzip makes, in reads of one byte, of few and of all.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    [InlineData(1 << 20)]
    public async Task Gunzip_MembersWithAllFields_GivesTheTextInReadsOfAnySize(int size)
    {
        var random = new Random(4);
        var (text, body) = (new List<byte>(), new List<byte>());
        for (var member = 0; member < 40; member++)
        {
            var part = new byte[random.Next(3) switch { 0 => 0, 1 => random.Next(20), _ => random.Next(9_000) }];
            random.NextBytes(part.AsSpan(0, part.Length / 2));
            byte[] packed = part.Length == 0 ? [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0] : Bodies.Compress(part, "gzip");
            packed[3] = (byte)random.Next(32);
            body.AddRange(packed[..10]);
            if ((packed[3] & 4) != 0) body.AddRange([5, 0, 1, 2, 3, 4, 5]);
            if ((packed[3] & 8) != 0) body.AddRange("customers.csv\0"u8);
            if ((packed[3] & 16) != 0) body.AddRange("\0"u8);
            if ((packed[3] & 2) != 0) body.AddRange([7, 7]);
            body.AddRange(packed[10..]);
            text.AddRange(part);
        }

        await using var decoder = new GzipMembers(new ChunkedStream([.. body], size));
        using var read = new MemoryStream();
        await decoder.CopyToAsync(read, size);

        Assert.Equal(text, read.ToArray());
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
