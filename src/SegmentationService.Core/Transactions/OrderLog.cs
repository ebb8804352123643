using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>
/// Makes a table of customers of a log of orders, part by part, its lines in any order: <c>recency_days</c> (whole days from the last purchase),
/// <c>frequency</c> (distinct invoices, or moments where there is no invoice), <c>monetary</c> (the sum of all lines, exact), <c>tenure_days</c>
/// (whole days from the first purchase). Lines that cannot count are left out, and told of.
/// </summary>
/// <remarks>
/// What only the whole column tells (whether days or months stand first, whether ids are whole numbers, the latest date) is decided in
/// <see cref="Build"/>; until then each purchase holds what every answer needs. Memory grows with purchases, not with lines.
/// </remarks>
public sealed class OrderLog
{
    private readonly OrderLogOptions _options;
    private readonly RowUnit _unit;
    private readonly TableHeader _header;
    private readonly List<string> _names = [];
    private readonly List<Notice> _notices = [];
    private readonly OrderColumns _columns;
    private readonly OrderLogPart _all;
    private readonly string? _dateFormat;

    /// <summary>Begins an empty log.</summary>
    /// <param name="unit">What the numbers of lines count.</param>
    /// <param name="options">How it is read.</param>
    public OrderLog(RowUnit unit, OrderLogOptions options)
    {
        (_unit, _options) = (unit, options);
        _header = new TableHeader(options.MaxColumns);
        _columns = new OrderColumns(options.Parts, options.Learned?.Parts ?? new OrderParts());
        _dateFormat = options.DateFormat ?? (DateReader.IsPattern(options.Learned?.DateFormat) ? options.Learned?.DateFormat : null);
        _all = BeginPart();
    }

    /// <summary>The column of the customer, as the number of its name, or -1; the others likewise.</summary>
    public int Customer => _columns.Customer;

    /// <inheritdoc cref="Customer"/>
    public int Invoice => _columns.Invoice;

    /// <inheritdoc cref="Customer"/>
    public int Date => _columns.Date;

    /// <inheritdoc cref="Customer"/>
    public int Amount => _columns.Amount;

    /// <inheritdoc cref="Customer"/>
    public int Quantity => _columns.Quantity;

    /// <inheritdoc cref="Customer"/>
    public int Price => _columns.Price;

    /// <summary>Takes the columns of a header: no other follows.</summary>
    /// <param name="names">Their names, in order.</param>
    /// <exception cref="InvalidTableException">A column that is needed is not there, or the name of one is there twice.</exception>
    public void AddHeader(IReadOnlyList<string> names)
    {
        _columns.Add(names.Select(name => name.Trim()));
        _columns.Check();
        foreach (var name in names) _header.Add(name);
        if (_header.Repeated.FirstOrDefault(name => _columns.Plays(name)) is { } ambiguous) throw _header.Ambiguous(ambiguous);
    }

    /// <summary>The column of a name, added if it is new.</summary>
    /// <param name="name">Its name; blanks around it are no part of it.</param>
    /// <returns>Its number: 0, 1, 2 ...</returns>
    /// <exception cref="InvalidTableException">The name is empty, or there are too many columns.</exception>
    public int FindOrAddColumn(string name)
    {
        if (_header.TryFind(name, out var column)) return column;
        _names.Add(_header.Add(name));
        return _names.Count - 1;
    }

    /// <summary>Adds something that the source has to say about how it was read.</summary>
    public void Note(Notice notice) => _notices.Add(notice);

    /// <summary>Gives the columns found since the last call the parts that nothing plays yet. Call it before a line is added that may have new ones.</summary>
    public void Settle()
    {
        if (_columns.Count < _names.Count) _columns.Add([.. _names.Skip(_columns.Count)]);
    }

    /// <summary>Begins a part that is filled apart from this log, on any thread.</summary>
    public OrderLogPart BeginPart() => new(_unit, _columns, _dateFormat, _options.MaxOrders);

    /// <summary>Joins a part to what is there.</summary>
    /// <param name="part">The part that follows; must not be used after.</param>
    /// <exception cref="InvalidTableException">There are too many purchases.</exception>
    public void Append(OrderLogPart part) => _all.Append(part);

