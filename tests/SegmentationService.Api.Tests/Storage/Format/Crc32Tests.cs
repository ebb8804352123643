using System.Buffers.Binary;
using System.IO.Compression;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Tests.Storage.Format;

public class Crc32Tests
{
    [Fact]
    public void Concatenate_CheckValueOfTheStandard_IsMet() =>
        Assert.Equal(0xCBF43926, Crc32.Concatenate(Checksum("1234"u8), Checksum("56789"u8), 5));

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 1)]
    [InlineData(1, 70_000)]
    [InlineData(262_144, 262_143)]
    public void Concatenate_TwoTexts_IsTheChecksumOfBoth(int first, int second)
    {
        var text = new byte[first + second];
        new Random(first).NextBytes(text);

        Assert.Equal(Checksum(text), Crc32.Concatenate(Checksum(text.AsSpan(0, first)), Checksum(text.AsSpan(first)), second));
    }

    /// <summary>The checksum that a gzip file carries in its last eight bytes.</summary>
    private static uint Checksum(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return 0;
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.NoCompression, leaveOpen: true)) gzip.Write(text);
        return BinaryPrimitives.ReadUInt32LittleEndian(file.ToArray().AsSpan()[^8..]);
    }
}
