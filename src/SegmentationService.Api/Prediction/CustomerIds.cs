using System.Buffers;

namespace SegmentationService.Api.Prediction;

/// <summary>Takes the file of the customers of a version as text, piece by piece, and finds where each customer begins, and its id.</summary>
/// <param name="customers">How many there are.</param>
internal sealed class CustomerIds(int customers)
{
    /// <summary>Where no customer begins in a piece.</summary>
    public const int NoBegin = -1;

    private static readonly SearchValues<byte> EndsOrQuote = SearchValues.Create("\n\""u8);

    /// <summary>The begin of a row that goes on in the next piece.</summary>
    private readonly ArrayBufferWriter<byte> _begun = new();
    private readonly ArrayBufferWriter<byte> _unquoted = new();
    private bool _isQuoted;
    private int _count = -1;

    /// <summary>The hash of the id of each customer, in their order.</summary>
    public uint[] Hashes { get; } = new uint[customers];

    /// <summary>Of each piece the first customer that begins in it, and where in its text, or <see cref="NoBegin"/>.</summary>
    public List<(int Customer, int Offset)> Begins { get; } = [];

    /// <summary>Takes the next piece.</summary>
    /// <param name="piece">Its text.</param>
    public void Add(ReadOnlyMemory<byte> piece)
    {
        var text = piece.Span;
        var hasBegin = _count >= 0 && _begun.WrittenCount == 0;
        if (hasBegin) Begins.Add((_count, 0));
        var row = 0;
        for (var at = 0; text[at..].IndexOfAny(EndsOrQuote) is var found and >= 0;)
        {
            at += found + 1;
            if (text[at - 1] == '"') _isQuoted = !_isQuoted; // a doubled one twice
            if (_isQuoted || text[at - 1] == '"') continue;
            EndRow(text[row..at]);
            row = at;
            if (hasBegin || at == text.Length) continue;
            Begins.Add((_count, at));
            hasBegin = true;
        }

        if (!hasBegin) Begins.Add((_count, NoBegin));
        _begun.Write(text[row..]);
    }

    /// <summary>Ends the text.</summary>
    /// <returns>Whether it had as many customers as there are.</returns>
    public bool End() => _begun.WrittenCount == 0 && !_isQuoted && _count == Hashes.Length;

    private void EndRow(ReadOnlySpan<byte> text)
    {
        if (_begun.WrittenCount == 0)
        {
            Take(text);
            return;
        }

        _begun.Write(text);
        Take(_begun.WrittenSpan);
        _begun.ResetWrittenCount();
    }

    private void Take(ReadOnlySpan<byte> row)
    {
        if (_count >= 0 && _count < Hashes.Length) Hashes[_count] = CustomerIndex.HashOf(IdOf(row));
        _count++; // the header is none
    }

    private ReadOnlySpan<byte> IdOf(ReadOnlySpan<byte> row)
    {
        if (row[0] != '"') return row[..row.IndexOfAny((byte)',', (byte)'\n')];
        _unquoted.ResetWrittenCount();
        for (row = row[1..]; row.IndexOf((byte)'"') is var quote and >= 0; row = row[(quote + 2)..])
        {
            _unquoted.Write(row[..quote]);
            if (quote + 1 == row.Length || row[quote + 1] != '"') break;
            _unquoted.Write("\""u8);
        }

        return _unquoted.WrittenSpan;
    }
}
