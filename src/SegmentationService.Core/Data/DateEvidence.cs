namespace SegmentationService.Core.Data;

/// <summary>
/// What the dates of one column tell about how they are written: whether days or months stand first, whether years of two digits stand last, whether
/// numbers are dates. The result depends on the cells alone, in whatever order they come.
/// </summary>
internal sealed class DateEvidence
{
    private readonly CellReference?[] _firstOf = new CellReference?[Enum.GetValues<DateForm>().Length];
    private CellReference? _onlyDayFirst;
    private CellReference? _onlyMonthFirst;
    private CellReference? _ambiguous;
    private bool _cannotBeYearFirst;
    private UInt128 _firstParts;
    private UInt128 _lastParts;

    /// <summary>Whether there is a date that is not the same in both readings.</summary>
    public bool HasOpenDates => (_onlyDayFirst ?? _onlyMonthFirst ?? _ambiguous) is not null;

    /// <summary>Whether there are dates that are numbers.</summary>
    public bool HasNumbers => FirstNumber is not null;

    /// <summary>The first date that is a number, or null.</summary>
    public CellReference? FirstNumber => _firstOf.Skip((int)DateForm.UnixSeconds).FirstOrDefault(cell => cell is not null);

    /// <summary>Takes a date; one that is not readable tells nothing.</summary>
    /// <param name="cell">UTF-8 text, trimmed.</param>
    /// <param name="date">What was read of it.</param>
    /// <param name="line">Its line or item.</param>
    public void Take(ReadOnlySpan<byte> cell, WrittenDate date, long line)
    {
        if (!date.IsReadable) return;
        if (_firstOf[(int)date.Form] is null) _firstOf[(int)date.Form] = CellReference.Of(cell, line);
        if (date.Form == DateForm.ShortYear) TakeShortYear(date);
        if (date.DayFirst == date.MonthFirst) return;
        if (date.MonthFirst == 0) _onlyDayFirst ??= CellReference.Of(cell, line);
        else if (date.DayFirst == 0) _onlyMonthFirst ??= CellReference.Of(cell, line);
        else _ambiguous ??= CellReference.Of(cell, line);
    }

    /// <summary>Adds the evidence of the cells that follow.</summary>
    public void Append(DateEvidence part)
    {
        for (var form = 0; form < _firstOf.Length; form++) _firstOf[form] ??= part._firstOf[form];
        _onlyDayFirst ??= part._onlyDayFirst;
        _onlyMonthFirst ??= part._onlyMonthFirst;
        _ambiguous ??= part._ambiguous;
        _cannotBeYearFirst |= part._cannotBeYearFirst;
        _firstParts |= part._firstParts;
        _lastParts |= part._lastParts;
    }

    /// <summary>Decides.</summary>
    /// <param name="known">The format that a column read before had, <see cref="DateReader.DayFirst"/> or <see cref="DateReader.MonthFirst"/>, for a column that does not tell itself; or null.</param>
    /// <param name="unit">What the places of the cells are called.</param>
    /// <param name="problem">Why the column cannot be read, as the rest of a sentence about it; null where it can.</param>
    /// <returns>The reading; null where there is a problem.</returns>
    public DateReading? Decide(string? known, RowUnit unit, out string? problem)
    {
        problem = Contradiction(known, unit);
        if (problem is not null) return null;
        if (_firstOf[(int)DateForm.Calendar] is null && _firstOf[(int)DateForm.ShortYear] is null
            && Array.FindIndex(_firstOf, cell => cell is not null) is var index and >= 0)
        {
            var form = (DateForm)index;
            return new DateReading(false, form, NumberedDate.NameOf(form), $"as {NumberedDate.WordsOf(form)}, as {Place(_firstOf[index]!, unit)} shows");
        }

        if ((_onlyDayFirst ?? _onlyMonthFirst) is not { } witness) return new DateReading(known == DateReader.MonthFirst, DateForm.Calendar, IsOrder(known) ? known : null, null);
        var format = _onlyDayFirst is null ? DateReader.MonthFirst : DateReader.DayFirst;
        return new DateReading(_onlyDayFirst is null, DateForm.Calendar, format, $"with the {First(format)} first, as {Place(witness, unit)} shows");
    }

    private static bool IsOrder(string? format) => format is DateReader.DayFirst or DateReader.MonthFirst;

    /// <summary>The part of a date that stands first: the day or the month.</summary>
    private static string First(string format) => format[..^"-first".Length];

    private static string Place(CellReference cell, RowUnit unit) => $"'{cell.Text}' in {unit.Place(cell.Line)}";

    private string? Contradiction(string? known, RowUnit unit)
    {
        var isDate = _firstOf[(int)DateForm.Calendar] ?? _firstOf[(int)DateForm.ShortYear];
        var numbers = _firstOf.Skip((int)DateForm.UnixSeconds).Where(cell => cell is not null).ToArray();
        if (isDate is null && numbers.Length > 1) return $"has {Place(numbers[0]!, unit)} and {Place(numbers[1]!, unit)}, numbers that count different things";
        if (_onlyDayFirst is { } day && _onlyMonthFirst is { } month)
            return $"has {Place(day, unit)}, where the day stands first, and {Place(month, unit)}, where the month does";
        if ((_onlyDayFirst ?? _onlyMonthFirst) is { } witness && IsOrder(known) && (known == DateReader.MonthFirst) == (_onlyDayFirst is not null))
            return $"has {Place(witness, unit)}, where the {(_onlyDayFirst is null ? "month" : "day")} stands first, but the model was trained on dates where the {First(known!)} does";
        if (!IsOrder(known) && _onlyDayFirst is null && _onlyMonthFirst is null && _ambiguous is { } ambiguous)
            return $"does not tell whether the day or the month stands first, as in {Place(ambiguous, unit)}";
        if (!IsOrder(known) && _firstOf[(int)DateForm.ShortYear] is { } shortYear && !_cannotBeYearFirst && UInt128.PopCount(_firstParts) <= UInt128.PopCount(_lastParts))
            return $"does not tell whether the year stands first or last, as in {Place(shortYear, unit)}";
        return null;
    }

    /// <summary>
    /// <c>29/01/24</c> may be a day of 2024 or of 2029. Where a year that stood first would make no date of a cell, it stands last; and where there
    /// are more different numbers in front than behind, since years change less than days.
    /// </summary>
    private void TakeShortYear(WrittenDate date)
    {
        var written = new DateTime(date.DayFirst != 0 ? date.DayFirst : date.MonthFirst);
        var (first, second) = date.DayFirst != 0 ? (written.Day, written.Month) : (written.Month, written.Day);
        var last = written.Year % 100;
        _firstParts |= UInt128.One << first;
        _lastParts |= UInt128.One << last;
        _cannotBeYearFirst |= second > 12 || last is < 1 or > 31;
    }
}
