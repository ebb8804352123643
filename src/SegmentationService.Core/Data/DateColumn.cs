using System.Runtime.CompilerServices;

namespace SegmentationService.Core.Data;

/// <summary>
/// The dates of a column of text, as long as every cell that is there is one: both readings of those that leave open whether the day or the month stands first, until the
/// whole column has told. As soon as a cell is no date nothing more is kept. Needs 24 bytes a row.
/// </summary>
public sealed class DateColumn
{
    /// <summary>The bytes of a <see cref="WrittenDate"/>.</summary>
    private static readonly int DateBytes = Unsafe.SizeOf<WrittenDate>();

    private readonly MemoryShare? _memory;
    private readonly DateReader _reader;
    private readonly DateEvidence _evidence = new();
    private WrittenDate[] _dates = [];

    /// <summary>Begins a column.</summary>
    /// <param name="format">How dates are written, as <see cref="DateReader"/> takes it; null lets the column tell.</param>
    /// <param name="memory">What it takes its memory from; null where nobody counts.</param>
    internal DateColumn(string? format, MemoryShare? memory = null) => (_reader, _memory) = (new DateReader(format), memory?.Part());

    /// <summary>The number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Whether every cell that is there is a date.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Dates beyond all that are read, which stand for none.</summary>
    public int Placeholders { get; private set; }

    /// <summary>Decides how the dates are read.</summary>
    /// <param name="unit">What places are called.</param>
    /// <param name="problem">Why they cannot be read, as the rest of a sentence about the column; null where they can.</param>
    /// <returns>The reading; null where there is a problem.</returns>
    internal DateReading? Decide(RowUnit unit, out string? problem) => _evidence.Decide(null, unit, out problem);

    /// <summary>The moments of all rows in ticks; 0 where there is none. O(n).</summary>
    /// <param name="reading">What was decided.</param>
    internal long[] Ticks(DateReading reading)
    {
        var ticks = new long[Count];
        for (var row = 0; row < ticks.Length; row++) ticks[row] = _dates[row][reading.IsMonthFirst];
        return ticks;
    }

    /// <summary>Adds the cell of the next row.</summary>
    /// <param name="cell">UTF-8, trimmed; empty where there is none.</param>
    /// <param name="line">Its line or item.</param>
    internal void Add(ReadOnlySpan<byte> cell, long line)
    {
        if (!IsWhole) return;
        WrittenDate date = default;
        if (!cell.IsEmpty)
        {
            date = _reader.Read(cell);
            if (date.IsReadable && !date.IsNumber) _evidence.Take(cell, date, line);
            else if (PlaceholderDates.AreWritten(cell)) (date, Placeholders) = (default, Placeholders + 1);
            else
            {
                Close();
                return;
            }
        }

        if (Count == _dates.Length) Grow(Math.Max(256, 2L * Count));
        _dates[Count++] = date;
    }

    /// <summary>Adds rows without a date.</summary>
    /// <param name="rows">How many rows there are then.</param>
    internal void PadTo(int rows)
    {
        if (!IsWhole || rows <= Count) return;
        if (_dates.Length < rows) Grow(Math.Max(2L * Count, rows));
        _dates.AsSpan(Count, rows - Count).Clear();
        Count = rows;
    }

    /// <summary>Adds the rows of another column that follows.</summary>
    internal void Append(DateColumn other)
    {
        if (!other.IsWhole) Close();
        if (!IsWhole) return;
        _evidence.Append(other._evidence);
        if (_dates.Length - Count < other.Count) Grow(Math.Max(2L * Count, (long)Count + other.Count));
        Array.Copy(other._dates, 0, _dates, Count, other.Count);
        Count += other.Count;
        Placeholders += other.Placeholders;
    }

    /// <summary>Gives back what the column holds; it must not be used after.</summary>
    internal void Release() => _memory?.Dispose();

    private void Grow(long length)
    {
        length = Math.Min(length, Array.MaxLength);
        _memory?.Take((length - _dates.Length) * DateBytes);
        Array.Resize(ref _dates, (int)length);
    }

    private void Close()
    {
        IsWhole = false;
        _dates = [];
        _memory?.Hold(0);
        Count = 0;
    }
}
