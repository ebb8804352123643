using System.Buffers;

namespace SegmentationService.Api.Reading;

/// <summary>A piece of a body of CSV that consists of whole rows.</summary>
/// <param name="Buffer">Holds the text; goes back to the pool with <see cref="Return"/>.</param>
/// <param name="Length">The bytes of text.</param>
/// <param name="IsWhole">Whether it ends with a row; else a row was longer than allowed, or cannot be told where it ends.</param>
/// <param name="IsLast">Whether nothing follows.</param>
internal readonly record struct CsvChunk(byte[] Buffer, int Length, bool IsWhole, bool IsLast)
{
    public Span<byte> Text => Buffer.AsSpan(0, Length);

    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);

    /// <summary>The same with other text. This one must not be used after.</summary>
    public CsvChunk With(ReadOnlySpan<byte> text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(text.Length);
        text.CopyTo(buffer);
        Return();
        return this with { Buffer = buffer, Length = text.Length };
    }
}

/// <summary>How long the pieces are that a body is cut into, about, in bytes.</summary>
/// <param name="First">The one with the first rows.</param>
/// <param name="Part">One of those read side by side.</param>
/// <param name="Last">What the last one has at least, where the body has as much: it is looked at for sums and remarks below the data.</param>
internal sealed record CsvChunkSizes(int First, int Part, int Last = 0)
{
    public static readonly CsvChunkSizes Usual = new(First: 1 << 16, Part: 1 << 19, Last: 1 << 12);
}

/// <summary>Cuts a body of CSV into pieces of whole rows.</summary>
/// <param name="body">The bytes.</param>
/// <param name="longestRow">The bytes without an end of a row after which it is not looked for any further.</param>
/// <param name="shortestLast">What the last piece has at least, where the body has as much.</param>
internal sealed class CsvChunks(Stream body, int longestRow, int shortestLast = 0) : IDisposable
{
    /// <summary>What was read and not given out: the bytes from <see cref="_start"/> to <see cref="_end"/>.</summary>
    private byte[] _rest = [];
    private int _start;
    private int _end;

    /// <summary>Between cells, which tells the quotes that open a cell from those that are characters of one.</summary>
    public byte Separator { get; set; } = (byte)',';

    /// <summary>What comes next, without taking it; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Unread => _rest.AsMemory(_start, _end - _start);

    /// <summary>Reads ahead.</summary>
    /// <param name="size">How much there shall be of <see cref="Unread"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Whether that is all there is.</returns>
    public async ValueTask<bool> PeekAsync(int size, CancellationToken cancellationToken)
    {
        if (_rest.Length - _start < size) Replace(Unread.Span, size);
        while (_end - _start < size)
        {
            var read = await body.ReadAsync(_rest.AsMemory(_end, size - (_end - _start)), cancellationToken);
            if (read == 0) return true;
            _end += read;
        }

        return false;
    }

    /// <summary>Passes over bytes of <see cref="Unread"/>.</summary>
    public void Skip(int count) => _start += count;

    /// <summary>Reads the next piece.</summary>
    /// <param name="size">About how long it shall be, in bytes.</param>
    /// <param name="mostLines">About how many lines it shall have at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask<CsvChunk> ReadAsync(int size, int mostLines, CancellationToken cancellationToken)
    {
        var (buffer, filled) = (ArrayPool<byte>.Shared.Rent(size + shortestLast), 0);
        try
        {
            while (true)
            {
                var wanted = size + shortestLast;
                while (filled < wanted)
                {
                    var read = _start < _end ? TakeUnread(buffer.AsSpan(filled, wanted - filled)) : await body.ReadAsync(buffer.AsMemory(filled, wanted - filled), cancellationToken);
                    if (read == 0 && LengthOfLines(buffer.AsSpan(0, filled), mostLines) is > 0 and var part && part <= filled - shortestLast)
                    {
                        GiveBack(buffer.AsSpan(part, filled - part));
                        return new CsvChunk(buffer, part, IsWhole: true, IsLast: false);
                    }

                    if (read == 0) return new CsvChunk(buffer, filled, IsWhole: true, IsLast: true);
                    filled += read;
                }

                var length = LengthOfLines(buffer.AsSpan(0, size), mostLines);
                if (length == 0) length = CsvLines.LengthOfWholeRows(buffer.AsSpan(0, size), Separator);
                if (length > 0)
                {
                    GiveBack(buffer.AsSpan(length, filled - length));
                    return new CsvChunk(buffer, length, IsWhole: true, IsLast: false);
                }

                if (filled > longestRow) return new CsvChunk(buffer, filled, IsWhole: false, IsLast: false);
                size = 2 * Math.Max(size, filled);
                buffer = Grow(buffer, filled, size + shortestLast);
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    /// <summary>A piece that was read last, and all that follows it, in one. The piece must not be used after.</summary>
    public Stream Remainder(CsvChunk chunk)
    {
        byte[] beginning = [.. chunk.Text, .. Unread.Span];
        chunk.Return();
        return chunk.IsLast ? new MemoryStream(beginning) : new ContinuedStream(beginning, body);
    }

    public void Dispose()
    {
        if (_rest.Length > 0) ArrayPool<byte>.Shared.Return(_rest);
        _rest = [];
        _start = _end = 0;
    }

    /// <summary>The length of the whole rows of the first so many lines; 0 where there are no more lines than that, or one row has them all.</summary>
    private int LengthOfLines(ReadOnlySpan<byte> text, int mostLines)
    {
        if (text.Length <= mostLines || text.Count((byte)'\n') <= mostLines) return 0;
        var length = 0;
        for (var line = 0; line < mostLines; line++) length += text[length..].IndexOf((byte)'\n') + 1;
        return CsvLines.LengthOfWholeRows(text[..length], Separator);
    }

    private static byte[] Grow(byte[] buffer, int filled, int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private int TakeUnread(Span<byte> target)
    {
        var length = Math.Min(target.Length, _end - _start);
        _rest.AsSpan(_start, length).CopyTo(target);
        _start += length;
        return length;
    }

    /// <summary>Puts bytes that were taken last before what is unread.</summary>
    private void GiveBack(ReadOnlySpan<byte> taken)
    {
        if (_start == _end) Replace(taken, taken.Length);
        else _start -= taken.Length; // They came from there, and still stand there.
    }

    private void Replace(ReadOnlySpan<byte> unread, int size)
    {
        var larger = _rest.Length < size ? ArrayPool<byte>.Shared.Rent(size) : _rest;
        unread.CopyTo(larger);
        var length = unread.Length;
        if (larger != _rest) Dispose();
        (_rest, _start, _end) = (larger, 0, length);
    }
}
