namespace SegmentationService.Core.Data;

/// <summary>Reads the cell of a column whose dates count as days: a date, or the days themselves. Not for several threads at once.</summary>
/// <param name="reading">How dates become days.</param>
public sealed class DaysCell(DaysReading reading)
{
    /// <summary>More days than anybody has been a customer, and fewer than the numbers by which dates are written.</summary>
    public const double MostDays = 20_000;

    private readonly DateReader _dates = new(reading.DateFormat);

    /// <summary>What a cell may be, in words.</summary>
    public string Expectation => reading.DateFormat switch
    {
        null => "a date such as 2011-12-09, as in the training, or a number of days,",
        { } format => $"a date, read by dateFormat={format} as in the training, or a number of days,",
    };

    /// <summary>Reads a cell. Allocates nothing but for a pattern.</summary>
    /// <param name="cell">UTF-8 text, already trimmed.</param>
    /// <param name="days">Whole days from the date to the moment; NaN where it is missing or cannot be read.</param>
    /// <returns>Whether it is a date, a number of days, or missing.</returns>
    public bool TryRead(ReadOnlySpan<byte> cell, out double days)
    {
        var kind = Cell.Read(cell, out days);
        if (kind == CellKind.Missing || days is >= 0 and < MostDays) return true;

        days = double.NaN;

        // A date that could be meant otherwise is none: "3/4/2011" where the training had only dates such as 2011-04-03.
        var date = _dates.Read(cell);
        if (!date.IsReadable && PlaceholderDates.AreWritten(cell)) return true;
        if (!date.IsReadable || (date.IsNumber && reading.DateFormat is null) || date.DayFirst != date.MonthFirst) return false;
        days = PlaceholderDates.Are(date.DayFirst) ? double.NaN : reading.DaysSince(date.DayFirst);
        return true;
    }
}
