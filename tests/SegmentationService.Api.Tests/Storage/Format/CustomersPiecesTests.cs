using System.IO.Compression;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;

namespace SegmentationService.Api.Tests.Storage.Format;

/// <summary>Text that can be read without all that stands before it is the text that was written, and a file of another program is not taken for one of pieces.</summary>
public sealed class CustomersPiecesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Bytes that cannot be compressed stand in the file as they are, so that some look like the end of a piece.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(CustomersStream.BlockSize, 2)]
    [InlineData((5 * CustomersStream.BlockSize) + 77, 2)]
    public void Read_WhatTheStoreHasWritten_GivesEachPieceOfTheText(int length, int threads)
    {
        var text = new byte[length];
        new Random(3).NextBytes(text);
        for (var i = 50_000; i + 4 <= length; i += 150_000) ((ReadOnlySpan<byte>)[0, 0, 0xFF, 0xFF]).CopyTo(text.AsSpan(i));
        using var file = Write(destination => new CustomersStream(destination, Parallelism.None), text);
        var read = new List<byte>();

        var pieces = CustomersPieces.Read(file, new Parallelism(threads, CancellationToken.None), piece => read.AddRange(piece.Span));

        Assert.NotNull(pieces);
        Assert.True(text.AsSpan().SequenceEqual(read.ToArray()));
        Assert.Equal((length + CustomersStream.BlockSize - 1) / CustomersStream.BlockSize, pieces.Count);
        Assert.True(text.AsSpan((pieces.Count - 1) * CustomersStream.BlockSize).SequenceEqual(pieces.Text(file, pieces.Count - 1).Span));
    }

    [Fact]
    public void Read_WhatAnotherProgramHasWritten_FindsNoPieces()
    {
        using var file = Write(destination => new GZipStream(destination, CompressionLevel.Fastest), [.. Enumerable.Range(0, 2 * CustomersStream.BlockSize).Select(i => (byte)('a' + (i % 7)))]);

        Assert.Null(CustomersPieces.Read(file, Parallelism.None, _ => { }));
    }

    private FileStream Write(Func<Stream, Stream> compress, byte[] text)
    {
        var path = Path.Combine(_folder.Path, CustomersPart.FileName);
        using (var target = File.Create(path))
        using (var compressed = compress(target)) compressed.Write(text);
        return File.OpenRead(path);
    }
}
