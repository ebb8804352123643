using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>The words of one column that say that there is no value, where these are not the usual ones: they are told of.</summary>
internal sealed class WordEvidence
{
    /// <summary>So many different ones are told of.</summary>
    private const int MostWords = 3;

    private readonly List<string> _words = [];
    private readonly List<byte[]> _utf8 = [];
    private bool _hasMore;

    /// <summary>The number of cells with one of them.</summary>
    public int Count { get; private set; }

    /// <summary>The first of these cells.</summary>
    public CellReference? First { get; private set; }

    /// <summary>The different words, for people.</summary>
    public string Words => string.Join(", ", _words.Select(word => $"'{word}'")) + (_hasMore ? " ..." : "");

    /// <summary>Takes a cell.</summary>
    /// <param name="cell">UTF-8 text, trimmed.</param>
    /// <param name="line">Its line or item.</param>
    public void Take(ReadOnlySpan<byte> cell, long line)
    {
        Count++;
        First ??= CellReference.Of(cell, line);
        foreach (var word in _utf8)
            if (cell.SequenceEqual(word)) return;
        Add(cell.ToArray());
    }

    /// <summary>Adds the words of the cells that follow.</summary>
    public void Append(WordEvidence part)
    {
        Count += part.Count;
        First = First is null || part.First?.Line < First.Line ? part.First : First;
        _hasMore |= part._hasMore;
        foreach (var word in part._utf8.Where(word => !_utf8.Exists(known => known.AsSpan().SequenceEqual(word)))) Add(word);
    }

    private void Add(byte[] word)
    {
        if (_words.Count == MostWords)
        {
            _hasMore = true;
            return;
        }

        _words.Add(Encoding.UTF8.GetString(word));
        _utf8.Add(word);
    }
}
