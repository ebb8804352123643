using System.Buffers.Binary;
using SegmentationService.Api.Reading;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Sources.Postgres;

/// <summary>Reads the rows of one stream of the binary COPY into batches.</summary>
/// <param name="stream">The stream.</param>
/// <param name="columns">Its columns.</param>
/// <param name="longestValue">The most bytes of a value.</param>
internal sealed class CopyRows(Stream stream, IReadOnlyList<PostgresColumn> columns, int longestValue) : IDisposable
{
    /// <summary>The signature, the flags, and the length of an extension of the header, of which there is none.</summary>
    private const int HeaderBytes = 19;

    private const short End = -1;

    private readonly RefillBuffer _buffer = new(stream);
    private bool _hasBegun;

    /// <summary>The column of the next value; as many as there are before a row.</summary>
    private int _column = columns.Count;

    /// <summary>Whether all rows have been read.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Reads rows into a batch.</summary>
    /// <param name="batch">Takes them.</param>
    /// <param name="most">The number of rows that it is full with.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">The stream breaks off, or is not as it should be.</exception>
    /// <exception cref="BodyTooLargeException">A value is longer than one may be.</exception>
    public async ValueTask ReadAsync(ColumnBatch batch, int most, CancellationToken cancellationToken)
    {
        while (Parse(batch, most) is > 0 and var needed)
        {
            await _buffer.FillAsync(needed, cancellationToken);
            if (_buffer.IsFinal && _buffer.Unread.Length < needed) throw new InvalidDataException("The rows break off.");
        }
    }

    public void Dispose() => _buffer.Dispose();

    /// <summary>Reads what is in the buffer.</summary>
    /// <returns>How many bytes have to be there to go on; 0 where the batch is full, or the rows have ended.</returns>
    private int Parse(ColumnBatch batch, int most)
    {
        var unread = _buffer.Unread;
        var at = 0;
        var needed = 0;
        try
        {
            while (!HasEnded && needed == 0)
            {
                if (_column == columns.Count && _hasBegun && batch.Rows >= most) break;
                needed = _column < columns.Count ? Value(batch, unread[at..], ref at) : _hasBegun ? RowHeader(unread[at..], ref at) : Header(unread, ref at);
            }
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException("A value has fewer bytes than its type.", e);
        }

        _buffer.Advance(at);
        return needed;
    }

    private int Header(ReadOnlySpan<byte> unread, ref int at)
    {
        if (unread.Length < HeaderBytes) return HeaderBytes;
        if (!unread.StartsWith("PGCOPY\n"u8) || BinaryPrimitives.ReadInt32BigEndian(unread[15..]) != 0) throw new InvalidDataException("The rows do not begin as the binary COPY does.");
        at += HeaderBytes;
        _hasBegun = true;
        return 0;
    }

    private int RowHeader(ReadOnlySpan<byte> unread, ref int at)
    {
        if (unread.Length < sizeof(short)) return sizeof(short);
        var count = BinaryPrimitives.ReadInt16BigEndian(unread);
        at += sizeof(short);
        if (count == End) HasEnded = true;
        else if (count == columns.Count) _column = 0;
        else throw new InvalidDataException("A row has another number of values than there are columns.");
        return 0;
    }

    private int Value(ColumnBatch batch, ReadOnlySpan<byte> unread, ref int at)
    {
        if (unread.Length < sizeof(int)) return sizeof(int);
        var length = BinaryPrimitives.ReadInt32BigEndian(unread);
        if (length > longestValue) throw BodyTooLargeException.Of($"A value of the column '{Excerpt.Of(columns[_column].Name)}'", longestValue);
        var whole = sizeof(int) + Math.Max(length, 0);
        if (unread.Length < whole) return whole;
        if (length < 0) batch.Columns[_column].AddMissing();
        else columns[_column].Cell!(batch.Columns[_column], unread[sizeof(int)..whole]);
        at += whole;
        if (++_column == columns.Count) batch.Rows++;
        return 0;
    }
}
