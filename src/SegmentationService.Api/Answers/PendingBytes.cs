using System.Buffers;
using System.IO.Pipelines;

namespace SegmentationService.Api.Answers;

/// <summary>What writers that know only streams have written and is not sent yet: they write without waiting, and it is sent between rows.</summary>
internal sealed class PendingBytes : Stream
{
    /// <summary>The bytes sent at once.</summary>
    private const int SendBytes = 1 << 16;

    private readonly ArrayBufferWriter<byte> _bytes = new(2 * SendBytes);
    private long _sent;

    /// <summary>Whether there is enough to be worth sending.</summary>
    public bool IsWorthSending => _bytes.WrittenCount >= SendBytes;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>The bytes written.</summary>
    public override long Length => _sent + _bytes.WrittenCount;

    /// <summary>The bytes written: writers of Parquet ask where they are.</summary>
    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    /// <summary>Sends what there is.</summary>
    /// <param name="target">Takes it, as fast as the client reads.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public async ValueTask SendAsync(PipeWriter target, CancellationToken cancellationToken)
    {
        for (var sent = 0; sent < _bytes.WrittenCount; sent += SendBytes)
            await target.WriteAsync(_bytes.WrittenMemory.Slice(sent, Math.Min(SendBytes, _bytes.WrittenCount - sent)), cancellationToken);
        _sent += _bytes.WrittenCount;
        _bytes.ResetWrittenCount();
    }

    /// <summary>Puts aside what there is, to be sent later.</summary>
    /// <param name="spool">Takes it.</param>
    public void PutAside(AnswerSpool spool)
    {
        spool.Write(_bytes.WrittenSpan);
        _sent += _bytes.WrittenCount;
        _bytes.ResetWrittenCount();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => _bytes.Write(buffer);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    /// <summary>Does nothing: see above.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
