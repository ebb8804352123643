namespace SegmentationService.Core.Data;

/// <summary>
/// The dates of a column of text, as long as every cell that is there is one: both readings of those that leave open whether the day or the month stands first, until the
/// whole column has told. As soon as a cell is no date nothing more is kept. Needs 16 bytes a row.
/// </summary>
public sealed class DateColumn
{
    private readonly DateReader _reader;
    private WrittenDate[] _dates = [];
    private CellReference? _onlyDayFirst;
    private CellReference? _onlyMonthFirst;
    private CellReference? _ambiguous;

    /// <summary>Begins a column.</summary>
    /// <param name="format">How dates are written, as <see cref="DateReader"/> takes it; null lets the column tell.</param>
    internal DateColumn(string? format) => _reader = new DateReader(format);

    /// <summary>The number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Whether every cell that is there is a date, in one reading of all.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Dates beyond all that are read, which stand for none.</summary>
    public int Placeholders { get; private set; }

    /// <summary>A date that can be read with the day or with the month first, where no date of the column decides; else null.</summary>
    public CellReference? Ambiguous => _onlyDayFirst is null && _onlyMonthFirst is null ? _ambiguous : null;

    /// <summary>How the dates are to be read that leave it open: <see cref="DateReader.DayFirst"/> or <see cref="DateReader.MonthFirst"/>; null where none does.</summary>
    public string? Order
    {
        get
        {
            if (_onlyDayFirst is null && _onlyMonthFirst is null) return null;
            return _onlyMonthFirst is null ? DateReader.DayFirst : DateReader.MonthFirst;
        }
    }

    /// <summary>The moment of a row in ticks; 0 where it has none. O(1).</summary>
    /// <param name="row">0-based, less than <see cref="Count"/>.</param>
    public long this[int row] => _dates[row][monthFirst: Order == DateReader.MonthFirst];

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
            if (date.IsReadable) Weigh(date, cell, line);
            else if (PlaceholderDates.AreWritten(cell)) Placeholders++;
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
        if (!IsWhole) return;
        _onlyDayFirst ??= other._onlyDayFirst;
        _onlyMonthFirst ??= other._onlyMonthFirst;
        _ambiguous ??= other._ambiguous;
        if (!other.IsWhole || (_onlyDayFirst is not null && _onlyMonthFirst is not null))
        {
            Close();
            return;
        }

        if (_dates.Length - Count < other.Count) Array.Resize(ref _dates, Math.Max(2 * Count, Count + other.Count));
        Array.Copy(other._dates, 0, _dates, Count, other.Count);
        Count += other.Count;
        Placeholders += other.Placeholders;
    }

    private void Weigh(WrittenDate date, ReadOnlySpan<byte> cell, long line)
    {
        if (date.DayFirst == date.MonthFirst) return;
        if (date.MonthFirst == 0) _onlyDayFirst ??= CellReference.Of(cell, line);
        else if (date.DayFirst == 0) _onlyMonthFirst ??= CellReference.Of(cell, line);
        else _ambiguous ??= CellReference.Of(cell, line);
        if (_onlyDayFirst is not null && _onlyMonthFirst is not null) Close();
    }

    private void Close()
    {
        IsWhole = false;
        _dates = [];
        Count = 0;
    }
}
