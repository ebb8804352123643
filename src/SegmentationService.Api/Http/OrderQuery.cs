using SegmentationService.Core.Data;
using SegmentationService.Core.Transactions;

namespace SegmentationService.Api.Http;

/// <summary>The query parameters that say that the rows of a body are order lines, and how they are read.</summary>
internal static class OrderQuery
{
    /// <summary>The parameter of the moment that recency and tenure count from.</summary>
    public const string AsOf = "asOf";

    /// <summary>The parameter of how dates are written.</summary>
    public const string DateFormat = "dateFormat";

    private const string Input = "input";
    private const string Transactions = "transactions";

    /// <summary>The parameters that name columns.</summary>
    private static readonly string[] Columns = ["customer", "invoice", "date", "amount", "quantity", "price", "time", "status", "currency"];

    /// <summary>The parameter that says what a row is, for the lists of endpoints.</summary>
    public static QueryParameter InputParameter { get; } =
        new(Input, ParameterKind.Text, "What a row of the body is: a customer, or an order line (transactions), of which the customers are made first.", "customers") { Choices = ["customers", Transactions] };

    /// <summary>The parameters of dates, which tables of customers have, too.</summary>
    public static IReadOnlyList<QueryParameter> DateParameters { get; } =
    [
        new(AsOf, ParameterKind.Text, "The moment that recency and tenure count from, such as 2011-12-10 or 2011-12-10T12:50:00; purchases after it are left out. Default: for a log of orders its latest date and one day, in predictions not before that of the training; for dates in a table of customers the latest of them, in predictions that of the training."),
        new(DateFormat, ParameterKind.Text, "How dates are written: day-first, month-first, unix, unix-ms, unix-us or unix-ns (seconds, or thousandths and so on, since 1970), excel (days of a spreadsheet), or a pattern such as d/M/yyyy H:mm. Default: what the dates themselves tell."),
    ];

    /// <summary>The parameters of a log of orders, for the lists of endpoints.</summary>
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("customer", ParameterKind.Text, "With input=transactions: the column of the customer, when its name is not a usual one."),
        new("invoice", ParameterKind.Text, "With input=transactions: the column of the invoice or order, when its name is not a usual one. Without one, purchases are told apart by their time."),
        new("date", ParameterKind.Text, "With input=transactions: the column of the date, when its name is not a usual one."),
        new("amount", ParameterKind.Text, "With input=transactions: the column of the money of a line; excludes quantity and price."),
        new("quantity", ParameterKind.Text, "With input=transactions: the column of the number of pieces; times the price it is the money of a line."),
        new("price", ParameterKind.Text, "With input=transactions: the column of the price of a piece."),
        new("time", ParameterKind.Text, "With input=transactions: the column of the time of the day, where it stands beside the date and its name is not a usual one."),
        new("status", ParameterKind.Text, "With input=transactions: the column that says what became of an order, or what happened, when its name is not a usual one."),
        new("countStatus", ParameterKind.List, "With input=transactions: the values of the status that count as purchases, separated by commas. Default: all but those that mean that nothing was bought, such as cancelled, refunded or view."),
        new("currency", ParameterKind.Text, "With input=transactions: the column of the currency, when its name is not a usual one."),
        new("amountPer", ParameterKind.Text, "With input=transactions: whether the amount is that of the line, or the total of its order that stands on each of its lines and counts once. Default: what the log shows.") { Choices = ["line", "order"] },
        new("guests", ParameterKind.List, "With input=transactions: the ids under which the shop puts customers who are not known, separated by commas; their purchases are left out. none counts each id as one customer. Default: 0, -1, guest, anonymous and the like."),
        .. DateParameters,
    ];

    /// <summary>Reads the parameters.</summary>
    /// <param name="query">The query, checked against a list with these parameters.</param>
    /// <param name="learned">The log that the model was trained on, or null.</param>
    /// <returns>How the log is read; null where the rows are customers.</returns>
    /// <exception cref="InvalidParameterException">A value is not allowed, or does not fit to another one.</exception>
    public static OrderLogOptions? Parse(QueryReader query, OrderOrigin? learned)
    {
        if (!string.Equals(query.Text(Input), Transactions, StringComparison.OrdinalIgnoreCase))
        {
            foreach (var parameter in Parameters.Except(DateParameters))
                if (query.Has(parameter.Name)) throw new InvalidParameterException(parameter.Name, $"{parameter.Name} belongs to input=transactions, which is not given.");
            return null;
        }

        if (query.Has("amount") && (query.Has("quantity") || query.Has("price")))
            throw new InvalidParameterException("amount", "amount is the money of a line; it cannot be given together with quantity or price.");
        query.CheckDifferent(Columns);
        var (asOf, dateFormat) = ParseDates(query);
        return new OrderLogOptions
        {
            Parts = new OrderParts
            {
                Customer = query.Text("customer"),
                Invoice = query.Text("invoice"),
                Date = query.Text("date"),
                Amount = query.Text("amount"),
                Quantity = query.Text("quantity"),
                Price = query.Text("price"),
                Time = query.Text("time"),
                Status = query.Text("status"),
                Currency = query.Text("currency"),
            },
            AsOf = asOf,
            DateFormat = dateFormat,
            CountStatus = query.Has("countStatus") ? query.List("countStatus") : null,
            AmountPer = query.Choice<AmountPer>("amountPer"),
            Guests = query.Has("guests") ? [.. query.List("guests").Where(id => !id.Equals("none", StringComparison.OrdinalIgnoreCase))] : null,
            Decimal = query.Choice<DecimalSign>("decimal") ?? DecimalSign.Auto,
            Learned = learned,
        };
    }

    /// <summary>Reads the parameters of dates.</summary>
    /// <param name="query">The query, checked against a list with these parameters.</param>
    /// <exception cref="InvalidParameterException">A value is not allowed.</exception>
    public static (DateTime? AsOf, string? DateFormat) ParseDates(QueryReader query)
    {
        var asOf = Moment(query, AsOf);
        if (query.Text(DateFormat) is { } format && !OrderLogOptions.IsDateFormat(format))
            throw Refused(DateFormat, format, "allowed is day-first, month-first, unix, unix-ms, unix-us, unix-ns, excel, or a pattern with d, M and y such as d/M/yyyy H:mm or yyyyMMdd");
        return (asOf, query.Text(DateFormat));
    }

    /// <summary>The moment that a parameter names; null where it is not given.</summary>
    /// <param name="query">The query, checked against a list with the parameter.</param>
    /// <param name="name">The parameter.</param>
    /// <exception cref="InvalidParameterException">It is no moment.</exception>
    public static DateTime? Moment(QueryReader query, string name)
    {
        if (query.Text(name) is not { } text) return null;
        return OrderLogOptions.TryReadMoment(text, out var moment) ? moment : throw Refused(name, text, "allowed is a date such as 2011-12-10, or with a time, 2011-12-10T12:50:00");
    }

    private static InvalidParameterException Refused(string parameter, string value, string allowed) =>
        new(parameter, $"{parameter} is '{Excerpt.Of(value)}'; {allowed}.");
}
