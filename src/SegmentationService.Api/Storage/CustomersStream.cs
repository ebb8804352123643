using System.IO.Compression;

namespace SegmentationService.Api.Storage;

/// <summary>
/// Compresses what is written to it, in blocks of a fixed size: deflate lets the sizes of writes and flushes show in its output,
/// and the same customers shall give the same bytes however the writer buffers.
/// </summary>
/// <param name="destination">Takes the compressed bytes; stays open.</param>
internal sealed class CustomersStream(Stream destination) : Stream
{
    private readonly GZipStream _gzip = new(destination, CompressionLevel.Optimal, leaveOpen: true);
    private readonly byte[] _block = new byte[1 << 16];
    private int _filled;
    private bool _completed;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => !_completed;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        while (buffer.Length > 0)
        {
            var part = Math.Min(buffer.Length, _block.Length - _filled);
            buffer[..part].CopyTo(_block.AsSpan(_filled));
            buffer = buffer[part..];
            _filled += part;
            if (_filled == _block.Length) WriteBlock();
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Does nothing: see above.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_completed)
        {
            _completed = true;
            WriteBlock();
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private void WriteBlock()
    {
        _gzip.Write(_block, 0, _filled);
        _filled = 0;
    }
}
