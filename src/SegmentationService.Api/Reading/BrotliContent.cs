using System.Buffers;
using System.IO.Compression;

namespace SegmentationService.Api.Reading;

/// <summary>The text of brotli data (RFC 7932) to their last byte. BrotliStream takes what stands behind their end for nothing.</summary>
/// <param name="source">The compressed bytes; stays open.</param>
internal sealed class BrotliContent(Stream source) : ForwardStream
{
    private const int BufferBytes = 1 << 16;

    private BrotliDecoder _decoder;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _start;
    private int _end;
    private bool _hasBegun;
    private bool _hasEnded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            _hasEnded = !await FillAsync(cancellationToken); // nothing is no text
        }

        while (!_hasEnded && buffer.Length > 0)
        {
            var status = _decoder.Decompress(_bytes.AsSpan(_start, _end - _start), buffer.Span, out var used, out var written);
            _start += used;
            _hasEnded = status == OperationStatus.Done;
            if (status == OperationStatus.InvalidData) throw new InvalidDataException("The brotli data is damaged.");
            if (_hasEnded && (_start < _end || await FillAsync(cancellationToken))) throw new InvalidDataException("Something follows the brotli data.");
            if (written > 0) return written;
            if (!_hasEnded && !await FillAsync(cancellationToken)) throw new InvalidDataException("The brotli data breaks off.");
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _bytes.Length > 0)
        {
            _decoder.Dispose();
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
            _start = _end = 0;
        }

        base.Dispose(disposing);
    }

    /// <summary>Reads more, once all was used.</summary>
    /// <returns>Whether there is more.</returns>
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        Buffer.BlockCopy(_bytes, _start, _bytes, 0, _end - _start);
        (_start, _end) = (0, _end - _start);
        var read = await source.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }
}
