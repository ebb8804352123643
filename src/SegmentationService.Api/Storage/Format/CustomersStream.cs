using System.Buffers;
using SegmentationService.Core;

namespace SegmentationService.Api.Storage.Format;

/// <summary>
/// Compresses what is written to it to one gzip file, in blocks of a fixed size, several at a time. A block knows nothing of those
/// before it, so the same customers give the same bytes however the writer buffers and however many processors there are.
/// </summary>
/// <param name="destination">Takes the compressed bytes; stays open.</param>
/// <param name="parallelism">Whose threads compress the blocks.</param>
internal sealed class CustomersStream(Stream destination, Parallelism parallelism) : Stream
{
    /// <summary>The bytes of text in a block: the last one may have fewer.</summary>
    public const int BlockSize = 1 << 18;

    private readonly Queue<Task<GzipBlock>> _compressing = new();
    private readonly int _mostCompressing = 2 * Environment.ProcessorCount;
    private byte[] _block = ArrayPool<byte>.Shared.Rent(BlockSize);
    private int _filled;
    private uint _checksum;
    private long _length;
    private bool _begun;
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
            var part = Math.Min(buffer.Length, BlockSize - _filled);
            buffer[..part].CopyTo(_block.AsSpan(_filled));
            buffer = buffer[part..];
            _filled += part;
            if (_filled == BlockSize) EndBlock();
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
            if (_filled > 0) EndBlock();
            while (_compressing.Count > 0) WriteOldest();
            Begin();
            GzipBlock.WriteEnd(destination, _checksum, _length);
            ArrayPool<byte>.Shared.Return(_block);
        }

        base.Dispose(disposing);
    }

    /// <summary>Has a block compressed beside the caller; where enough of them are under way already the caller takes its share, rather than to wait.</summary>
    private void EndBlock()
    {
        var (text, count) = (_block, _filled);
        while (_compressing.TryPeek(out var oldest) && oldest.IsCompleted) WriteOldest();
        if (_compressing.Count >= 2 * _mostCompressing) WriteOldest();
        _compressing.Enqueue(_compressing.Count < _mostCompressing ? parallelism.Begin(Compress) : Task.FromResult(Compress()));
        (_block, _filled) = (ArrayPool<byte>.Shared.Rent(BlockSize), 0);

        GzipBlock Compress()
        {
            var block = GzipBlock.Compress(text.AsSpan(0, count));
            ArrayPool<byte>.Shared.Return(text);
            return block;
        }
    }

    private void WriteOldest()
    {
        using var block = _compressing.Dequeue().GetAwaiter().GetResult();
        Begin();
        destination.Write(block.Deflated);
        _checksum = Crc32.Concatenate(_checksum, block.Checksum, block.Length);
        _length += block.Length;
    }

    private void Begin()
    {
        if (!_begun) GzipBlock.WriteBeginning(destination);
        _begun = true;
    }
}
