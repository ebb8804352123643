using System.IO.Compression;
using System.Text;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;

namespace SegmentationService.Api.Tests.Storage.Format;

public class CustomersStreamTests
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(
        string.Concat(Enumerable.Range(0, 20_000).Select(i => $"C{i * 7919 % 20_011},{i % 5},\"High spend, recent\",0.{i * 31 % 9973},1.{i * 17 % 9967},false\n")));

    [Theory]
    [InlineData(7, false)]
    [InlineData(1021, true)]
    [InlineData(1 << 16, true)]
    [InlineData((1 << 16) + 1, false)]
    [InlineData(300_000, true)]
    public void Write_InPartsOfAnySizeWithOrWithoutFlush_GivesTheSameBytes(int size, bool flush)
    {
        var bytes = Compress(size, flush);

        Assert.Equal(Compress(Text.Length, false), bytes);
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        Assert.Equal(Text, plain.ToArray());
    }

    [Fact]
    public void Dispose_NothingWritten_IsAnEmptyGzipFile()
    {
        using var destination = new MemoryStream();
        new CustomersStream(destination, Parallelism.None).Dispose();
        destination.Position = 0;
        using var gzip = new GZipStream(destination, CompressionMode.Decompress);

        Assert.Equal(-1, gzip.ReadByte());
    }

    private static byte[] Compress(int size, bool flush)
    {
        using var destination = new MemoryStream();
        using (var stream = new CustomersStream(destination, Parallelism.None))
        {
            foreach (var part in Text.Chunk(size))
            {
                stream.Write(part);
                if (flush) stream.Flush();
            }
        }

        return destination.ToArray();
    }
}
