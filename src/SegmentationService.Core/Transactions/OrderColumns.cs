using System.Text;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>
/// Finds out which column of a log plays which part: the one that the caller named, else the one that a model learned, else the first
/// of a usual name. A part once given stays, also when columns appear later (the keys of JSON): lines before simply had no value there.
/// </summary>
/// <param name="named">The columns named by the caller.</param>
/// <param name="learned">Those of the log that a model was trained on; they need not be there.</param>
internal sealed class OrderColumns(OrderParts named, OrderParts learned)
{
    private const int MostListed = 20;

    private static readonly string[] NumberedInvoices = [.. UsualNames.Invoice, "name"];

    private static readonly string[] Statuses = [.. UsualNames.Status, .. UsualNames.Event, .. UsualNames.Flag, .. UsualNames.Type];

    private const string Expectation =
        "A log of orders has a header line with the names of its columns, cells separated by , ; TAB or |, and then a line for each order line, such as "
        + "customer,invoice,date,quantity,price or customer,date,amount (JSON: objects with such keys)";

    private readonly List<string> _names = [];
    private readonly List<(string Name, string WithoutUnit)> _lookedUp = [];

    /// <summary>The column of the customer, or -1.</summary>
    public int Customer { get; private set; } = -1;

    /// <summary>The column of the invoice, or -1.</summary>
    public int Invoice { get; private set; } = -1;

    /// <summary>The column of the date, or -1.</summary>
    public int Date { get; private set; } = -1;

    /// <summary>The column of the amount, or -1: then it is quantity times price, if they are there.</summary>
    public int Amount { get; private set; } = -1;

    /// <summary>The column of the quantity, or -1.</summary>
    public int Quantity { get; private set; } = -1;

    /// <summary>The column of the price, or -1.</summary>
    public int Price { get; private set; } = -1;

    /// <summary>The column of the time of the day, or -1.</summary>
    public int Time { get; private set; } = -1;

    /// <summary>The column that says what became of an order, or what happened, or -1.</summary>
    public int Status { get; private set; } = -1;

    /// <summary>The column of the currency, or -1.</summary>
    public int Currency { get; private set; } = -1;

    /// <summary>Whether the name of the status says that it holds states; else its values have to.</summary>
    public bool IsStatusByName { get; private set; }

    /// <summary>Whether the name of the status says that it holds events.</summary>
    public bool IsEventByName { get; private set; }

    /// <summary>Whether the name of the status says that it tells, by yes or no, whether something was taken back.</summary>
    public bool IsFlagByName { get; private set; }

    /// <summary>Whether there is money: an amount, or a price.</summary>
    public bool HasMoney => Amount >= 0 || Price >= 0;

    /// <summary>Whether there is no money, but a number of pieces.</summary>
    public bool HasOnlyItems => !HasMoney && Quantity >= 0;

    /// <summary>The number of columns told so far.</summary>
    public int Count => _names.Count;

    /// <summary>The names of all columns.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The parts by name. A price without a quantity is the money of its line.</summary>
    public OrderParts Parts => new()
    {
        Customer = NameOf(Customer),
        Invoice = NameOf(Invoice),
        Date = NameOf(Date),
        Time = NameOf(Time),
        Amount = NameOf(Amount >= 0 ? Amount : Quantity < 0 ? Price : -1),
        Quantity = Amount < 0 ? NameOf(Quantity) : null,
        Price = Amount < 0 && Quantity >= 0 ? NameOf(Price) : null,
        Status = NameOf(Status),
        Currency = NameOf(Currency),
    };

    /// <summary>Whether a column of this name plays a part.</summary>
    public bool Plays(string name) => Parts is var parts && ((string?[])[parts.Customer, parts.Invoice, parts.Date, parts.Time, parts.Amount, parts.Quantity, parts.Price, parts.Status, parts.Currency]).Contains(name);

    /// <summary>The name of a column; null for -1.</summary>
    public string? NameOf(int column) => column < 0 ? null : _names[column];

    /// <summary>The parts of a log of orders, if the columns that it needs are all there by their usual names, or for the date by what stands in it; else null.</summary>
    /// <param name="names">The names of a table that was taken for customers.</param>
    /// <param name="date">A column that holds dates, in case that none has a usual name; null where there is none.</param>
    public static OrderParts? OfOrders(IEnumerable<string> names, string? date)
    {
        var columns = new OrderColumns(new OrderParts(), new OrderParts());
        columns.Add(names);
        var parts = columns.Parts;
        parts = parts with { Date = parts.Date ?? date };
        return parts is { Customer: not null, Date: not null } && columns.HasMoney ? parts : null;
    }

    /// <summary>Takes columns in addition to those there, and gives them the parts that nothing plays yet.</summary>
    /// <param name="names">The names, in the order of the columns.</param>
    public void Add(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            _names.Add(name);
            _lookedUp.Add((UsualNames.Of(name), UsualNames.WithoutUnit(name)));
        }