    /// <summary>The customers, in the order of their ids. The log must not be used after. O(purchases).</summary>
    /// <exception cref="InvalidTableException">A column is missing, the dates do not tell how they are read, or no line counts.</exception>
    public CustomerTable Build()
    {
        if (_all.Lines == 0)
            throw new InvalidTableException(TableDefect.NoCustomers, "There is no order in the data: a header line, and then a line for each order line, or a list of at least one object is expected.");
        _columns.Check();
        var (dates, dateFormat) = DecideDates();
        var latest = _all.Latest(dates);
        var orders = _all.Orders;
        var idsAreNumbers = HasOnlyWholeNumbers(orders);
        if (idsAreNumbers || _all.Dates.HasOpenDates || _all.Dates.HasNumbers) orders = orders.Settled(dates, idsAreNumbers, _all.LeftOut);
        CheckDates(orders, latest);
        var asOf = AsOf(latest);
        var customers = new OrderCustomers(orders, asOf, _options.MaxCustomers);
        if (customers.Count == 0) throw NoOrders(customers.LinesAfter, asOf);
        return customers.ToTable(
            idsAreNumbers,
            new OrderOrigin(asOf, _columns.Parts, dateFormat),
            [customers.Summary(_all.Lines, Invoice < 0 ? "purchases" : "invoices"), .. _notices, .. DatesRead(dates), .. _all.LeftOut.Notices(_unit), .. customers.NotesAfter()]);
    }

    private static bool HasOnlyWholeNumbers(OrderBook orders)
    {
        for (var i = 0; i < orders.Count; i++)
            if (!WholeNumber.Is(orders.Customer(i))) return false;
        return true;
    }

    private DateTime AsOf(long latest)
    {
        if (_options.AsOf is { } asOf) return asOf;
        var dayAfter = new DateTime(latest).AddDays(1);
        return _options.Learned is { } learned && learned.AsOf > dayAfter ? learned.AsOf : dayAfter;
    }

    /// <summary>How the dates are read, and the format to remember.</summary>
    private (DateReading Reading, string? Format) DecideDates()
    {
        if (_dateFormat is not null) return (new DateReading(false, NumberedDate.FormOf(_dateFormat) ?? DateForm.Calendar, null, null), _dateFormat);
        var reading = _all.Dates.Decide(_options.Learned?.DateFormat, _unit, out var problem);
        if (reading is not null) return (reading, reading.Format);
        throw new InvalidTableException(TableDefect.AmbiguousDates, $"'{_columns.Parts.Date}' {problem}; say dateFormat=day-first, dateFormat=month-first, or the pattern, such as dateFormat=d/M/yyyy or yy/MM/dd.") { Column = _columns.Parts.Date };
    }

    private IEnumerable<Notice> DatesRead(DateReading dates)
    {
        if (dates.Words is { } words) yield return new Notice("dates_read", _columns.Parts.Date, $"The dates in '{_columns.Parts.Date}' are read {words}.");
    }

    /// <summary>Refuses a log of which most would be lost: its dates are written in a way that is not known.</summary>
    private void CheckDates(OrderBook orders, long latest)
    {
        var without = _all.LeftOut[LeftOut.NoDate];
        long with = 0;
        for (var i = 0; i < orders.Count; i++) with += orders[i].Lines;
        if (without <= with || _all.Unreadable is not { } unreadable) return;
        var format = _dateFormat is null ? "" : $" by dateFormat={_dateFormat}";
        var what = with > 0
            ? $"Most dates in '{_columns.Parts.Date}' cannot be read{format}: {without} of the {with + without} lines that count but for their date have none"
            : $"No date in '{_columns.Parts.Date}' can be read{format} on a line that counts{(latest == 0 ? "" : ", though there are dates on others")}";
        throw new InvalidTableException(
            TableDefect.UnreadableDates,
            $"{what}; {_unit.Place(unreadable.Line)} has '{unreadable.Text}'. Dates are written such as 2011-12-09 08:26, 20111209, 9/12/2011 or 9-Dec-11. For others say dateFormat=: a pattern such as d/M/yy H:mm, day-first or month-first, unix or unix-ms (seconds or milliseconds since 1970), or excel (days of a spreadsheet).")
        {
            Column = _columns.Parts.Date,
            Line = unreadable.Line,
        };
    }

    private InvalidTableException NoOrders(long linesAfter, DateTime asOf)
    {
        List<string> reasons = [.. _all.LeftOut.Notices(_unit).Select(notice => notice.Message)];
        if (linesAfter > 0) reasons.Add($"{linesAfter} belong to purchases after asOf, {OrderCustomers.Moment(asOf)}.");
        return new InvalidTableException(TableDefect.NoOrders, $"No line of the log counts. {string.Join(" ", reasons)}");
    }
}
