using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Models;

/// <summary>Some rows as one thread reads them: their cells as text, and which of them are customers of a version.</summary>
/// <param name="version">The version.</param>
/// <param name="fields">What each column is to it; grows while JSON is read.</param>
/// <param name="memory">What it takes its memory from; null where nobody counts.</param>
internal sealed class TrainedRowPart(ServedVersion version, IReadOnlyList<int> fields, MemoryShare? memory) : ICustomerPart
{
    private readonly CustomerFields _fields = new(version.Stored.Model);
    private readonly List<(int Column, int Start, int Length, bool IsInvariant)> _cells = [];
    private readonly List<int> _begins = [];
    private byte[] _text = [];
    private int _length;

    /// <summary>The number of rows that are customers.</summary>
    public int Count { get; private set; }

    /// <summary>Begins again.</summary>
    public void Clear()
    {
        _cells.Clear();
        _begins.Clear();
        (_length, Count) = (0, 0);
    }

    public void Add(long line, CsvRow row)
    {
        BeginCustomer(line);
        for (var i = 0; i < row.Count; i++) Add(i, row[i]);
        EndCustomer();
    }

    public void BeginCustomer(long line)
    {
        _begins.Add(_cells.Count);
        _fields.Clear();
    }

    public void Add(int column, ReadOnlySpan<byte> utf8Cell) => Add(column, utf8Cell, isInvariant: false);

    public void AddNumber(int column, ReadOnlySpan<byte> utf8Number) => Add(column, utf8Number, isInvariant: true);

    public void Add(int column, double value) => Add(column, Core.Data.Cell.Write(value, stackalloc byte[Core.Data.Cell.LongestWritten]), isInvariant: true);

    public void Skip()
    {
        // A row without a value in any cell is no customer.
    }

    /// <summary>Ends a row; one that has no value for the model was left out of the training.</summary>
    public void EndCustomer()
    {
        if (HasValue(_fields.Inputs)) Count++;
        else
        {
            _cells.RemoveRange(_begins[^1], _cells.Count - _begins[^1]);
            _begins.RemoveAt(_begins.Count - 1);
        }
    }

    /// <summary>A cell of a customer; empty where there is none.</summary>
    public ReadOnlySpan<byte> Cell(int row, int column) => Find(row, column) is var index and >= 0 ? _text.AsSpan(_cells[index].Start, _cells[index].Length) : [];

    /// <summary>Whether a cell is known as a number.</summary>
    public bool IsInvariant(int row, int column) => Find(row, column) is var index and >= 0 && _cells[index].IsInvariant;

    private void Add(int column, ReadOnlySpan<byte> utf8, bool isInvariant)
    {
        if (_text.Length - _length < utf8.Length)
        {
            var length = (int)Math.Min(Math.Max(2L * _text.Length, Math.Max(1 << 16, (long)_length + utf8.Length)), Array.MaxLength);
            memory?.Take(length - _text.Length);
            Array.Resize(ref _text, length);
        }

        utf8.CopyTo(_text.AsSpan(_length));
        _cells.Add((column, _length, utf8.Length, isInvariant));
        _length += utf8.Length;
        _fields.Set(fields[column], utf8, isInvariant);
    }

    private static bool HasValue(ReadOnlySpan<double> inputs)
    {
        foreach (var input in inputs)
            if (!double.IsNaN(input)) return true;
        return false;
    }

    /// <summary>The cell of a column: mostly at its place, and elsewhere where a row of JSON has its keys in an order of its own.</summary>
    private int Find(int row, int column)
    {
        var (begin, end) = (_begins[row], row + 1 < _begins.Count ? _begins[row + 1] : _cells.Count);
        if (begin + column < end && _cells[begin + column].Column == column) return begin + column;
        for (var i = begin; i < end; i++)
            if (_cells[i].Column == column) return i;
        return -1;
    }
}
