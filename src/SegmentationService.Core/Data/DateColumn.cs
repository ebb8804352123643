namespace SegmentationService.Core.Data;

/// <summary>
/// The dates of a column of text, as long as every cell that is there is one: both readings of those that leave open whether the day or the month stands first, until the
/// whole column has told. As soon as a cell is no date nothing more is kept. Needs 24 bytes a row.
/// </summary>
public sealed class DateColumn
{
    private readonly DateReader _reader;
    private readonly DateEvidence _evidence = new();
    private WrittenDate[] _dates = [];

    /// <summary>Begins a column.</summary>
    /// <param name="format">How dates are written, as <see cref="DateReader"/> takes it; null lets the column tell.</param>
    internal DateColumn(string? format) => _reader = new DateReader(format);

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
    internal long[] Ticks(DateReading reading) => Array.ConvertAll(_dates[..Count], date => date[reading.IsMonthFirst]);

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

        if (Count == _dates.Length) Array.Resize(ref _dates, Math.Max(256, 2 * Count));
        _dates[Count++] = date;
    }

    /// <summary>Adds rows without a date.</summary>
    /// <param name="rows">How many rows there are then.</param>
    internal void PadTo(int rows)
    {
        while (IsWhole && Count < rows) Add([], line: 0);
    }

    /// <summary>Adds the rows of another column that follows.</summary>
    internal void Append(DateColumn other)
    {
        if (!other.IsWhole) Close();
        if (!IsWhole) return;
        _evidence.Append(other._evidence);
        if (_dates.Length - Count < other.Count) Array.Resize(ref _dates, Math.Max(2 * Count, Count + other.Count));
        Array.Copy(other._dates, 0, _dates, Count, other.Count);
        Count += other.Count;
        Placeholders += other.Placeholders;
    }

    private void Close()
    {
        IsWhole = false;
        _dates = [];
        Count = 0;
    }
}