        Customer = Find(Customer, named.Customer, learned.Customer, UsualNames.Customer);
        Invoice = Find(Invoice, named.Invoice, learned.Invoice, UsualNames.HasNumberedNames(_lookedUp) ? NumberedInvoices : UsualNames.Invoice);
        Date = Find(Date, named.Date, learned.Date, UsualNames.Date);
        Time = Find(Time, named.Time, learned.Time, UsualNames.Time);
        if (Time == Date) Time = -1;
        Currency = Find(Currency, named.Currency, learned.Currency, UsualNames.Currency);
        FindStatus();
        if (Amount < 0 && (Quantity < 0 || Price < 0)) FindMoney();
    }

    /// <summary>Checks that every part that a log needs is played.</summary>
    /// <exception cref="InvalidTableException">One is not, or a column that the caller named is not there.</exception>
    public void Check()
    {
        foreach (var (parameter, name) in (ReadOnlySpan<(string, string?)>)
            [
                ("customer", named.Customer), ("invoice", named.Invoice), ("date", named.Date), ("time", named.Time), ("amount", named.Amount), ("quantity", named.Quantity), ("price", named.Price),
                ("status", named.Status), ("currency", named.Currency),
            ])
        {
            if (name is not null && IndexOf(name) < 0)
                throw new InvalidTableException(TableDefect.UnknownColumn, $"{parameter}: there is no column '{name}'; the columns are {Listed()}.") { Column = name };
        }

        List<string> missing = [];
        if (Customer < 0) missing.Add($"the customer ({Proposal("customer")})");
        if (Date < 0) missing.Add($"the date ({Proposal("date")})");
        if (named.Quantity is not null && Price < 0) missing.Add($"the price (price=) beside the quantity '{named.Quantity}'");
        if (!HasMoney && (learned.Amount is not null || learned.Price is not null)) missing.Add($"the money ({Proposal("amount")}, or quantity= and price=), which the model was trained with");
        if (missing.Count == 0) return;

        var hasHeader = !LooksLikeData();
        if (missing.Count == 2 && !HasMoney) missing.Add($"the money ({Proposal("amount")}, or quantity= and price=)");
        var problem = hasHeader ? $"No column was found for {string.Join(" and ", missing)}; the columns are {Listed()}. Name it by the parameter." : NoHeader();
        throw new InvalidTableException(TableDefect.MissingOrderColumn, $"{problem} {Expectation}.") { Line = hasHeader ? null : 1 };
    }

    /// <summary>Whether the names are no names but the first line of a table without a header: one of them is a number or a date.</summary>
    private bool LooksLikeData()
    {
        var dates = new DateReader(null);
        var words = _names is [var only] ? only.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) : (IEnumerable<string>)_names;
        return words.Select(Encoding.UTF8.GetBytes).Any(word => Cell.Read(word, out _) == CellKind.Number || dates.Read(word).IsReadable);
    }

    private string NoHeader() => _names is [var only]
        ? $"The first line, '{Excerpt.Of(only)}', is not a header line but data{(only.Contains(' ', StringComparison.Ordinal) ? ", separated by blanks" : "")}."
        : $"The first line, {Listed()}, is not a header line but data.";

    private void FindMoney()
    {
        var amount = Find(-1, named.Amount, learned.Amount, []);
        var quantity = Find(Quantity, named.Quantity, learned.Quantity, []);
        var price = Find(Price, named.Price, learned.Price, []);
        var wantsProduct = named.Amount is null && (named.Quantity is not null || named.Price is not null);
        if (amount < 0 && !wantsProduct && !(quantity >= 0 && price >= 0)) amount = Find(-1, named.Amount, null, UsualNames.Amount);
        if (wantsProduct) amount = -1;
        Amount = amount;
        Quantity = Find(quantity, named.Quantity, null, UsualNames.Quantity);
        Price = Find(price, named.Price, null, UsualNames.Price);
        if (Price == Amount) Price = -1;
        if (Quantity == Amount) Quantity = -1;
    }

    private void FindStatus()
    {
        Status = Find(Status, named.Status, learned.Status, Statuses);
        if (Status < 0) return;
        IsEventByName = UsualNames.Find([_lookedUp[Status]], UsualNames.Event) == 0;
        IsFlagByName = UsualNames.Find([_lookedUp[Status]], UsualNames.Flag) == 0;
        IsStatusByName = !IsEventByName && UsualNames.Find([_lookedUp[Status]], UsualNames.Type) < 0;
    }

    /// <summary>The parameter that names a part, with the column that most likely plays it.</summary>
    public string Proposal(string part)
    {
        int[] taken = [Customer, Invoice, Date, Time, Amount, Quantity, Price, Status, Currency];
        return UsualNames.Likeliest(_names.Where((_, column) => !taken.Contains(column)), part) is { } name ? $"{part}=, perhaps {part}={Excerpt.Of(name)}" : $"{part}=";
    }

    private int Find(int found, string? name, string? learnedName, IReadOnlyList<string> usual)
    {
        if (found >= 0) return found;
        if (name is not null) return IndexOf(name);
        if (learnedName is not null && IndexOf(learnedName) is var index and >= 0) return index;
        return UsualNames.Find(_lookedUp, usual);
    }

    private int IndexOf(string name)
    {
        var exact = _names.IndexOf(name);
        return exact >= 0 ? exact : _names.FindIndex(column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase));
    }

    private string Listed() => string.Join(", ", _names.Take(MostListed).Select(name => $"'{Excerpt.Of(name)}'")) + (_names.Count > MostListed ? " ..." : "");
}
