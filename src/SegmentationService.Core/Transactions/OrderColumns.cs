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

    private const string Expectation =
        "A log of orders has a header line with the names of its columns, cells separated by , ; TAB or |, and then a line for each order line, such as "
        + "customer,invoice,date,quantity,price or customer,date,amount (JSON: objects with such keys)";

    private static readonly string[] CustomerNames =
    [
        "customeruniqueid", "customerid", "custid", "customerno", "customernumber", "customernr", "customerkey", "customercode", "customer", "clientid", "clientno", "client", "userid", "useruniqueid", "user",
        "memberid", "memberno", "member", "accountid", "accountno", "buyerid", "buyer", "shopperid", "consumerid", "householdid", "householdkey", "loyaltyid", "loyaltycardno", "cardid", "cardno", "cardnumber",
        "customeremail", "email", "useremail", "customername", "kundennummer", "kundennr", "kundenid", "kunde", "clienteid",
    ];

    private static readonly string[] InvoiceNames =
    [
        "invoiceno", "invoiceid", "invoicenumber", "invoicenr", "invoice", "orderid", "orderno", "ordernumber", "ordernr", "order", "salesorderid", "salesordernumber", "transactionid", "transactionno", "transactionnumber",
        "transaction", "receiptid", "receiptno", "receiptnumber", "receipt", "basketid", "basket", "ticketid", "ticketno", "ticketnumber", "ticket", "billid", "billno", "billnumber", "purchaseid", "saleid", "checkoutid",
        "documentno", "voucherno", "rechnungsnummer", "rechnungsnr", "bestellnummer", "bestellnr",
    ];

    private static readonly string[] DateNames =
    [
        "invoicedate", "invoicedatetime", "orderdate", "orderdatetime", "orderpurchasetimestamp", "purchasedate", "purchasedatetime", "transactiondate", "transactiondatetime", "transdate", "saledate", "salesdate", "receiptdate",
        "billdate", "date", "datetime", "ordertime", "purchasetime", "transactiontime", "timestamp", "ordertimestamp", "orderedat", "purchasedat", "createdat", "createddate", "eventtime", "eventdate", "day", "time",
        "rechnungsdatum", "bestelldatum", "datum",
    ];

    private static readonly string[] AmountNames =
    [
        "lineamount", "linetotal", "linevalue", "amount", "totalprice", "totalamount", "salesamount", "salesvalue", "netamount", "grossamount", "transactionamount", "purchaseamount", "extendedprice", "itemtotal", "sales",
        "revenue", "subtotal", "amountspent", "paymentvalue", "total", "spend", "value", "betrag", "umsatz",
    ];

    private static readonly string[] QuantityNames =
        ["quantity", "qty", "orderquantity", "orderqty", "quantityordered", "qtyordered", "quantitysold", "salesquantity", "lineitemquantity", "units", "unitssold", "unitsold", "numberofunits", "pieces", "itemcount", "items", "menge", "anzahl"];

    private static readonly string[] PriceNames =
        ["unitprice", "price", "priceeach", "priceperunit", "itemprice", "productprice", "sellingprice", "unitsellingprice", "saleprice", "salesprice", "lineitemprice", "einzelpreis", "stueckpreis", "preis"];

    private readonly List<string> _names = [];

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

    /// <summary>The number of columns told so far.</summary>
    public int Count => _names.Count;

    /// <summary>The parts by name.</summary>
    public OrderParts Parts => new()
    {
        Customer = NameOf(Customer),
        Invoice = NameOf(Invoice),
        Date = NameOf(Date),
        Amount = NameOf(Amount),
        Quantity = Amount < 0 ? NameOf(Quantity) : null,
        Price = Amount < 0 ? NameOf(Price) : null,
    };

    /// <summary>Whether a column of this name plays a part.</summary>
    public bool Plays(string name) => Parts is var parts && ((string?[])[parts.Customer, parts.Invoice, parts.Date, parts.Amount, parts.Quantity, parts.Price]).Contains(name);

    /// <summary>The name of a column; null for -1.</summary>
    public string? NameOf(int column) => column < 0 ? null : _names[column];

    /// <summary>The parts of a log of orders, if the columns that it needs are all there by their usual names; else null.</summary>
    /// <param name="names">The names of a table that was taken for customers.</param>
    public static OrderParts? OfOrders(IEnumerable<string> names)
    {
        var columns = new OrderColumns(new OrderParts(), new OrderParts());
        columns.Add(names);
        var parts = columns.Parts;
        return parts is { Customer: not null, Date: not null } and ({ Amount: not null } or { Quantity: not null, Price: not null }) ? parts : null;
    }

    /// <summary>Takes columns in addition to those there, and gives them the parts that nothing plays yet.</summary>
    /// <param name="names">The names, in the order of the columns.</param>
    public void Add(IEnumerable<string> names)
    {
        _names.AddRange(names);
        Customer = Find(Customer, named.Customer, learned.Customer, CustomerNames);
        Invoice = Find(Invoice, named.Invoice, learned.Invoice, InvoiceNames);
        Date = Find(Date, named.Date, learned.Date, DateNames);
        if (Amount < 0 && (Quantity < 0 || Price < 0)) FindMoney();
    }

    /// <summary>Checks that every part that a log needs is played.</summary>
    /// <exception cref="InvalidTableException">One is not, or a column that the caller named is not there.</exception>
    public void Check()
    {
        foreach (var (parameter, name) in (ReadOnlySpan<(string, string?)>)
            [("customer", named.Customer), ("invoice", named.Invoice), ("date", named.Date), ("amount", named.Amount), ("quantity", named.Quantity), ("price", named.Price)])
        {
            if (name is not null && IndexOf(name) < 0)
                throw new InvalidTableException(TableDefect.UnknownColumn, $"{parameter}: there is no column '{name}'; the columns are {Listed()}.") { Column = name };
        }

        List<string> missing = [];
        if (Customer < 0) missing.Add("the customer (customer=)");
        if (Date < 0) missing.Add("the date (date=)");
        if (Amount < 0 && (Quantity < 0 || Price < 0)) missing.Add(MissingMoney());
        if (missing.Count == 0) return;

        var hasHeader = !LooksLikeData();
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
        if (amount < 0 && !wantsProduct && !(quantity >= 0 && price >= 0)) amount = Find(-1, named.Amount, null, AmountNames);
        if (wantsProduct) amount = -1;
        Amount = amount;
        if (amount >= 0) return;
        Quantity = Find(quantity, named.Quantity, null, QuantityNames);
        Price = Find(price, named.Price, null, PriceNames);
    }

    private string MissingMoney()
    {
        const string Both = "the money (amount=, or quantity= and price=)";
        if (Quantity >= 0) return $"the price (price=) beside the quantity '{NameOf(Quantity)}', or {Both}";
        return Price >= 0 ? $"the quantity (quantity=) beside the price '{NameOf(Price)}' (amount={NameOf(Price)} takes it as the money of the line), or {Both}" : Both;
    }

    private int Find(int found, string? name, string? learnedName, string[] usual)
    {
        if (found >= 0) return found;
        if (name is not null) return IndexOf(name);
        if (learnedName is not null && IndexOf(learnedName) is var index and >= 0) return index;
        foreach (var candidate in usual)
        {
            var match = _names.FindIndex(column => ColumnName.Normalize(column) == candidate);
            if (match >= 0) return match;
        }

        return -1;
    }

    private int IndexOf(string name)
    {
        var exact = _names.IndexOf(name);
        return exact >= 0 ? exact : _names.FindIndex(column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase));
    }

    private string Listed() => string.Join(", ", _names.Take(MostListed).Select(name => $"'{Excerpt.Of(name)}'")) + (_names.Count > MostListed ? " ..." : "");
}
