namespace SegmentationService.Api.Storage.Format;

/// <summary>Keeps what is written to it until it is moved on. Cannot seek, so that writers do not go back.</summary>
internal sealed class PendingStream : Stream
{
    private readonly MemoryStream _pending = new();

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Writes what is pending to another stream, asynchronously, and forgets it.</summary>
    /// <param name="destination">Takes the bytes.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async ValueTask MoveToAsync(Stream destination, CancellationToken cancellationToken)
    {
        await destination.WriteAsync(_pending.GetBuffer().AsMemory(0, (int)_pending.Length), cancellationToken);
        _pending.SetLength(0);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => _pending.Write(buffer);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => _pending.Write(buffer, offset, count);

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
}
