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
    private const int MostListed = 20;

    private readonly OrderLogOptions _options;
    private readonly RowUnit _unit;
    private readonly MemoryShare? _memory;
    private readonly TableHeader _header;
    private readonly List<string> _names = [];
    private readonly List<Notice> _notices = [];
    private readonly OrderColumns _columns;
    private readonly OrderLogPart _all;
    private readonly string? _dateFormat;

    /// <summary>Begins an empty log.</summary>
    /// <param name="unit">What the numbers of lines count.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="memory">What it takes its memory from, and the table that is made of it; null where nobody counts.</param>
    public OrderLog(RowUnit unit, OrderLogOptions options, MemoryShare? memory = null)
    {
        (_unit, _options, _memory) = (unit, options, memory);
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

    /// <inheritdoc cref="Customer"/>
    public int Time => _columns.Time;

    /// <inheritdoc cref="Customer"/>
    public int Status => _columns.Status;

    /// <inheritdoc cref="Customer"/>
    public int Currency => _columns.Currency;

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
    public OrderLogPart BeginPart() => new(_unit, _columns, _options, _dateFormat, _memory);

    /// <summary>Joins a part to what is there.</summary>
    /// <param name="part">The part that follows; must not be used after.</param>
    /// <exception cref="InvalidTableException">There are too many purchases.</exception>
    public void Append(OrderLogPart part)
    {
        _all.Append(part);
        part.Memory?.Dispose();
    }

    /// <summary>The customers, in the order of their ids. The log must not be used after. O(purchases).</summary>
    /// <exception cref="InvalidTableException">A column is missing, the dates do not tell how they are read, or no line counts.</exception>
    public CustomerTable Build()
    {
        if (_all.Lines == 0)
            throw new InvalidTableException(TableDefect.NoCustomers, "There is no order in the data: a header line, and then a line for each order line, or a list of at least one object is expected.");
        _columns.Check();
        if (_options.CountStatus is not null && _columns.Status < 0)
            throw new InvalidTableException(TableDefect.MissingOrderColumn, "countStatus names values of the status, and no column was found for it; name it by status=.");
        var (dates, dateFormat) = DecideDates();
        var (decimalSign, numberNotices) = DecideNotation();
        var status = _columns.Status < 0 ? null : _all.Status.Decide(_columns.IsStatusByName || _options.Parts.Status is not null, _columns.IsEventByName);
        var idsAreNumbers = HasOnlyWholeNumbers(_all.Orders);
        var isOpen = idsAreNumbers || _all.HasOpenLines || _all.Dates.HasOpenDates || _all.Dates.HasNumbers || decimalSign == DecimalSign.Comma;
        var settlement = new OrderSettlement(_all, dates, decimalSign == DecimalSign.Comma, idsAreNumbers, status);
        var orders = isOpen ? settlement.Settle(_options.MaxOrders) : _all.Orders;
        CheckCustomers();
        CheckDates(orders, dates);
        List<Notice> notices = [.. DatesRead(dates), .. numberNotices, .. MoneyNotices(), .. StatusNotices(status), .. settlement.Notices()];
        var per = DecideScope(orders, notices);

        var farDates = new FarDates(orders);
        if (farDates.LeaveOut(orders, _all.LeftOut, _unit, keepsFew: _options.AsOf is not null) is { } farApart) notices.Add(farApart);
        else if (_options.AsOf is null) notices.AddRange(LoneDates.Notices(orders));
        var guests = new Guests(orders, _options.Guests, _options.Learned?.Guests);
        notices.AddRange(guests.Notices(_columns.Parts.Customer!));
        guests.LeaveOut(_all.LeftOut);

        var asOf = AsOf(_all.Latest.UpTo(dates, farDates.LastYear));
        var customers = new OrderCustomers(orders, asOf, _options.MaxCustomers, _memory);
        if (customers.Count == 0) throw NoOrders(customers.LinesAfter, asOf);
        var origin = new OrderOrigin(asOf, _columns.Parts with { Status = status?.IsStatus == false ? null : _columns.Parts.Status }, dateFormat)
        {
            CountStatus = _options.CountStatus ?? (status is { OnlyPurchases: true } ? status.Counting : null),
            Guests = guests.Ids,
            IsAmountPerOrder = per is { } known ? known == AmountPer.Order : null,
            Decimal = decimalSign,
            Summary = Summarize(customers, decimalSign),
        };
        return customers.ToTable(
            idsAreNumbers,
            _columns.HasMoney ? OrderColumnNames.Monetary : _columns.HasOnlyItems ? OrderColumnNames.Items : null,
            origin,
            [customers.Summary(_all.Lines, Invoice < 0 ? "purchases" : "invoices", _columns.HasMoney), .. _notices, .. notices, .. _all.LeftOut.Notices(_unit), .. customers.NotesAfter()]);
    }

    private static bool HasOnlyWholeNumbers(OrderBook orders)
    {
        for (var i = 0; i < orders.Count; i++)
        {
            var customer = orders.Entry(i).Customer;
            if (!WholeNumber.Is(customer) && !customer.IsEmpty && !GuestIds.Is(customer, standsOut: false, hasOne: true)) return false;
        }

        return true;
    }

    private OrderSummary Summarize(OrderCustomers customers, DecimalSign? decimalSign)
    {
        var leftOut = customers.AmountAfter + (decimalSign == DecimalSign.Comma ? _all.LeftOut.CommaAmount : _all.LeftOut.Amount);
        return new OrderSummary(customers.First, customers.Last, _all.Lines, customers.Orders, _columns.HasMoney ? Money.ToDouble(customers.Amount) : null, _columns.HasMoney ? Money.ToDouble(leftOut) : null);
    }

    /// <summary>The decimal sign of the numbers, null where they are plain, and what is to be said of it.</summary>
    private (DecimalSign? Sign, IReadOnlyList<Notice> Notices) DecideNotation()
    {
        var evidence = _all.Money.Notation;
        var preferred = _options.Decimal != DecimalSign.Auto ? _options.Decimal : _options.Learned?.Decimal ?? DecimalSign.Auto;
        var column = _columns.Parts.Amount ?? _columns.Parts.Price ?? _columns.Parts.Quantity;
        var sign = evidence.Decide(preferred, _unit, out var problem, out var witness);
        if (problem is not null)
        {
            throw new InvalidTableException(TableDefect.UnreadableNumber, $"The money of the log cannot be read: {problem}.")
            {
                Column = column,
                Line = witness!.Line,
            };
        }

        if (sign is null) return (null, []);
        var words = sign == DecimalSign.Comma ? "a decimal comma" : "a decimal point";
        return (sign, [new Notice("number_notation", column, $"The numbers of the log are read with {words}; {_unit.Place(witness!.Line)} has '{witness.Text}'.")]);
    }

    private IEnumerable<Notice> MoneyNotices()
    {
        if (!_columns.HasMoney)
        {
            var items = _columns.HasOnlyItems ? $" '{_columns.Parts.Quantity}' is added up as items." : "";
            yield return new Notice("no_money", null, $"The log has no column of money by its usual name ({_columns.Proposal("amount")}, or quantity= and price=), so customers have recency, frequency and tenure, but no monetary value.{items} The columns are {string.Join(", ", _columns.Names.Take(MostListed).Select(name => $"'{Excerpt.Of(name)}'"))}.");
        }
        else if (_columns.Amount < 0 && _columns.Quantity < 0)
            yield return new Notice("price_is_amount", _columns.Parts.Amount, $"'{_columns.Parts.Amount}' is taken as the money of a line, since no column tells a quantity.");
        if (_all.Money.Currencies.Count > 1)
            yield return new Notice("several_currencies", _columns.Parts.Currency ?? _columns.Parts.Amount, $"'{_columns.Parts.Currency ?? _columns.Parts.Amount}' has several currencies, {_all.Money.Currencies} lines, and the sums mix them: convert the money to one currency first.");
    }

    private IEnumerable<Notice> StatusNotices(StatusDecision? status)
    {
        if (status is not { IsStatus: true }) yield break;
        var column = _columns.Parts.Status;
        if (status.LeftOutListed.Length > 0) _all.LeftOut.Explain(LeftOut.NoPurchase, $"By '{column}' these are no purchases: {status.LeftOutListed}; and these are: {(status.CountingListed.Length > 0 ? status.CountingListed : "none")}. countStatus= names the values that count.");
        else if (status.HasUnknown) yield return new Notice("order_status", column, $"'{column}' has {status.CountingListed}; all of these lines count. countStatus= names the values that count.");
    }

    private AmountPer? DecideScope(OrderBook orders, List<Notice> notices)
    {
        if (_columns.Parts.Amount is not { } amount) return null;
        var learned = _options.Learned?.IsAmountPerOrder is { } isPerOrder ? isPerOrder ? AmountPer.Order : AmountPer.Line : (AmountPer?)null;
        var per = new AmountScope(orders, amount).Decide(_options.AmountPer ?? learned, out var notice);
        if (notice is not null) notices.Add(notice);
        if (per == AmountPer.Order)
            for (var i = 0; i < orders.Count; i++) orders[i].CountAmountOnce();
        return per;
    }

    private DateTime AsOf(long latest)
    {
        if (_options.AsOf is { } asOf) return asOf;
        var dayAfter = new DateTime(latest).AddDays(1);
        return !_options.IsOfItsOwnTime && _options.Learned is { } learned && learned.AsOf > dayAfter ? learned.AsOf : dayAfter;
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
    private void CheckDates(OrderBook orders, DateReading dates)
    {
        var without = _all.LeftOut[LeftOut.NoDate];
        long with = 0;
        for (var i = 0; i < orders.Count; i++) with += orders[i].Lines;
        var number = dates.Form == DateForm.Calendar ? _all.Dates.FirstNumber : null;
        if (without <= with && (_all.Unreadable ?? number) is { } first) _all.LeftOut.Explain(LeftOut.NoDate, $"The first that is none is '{first.Text}' in {_unit.Place(first.Line)}.");
        if (without <= with || (_all.Unreadable ?? number ?? _all.Undated) is not { } unreadable) return;

        var format = _dateFormat is null ? "" : $" by dateFormat={_dateFormat}";
        var what = with > 0
            ? $"Most dates in '{_columns.Parts.Date}' cannot be read{format}: {without} of the {with + without} lines that count but for their date have none"
            : $"No date in '{_columns.Parts.Date}' can be read{format} on a line that counts{(_all.Latest.UpTo(dates, DateReader.LastYear) == 0 ? "" : ", though there are dates on others")}";
        throw new InvalidTableException(
            TableDefect.UnreadableDates,
            $"{what}; {_unit.Place(unreadable.Line)} has '{unreadable.Text}'. Dates are written such as 2011-12-09 08:26, 20111209, 9/12/2011 or 9-Dec-11. For others say dateFormat=: a pattern such as d/M/yy H:mm, day-first or month-first, unix or unix-ms (seconds or milliseconds since 1970), or excel (days of a spreadsheet).")
        {
            Column = _columns.Parts.Date,
            Line = unreadable.Line,
        };
    }

    /// <summary>Says which column was taken for the customer where most lines have none there.</summary>
    private void CheckCustomers()
    {
        if (2 * _all.LeftOut[LeftOut.NoCustomer] <= _all.Lines) return;
        _all.LeftOut.Explain(LeftOut.NoCustomer, $"'{_columns.Parts.Customer}' is taken for the customer; if it is another column, name it ({_columns.Proposal("customer")}).");
    }

    private InvalidTableException NoOrders(long linesAfter, DateTime asOf)
    {
        List<string> reasons = [.. _all.LeftOut.Notices(_unit).Select(notice => notice.Message)];
        if (linesAfter > 0) reasons.Add($"{linesAfter} belong to purchases after asOf, {OrderCustomers.Moment(asOf)}.");
        return new InvalidTableException(TableDefect.NoOrders, $"No line of the log counts. {string.Join(" ", reasons)}");
    }
}
