using System.Buffers;

namespace SegmentationService.Api.Reading;

/// <summary>
/// The part of a stream that a parser is looking at, in one piece, so that no value is ever split for the parser. (A PipeReader gives
/// pieces; every value would have to be asked whether it lies in one.)
/// </summary>
internal sealed class RefillBuffer(Stream source) : IDisposable
{
    private const int InitialBytes = 1 << 16;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _start;
    private int _end;

    /// <summary>Whether the stream has ended: nothing comes after <see cref="Unread"/>.</summary>
    public bool IsFinal { get; private set; }

    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Takes bytes out of <see cref="Unread"/>.</summary>
    public void Advance(int count) => _start += count;

    /// <summary>
    /// Adds to <see cref="Unread"/>: one read, or as many as it takes to have <paramref name="atLeast"/> bytes, or twice what was left
    /// over. Doubling is why a long value that arrives in n pieces is not looked at n times.
    /// </summary>
    public async ValueTask FillAsync(int atLeast, CancellationToken cancellationToken)
    {
        var left = _end - _start;
        var wanted = Math.Max(atLeast, 2 * left);
        MakeRoom(wanted);
        do
        {
            var read = await source.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
            _end += read;
            IsFinal = read == 0;
        }
        while (_end < wanted && !IsFinal);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _start = _end = 0;
    }

    private void MakeRoom(int wanted)
    {
        var target = wanted < _bytes.Length ? _bytes : ArrayPool<byte>.Shared.Rent(wanted + 1);
        Buffer.BlockCopy(_bytes, _start, target, 0, _end - _start);
        (_start, _end) = (0, _end - _start);
        if (target == _bytes) return;
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = target;
    }
}
