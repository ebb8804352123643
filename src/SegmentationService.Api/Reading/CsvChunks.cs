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
}

/// <summary>How long the pieces are that a body is cut into, about, in bytes.</summary>
/// <param name="First">The one with the header.</param>
/// <param name="Part">One of those read side by side.</param>
internal sealed record CsvChunkSizes(int First, int Part)
{
    public static readonly CsvChunkSizes Usual = new(First: 1 << 16, Part: 1 << 19);
}

/// <summary>Cuts a body of CSV into pieces of whole rows.</summary>
/// <param name="body">The bytes.</param>
/// <param name="longestRow">The bytes without an end of a row after which it is not looked for any further.</param>
internal sealed class CsvChunks(Stream body, int longestRow) : IDisposable
{
    private byte[] _rest = [];
    private int _restLength;

    /// <summary>Reads the next piece.</summary>
    /// <param name="size">About how long it shall be, in bytes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask<CsvChunk> ReadAsync(int size, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(size, _restLength + 1));
        var filled = TakeRest(buffer);
        try
        {
            while (true)
            {
                var wanted = Math.Max(size, filled);
                while (filled < wanted)
                {
                    var read = await body.ReadAsync(buffer.AsMemory(filled, wanted - filled), cancellationToken);
                    if (read == 0) return new CsvChunk(buffer, filled, IsWhole: true, IsLast: true);
                    filled += read;
                }

                var length = CsvLines.LengthOfWholeRows(buffer.AsSpan(0, filled));
                if (length > 0)
                {
                    KeepRest(buffer.AsSpan(length, filled - length));
                    return new CsvChunk(buffer, length, IsWhole: true, IsLast: false);
                }

                if (filled > longestRow) return new CsvChunk(buffer, filled, IsWhole: false, IsLast: false);
                size = 2 * filled;
                buffer = Grow(buffer, filled, size);
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
        byte[] beginning = [.. chunk.Text, .. _rest.AsSpan(0, _restLength)];
        chunk.Return();
        return chunk.IsLast ? new MemoryStream(beginning) : new ContinuedStream(beginning, body);
    }

    public void Dispose()
    {
        if (_rest.Length > 0) ArrayPool<byte>.Shared.Return(_rest);
        _rest = [];
    }

    private static byte[] Grow(byte[] buffer, int filled, int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private int TakeRest(byte[] buffer)
    {
        var length = _restLength;
        _rest.AsSpan(0, length).CopyTo(buffer);
        _restLength = 0;
        return length;
    }

    private void KeepRest(ReadOnlySpan<byte> rest)
    {
        if (_rest.Length < rest.Length)
        {
            Dispose();
            _rest = ArrayPool<byte>.Shared.Rent(rest.Length);
        }

        rest.CopyTo(_rest);
        _restLength = rest.Length;
    }
}
