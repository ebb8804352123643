using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>
/// Finds the columns of dates in a table of customers that play recency and tenure, by what the caller says or by their names, and makes of them days until the latest of
/// their dates, or until a moment that the caller names. All other dates stay what they are.
/// </summary>
internal sealed class DateParts
{
    private readonly CustomerTable _table;
    private readonly PreparationOptions _options;
    private readonly List<Notice> _notices = [];
    private readonly List<Used> _used = [];
    private readonly TableColumn[] _named;
    private readonly TableColumn[] _spoken;

    private DateParts(CustomerTable table, PreparationOptions options)
    {
        (_table, _options) = (table, options);
        _named = [.. options.Columns.Select(name => ColumnParts.Named(table.Columns, name, "columns"))];
        _spoken =
        [
            .. options.Exclude.Select(name => ColumnParts.Named(table.Columns, name, "exclude")),
            .. options.Encode.Select(name => ColumnParts.Named(table.Columns, name, "encode")),
        ];
    }

    /// <summary>Makes days of the dates that play a part, or that the caller names among the columns to use.</summary>
    /// <param name="table">The table as it was read.</param>
    /// <param name="options">What the caller says.</param>
    /// <returns>The table with days, its parts, and what is to be said of it.</returns>
    /// <exception cref="InvalidTableException">A named column is not there, or dates that are used leave open whether the day or the month stands first.</exception>
    public static (CustomerTable Table, ColumnParts Parts, IReadOnlyList<Notice> Notices) AsDays(CustomerTable table, PreparationOptions options) =>
        new DateParts(table, options).AsDays();

    private (CustomerTable Table, ColumnParts Parts, IReadOnlyList<Notice> Notices) AsDays()
    {
        var recency = Part(_options.Parts.Recency, "recency", ColumnParts.HasUsualRecency(_table.Columns), RankOfRecency);
        var tenure = Part(_options.Parts.Tenure, "tenure", ColumnParts.HasUsualTenure(_table.Columns), RankOfTenure);
        foreach (var column in _named) Use(column, isNumberAllowed: false);
        if (_used.Count == 0) return (_table, _options.Parts, _notices);

        var asOf = _options.AsOf ?? new DateTime(_used.Max(used => used.Ticks.Max()));
        var made = _used.ToDictionary(used => used.Column, used => Days(used, new DaysReading(asOf, used.Format)));
        foreach (var used in _used) _notices.AddRange(PreparationNotices.DatesAsDays(used.Column.Name, used.Column == recency ? "recency" : used.Column == tenure ? "tenure" : null, asOf, _options.AsOf is not null, used.Placeholders));

        var columns = _table.Columns.Select(column => made.GetValueOrDefault(column, column)).ToList();
        var parts = _options.Parts with { Recency = recency?.Name ?? _options.Parts.Recency, Tenure = tenure?.Name ?? _options.Parts.Tenure };
        return (new CustomerTable(columns, _table.Locations, _table.Customers, _table.Notices) { Orders = _table.Orders }, parts, _notices);
    }

    /// <summary>The column of dates that plays a part: the one that the caller names, else the one whose name says so best, unless a column of days plays it already.</summary>
    private TableColumn? Part(string? named, string part, bool isPlayed, Func<NameWords, int> rankOf)
    {
        if (named is not null) return Use(ColumnParts.Named(_table.Columns, named, part), isNumberAllowed: true);
        if (!_options.Derive || isPlayed) return null;
        var best = _table.Columns
            .Where(column => column.Dates is not null && IsFree(column) && rankOf(NameWords.Of(column.Name)) > 0)
            .MaxBy(column => rankOf(NameWords.Of(column.Name)));
        string? problem = null;
        if (best is not null) best.Dates!.Decide(_table.Locations.Unit, out problem);
        if (problem is null) return Use(best, isNumberAllowed: false);
        _notices.Add(PreparationNotices.DatesOpen(best!.Name, problem));
        return null;
    }

