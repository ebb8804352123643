using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>A body as a bad network gives it: 1 to 7 bytes a read, some of them late; and what happens when the bytes are over.</summary>
internal sealed class ChunkedStream(byte[] bytes, int seed = 1, Exception? failure = null) : ForwardStream
{
    private readonly Random _random = new(seed);
    private int _position;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_random.Next(4) == 0) await Task.Yield();
        var count = Math.Min(Math.Min(_random.Next(1, 8), buffer.Length), bytes.Length - _position);
        if (count == 0 && failure is not null) throw failure;
        bytes.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}

/// <summary>A beginning, and then the same bytes without end.</summary>
internal sealed class EndlessStream(byte[] beginning, byte[] repeated) : ForwardStream
{
    private ReadOnlyMemory<byte> _piece = beginning;

    public long BytesRead { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_piece.IsEmpty) _piece = repeated;
        var count = Math.Min(_piece.Length, buffer.Length);
        _piece[..count].CopyTo(buffer);
        _piece = _piece[count..];
        BytesRead += count;
        return ValueTask.FromResult(count);
    }
}
