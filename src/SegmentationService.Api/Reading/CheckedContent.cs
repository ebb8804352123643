using System.IO.Hashing;

namespace SegmentationService.Api.Reading;

/// <summary>An unpacked file of a zip archive, which must be what the archive says of it: .NET does not look.</summary>
/// <param name="content">The bytes; disposed of with this.</param>
/// <param name="checksum">Their CRC-32.</param>
/// <param name="length">How many they are.</param>
internal sealed class CheckedContent(Stream content, uint checksum, long length) : ForwardStream
{
    private readonly Crc32 _checksum = new();
    private long _length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await content.ReadAsync(buffer, cancellationToken);
        _checksum.Append(buffer.Span[..read]);
        _length += read;
        if (read == 0 && buffer.Length > 0 && (_length != length || _checksum.GetCurrentHashAsUInt32() != checksum)) throw new InvalidDataException("A file of the archive is damaged.");
        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        await base.DisposeAsync();
    }
}