    /// <summary>Whether the caller has said nothing of a column that keeps it from playing a part.</summary>
    private bool IsFree(TableColumn column) =>
        _used.TrueForAll(used => used.Column != column)
        && !_spoken.Contains(column)
        && (_named.Length == 0 || _named.Contains(column))
        && 2L * column.Missing <= _table.Customers;

    private TableColumn? Use(TableColumn? column, bool isNumberAllowed)
    {
        if (column is null) return null;
        if (_used.Exists(used => used.Column == column)) return column;
        if (column.Dates is { } dates)
        {
            var reading = dates.Decide(_table.Locations.Unit, out var problem) ?? throw Open(column, problem!);
            _used.Add(Used.Of(column, _options.DateFormat ?? reading.Format, dates.Ticks(reading)));
            return column;
        }

        if (!isNumberAllowed || !column.IsNumeric || NumericMoment.Of(NameWords.Of(column.Name), column.Summary)?.DateFormat is not { } format) return null;
        var reader = new DateReader(format);
        var ticks = new long[_table.Customers];
        column.All(ticks.Length, (first, values) =>
        {
            for (var i = 0; i < values.Length; i++) ticks[first + i] = Ticks(values[i], reader);
            return true;
        });
        _used.Add(Used.Of(column, format, ticks));
        return column;
    }

    private static long Ticks(double value, DateReader reader)
    {
        Span<byte> buffer = stackalloc byte[Cell.LongestWritten];
        return double.IsNaN(value) ? 0 : reader.Read(Cell.Write(value, buffer)).DayFirst;
    }

    private static int RankOfRecency(NameWords words)
    {
        if (words.Has(ColumnWords.OtherDates) || !words.Has(ColumnWords.Lasts)) return 0;
        if (words.Has(ColumnWords.Purchases)) return 3;
        return words.Has(ColumnWords.Visits) ? 2 : 0;
    }

    private static int RankOfTenure(NameWords words)
    {
        if (words.Has(ColumnWords.OtherDates) || words.Has(ColumnWords.Lasts)) return 0;
        if (words.Has(ColumnWords.Firsts)) return words.Has(ColumnWords.Purchases) ? 3 : words.Has(ColumnWords.Visits) ? 1 : 0;
        return words.Has(ColumnWords.Beginnings) ? 2 : 0;
    }

    private static TableColumn Days(Used used, DaysReading reading)
    {
        var days = Array.ConvertAll(used.Ticks, ticks => ticks > 0 ? reading.DaysSince(ticks) : double.NaN);
        return new TableColumn { Name = used.Column.Name, Values = days, Missing = days.Count(double.IsNaN), IsComputed = true, Days = reading };
    }

    private static InvalidTableException Open(TableColumn column, string problem) => new(
        TableDefect.AmbiguousDates, $"'{column.Name}' {problem}; say dateFormat=day-first, dateFormat=month-first, or the pattern, such as dateFormat=d/M/yyyy, or leave the column out.")
    {
        Column = column.Name,
    };

    /// <summary>A column whose dates become days.</summary>
    /// <param name="Column">The column as it was read.</param>
    /// <param name="Format">What its dates are read by; null where they leave nothing open.</param>
    /// <param name="Ticks">The moment of each row; 0 where it has none.</param>
    /// <param name="Placeholders">Dates that programs write for none, such as 1900-01-01; they count as none.</param>
    private sealed record Used(TableColumn Column, string? Format, long[] Ticks, int Placeholders)
    {
        public static Used Of(TableColumn column, string? format, long[] ticks)
        {
            var placeholders = column.Dates?.Placeholders ?? 0;
            foreach (ref var moment in ticks.AsSpan())
            {
                if (!PlaceholderDates.Are(moment)) continue;
                moment = 0;
                placeholders++;
            }

            return new Used(column, format, ticks, placeholders);
        }
    }
}
