using SegmentationService.Core;

namespace SegmentationService.Api.Reading;

/// <summary>The cells of some rows as text, as they came, for who answers with them. Grows to the most that it was given, and is reused.</summary>
/// <param name="memory">What it takes its memory from; null where nobody counts.</param>
internal sealed class RowCells(MemoryShare? memory)
{
    private const int InitialBytes = 1 << 16;

    private readonly List<(int Column, int Start, int Length, bool IsInvariant)> _cells = [];
    private readonly List<int> _begins = [];
    private byte[] _text = [];
    private int _length;

    /// <summary>The number of rows.</summary>
    public int Count => _begins.Count;

    /// <summary>The bytes of all cells.</summary>
    public int Bytes => _length;

    /// <summary>Begins again, without a row.</summary>
    public void Clear()
    {
        _cells.Clear();
        _begins.Clear();
        _length = 0;
    }

    /// <summary>Begins the next row.</summary>
    public void Begin() => _begins.Add(_cells.Count);

    /// <summary>Adds a cell to the last row.</summary>
    /// <param name="column">Its column.</param>
    /// <param name="utf8">The text.</param>
    /// <param name="isInvariant">Whether it is a number of JSON or of a workbook, which has a decimal point whatever the texts of the column have.</param>
    public void Add(int column, ReadOnlySpan<byte> utf8, bool isInvariant)
    {
        if (_text.Length - _length < utf8.Length)
        {
            var length = (int)Math.Min(Math.Max(Math.Max(2L * _text.Length, InitialBytes), (long)_length + utf8.Length), Array.MaxLength);
            memory?.Take(length - _text.Length);
            Array.Resize(ref _text, length);
        }

        utf8.CopyTo(_text.AsSpan(_length));
        _cells.Add((column, _length, utf8.Length, isInvariant));
        _length += utf8.Length;
    }

    /// <summary>Takes back the last row.</summary>
    public void Drop()
    {
        _cells.RemoveRange(_begins[^1], _cells.Count - _begins[^1]);
        _begins.RemoveAt(_begins.Count - 1);
    }

    /// <summary>A cell; empty where the row has none.</summary>
    /// <param name="row">0-based.</param>
    /// <param name="column">Its column.</param>
    public ReadOnlySpan<byte> Cell(int row, int column) => Find(row, column) is var index and >= 0 ? _text.AsSpan(_cells[index].Start, _cells[index].Length) : [];

    /// <summary>Whether a cell is known as a number.</summary>
    /// <param name="row">0-based.</param>
    /// <param name="column">Its column.</param>
    public bool IsInvariant(int row, int column) => Find(row, column) is var index and >= 0 && _cells[index].IsInvariant;

    /// <summary>Mostly at its place, and elsewhere where a row of JSON has its keys in an order of its own.</summary>
    private int Find(int row, int column)
    {
        var (begin, end) = (_begins[row], row + 1 < _begins.Count ? _begins[row + 1] : _cells.Count);
        if (begin + column < end && _cells[begin + column].Column == column) return begin + column;
        for (var i = begin; i < end; i++)
            if (_cells[i].Column == column) return i;
        return -1;
    }
}
