using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace SegmentationService.Api.Storage.Format;

/// <summary>
/// A piece of a gzip file (RFC 1952) that ends on a byte and is not the last: pieces compressed apart make one file when they are
/// written one after the other between <see cref="WriteBeginning"/> and <see cref="WriteEnd"/>. One member, since clients that
/// are sent the file as it is often read the first one only.
/// </summary>
internal sealed class GzipBlock : IDisposable
{
    private const int TrailerSize = 8;

    /// <summary>Text that cannot be compressed grows by this part of it at most: an eighth.</summary>
    private const int PartOfGrowth = 8;

    /// <summary>What a file takes that has hardly any text.</summary>
    private const int LeastRoom = 128;

    private readonly byte[] _room;
    private readonly int _deflated;

    private GzipBlock(byte[] room, int deflated, uint checksum, int length) => (_room, _deflated, Checksum, Length) = (room, deflated, checksum, length);

    /// <summary>The compressed bytes; not to be used after it is disposed.</summary>
    public ReadOnlySpan<byte> Deflated => _room.AsSpan(Header.Length, _deflated);

    /// <summary>The CRC-32 of the text.</summary>
    public uint Checksum { get; }

    /// <summary>The bytes of the text.</summary>
    public int Length { get; }

    /// <summary>Deflate, no name, no time, unknown system.</summary>
    private static readonly byte[] Header = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];

    /// <summary>Deflate's shortest last block: nothing.</summary>
    private static readonly byte[] LastBlock = [0x03, 0x00];

    /// <summary>What the deflated bytes of a piece end with: a flush is an empty block that is not compressed (RFC 1951, 3.2.4).</summary>
    public static ReadOnlySpan<byte> Flush => [0, 0, 0xFF, 0xFF];

    /// <summary>The bytes before the first piece.</summary>
    public static int BeginningSize => Header.Length;

    /// <summary>The bytes after the last piece.</summary>
    public static int EndSize => LastBlock.Length + TrailerSize;

    /// <summary>Whether bytes are those that stand before the first piece.</summary>
    /// <param name="bytes">As many as <see cref="BeginningSize"/>.</param>
    public static bool IsBeginning(ReadOnlySpan<byte> bytes) => bytes.SequenceEqual(Header);

    /// <summary>The text of a piece.</summary>
    /// <param name="deflated">The bytes of the piece, as <see cref="Compress"/> has made them.</param>
    /// <param name="text">Takes the text.</param>
    /// <returns>The bytes of text; as many as <paramref name="text"/> has room for where there are more.</returns>
    /// <exception cref="InvalidDataException">The bytes are no piece.</exception>
    public static int Decompress(ReadOnlySpan<byte> deflated, Span<byte> text)
    {
        using var whole = new MemoryStream(deflated.Length + LastBlock.Length);
        whole.Write(deflated);
        whole.Write(LastBlock);
        whole.Position = 0;
        using var inflated = new DeflateStream(whole, CompressionMode.Decompress);
        return inflated.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
    }

    /// <summary>Compresses a piece.</summary>
    /// <param name="text">in: at least one byte.</param>
    public static GzipBlock Compress(ReadOnlySpan<byte> text)
    {
        var room = ArrayPool<byte>.Shared.Rent(text.Length + (text.Length / PartOfGrowth) + LeastRoom);
        using var file = new MemoryStream(room);
        long end;
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(text);

            // A flush ends the piece on a byte; what follows it is the end of a file, of which only the checksum is needed.
            gzip.Flush();
            end = file.Position;
        }

        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(room.AsSpan((int)file.Position - TrailerSize));
        return new GzipBlock(room, (int)end - Header.Length, checksum, text.Length);
    }

    /// <summary>Gives the room of the compressed bytes back.</summary>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_room);

    /// <summary>Writes what stands before the first piece.</summary>
    public static void WriteBeginning(Stream stream) => stream.Write(Header);

    /// <summary>Writes what stands after the last piece.</summary>
    /// <param name="stream">Takes the bytes.</param>
    /// <param name="checksum">The CRC-32 of the whole text.</param>
    /// <param name="length">The bytes of the whole text.</param>
    public static void WriteEnd(Stream stream, uint checksum, long length)
    {
        stream.Write(LastBlock);
        Span<byte> trailer = stackalloc byte[TrailerSize];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], (uint)length);
        stream.Write(trailer);
    }
}
