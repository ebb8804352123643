using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>Which column plays which part; null where none does.</summary>
public sealed record ColumnParts
{
    private static readonly string[] IdNames =
        ["customerid", "custid", "customerno", "customernumber", "customerkey", "clientid", "userid", "memberid", "accountid", "id"];

    private static readonly string[] RecencyNames =
        ["recency", "recencydays", "recencyindays", "dayssincelastpurchase", "dayssincelastorder", "dayssinceprior", "lastpurchasedays", "lastpurchasedaysago"];

    private static readonly string[] FrequencyNames =
        ["frequency", "purchases", "purchasecount", "numpurchases", "numberofpurchases", "orders", "ordercount", "numorders", "numberoforders", "totalorders", "invoices", "transactions", "transactioncount", "numtransactions"];

    private static readonly string[] MonetaryNames =
        ["monetary", "monetaryvalue", "totalspend", "totalspent", "totalspending", "spend", "totalrevenue", "revenue", "totalamount", "totalsales", "amountspent"];

    private static readonly string[] BoughtNames = ["purchase", "purchased", "bought", "buyer", "sale", "sold", "subscribed", "y"];

    private static readonly string[] TenureNames =
        ["tenuredays", "tenure", "customerage", "customeragedays", "dayssincefirstpurchase", "dayssincefirstorder", "daysascustomer", "accountagedays"];

    /// <summary>Who the customer is.</summary>
    public string? Id { get; init; }

    /// <summary>Days since the last purchase.</summary>
    public string? Recency { get; init; }

    /// <summary>Number of purchases.</summary>
    public string? Frequency { get; init; }

    /// <summary>Total spend.</summary>
    public string? Monetary { get; init; }

    /// <summary>Days as a customer.</summary>
    public string? Tenure { get; init; }

    /// <summary>Whether the behavioural features can be computed.</summary>
    public bool HasBehaviour => Recency is not null && Frequency is not null && Monetary is not null;

    /// <summary>Whether one of the columns counts the days since the last purchase, by its usual name.</summary>
    /// <param name="columns">The columns of a table.</param>
    public static bool HasUsualRecency(IReadOnlyList<TableColumn> columns) => columns.Any(column => column.IsNumeric && RecencyNames.Contains(ColumnName.Normalize(column.Name)));

    /// <summary>Whether one of the columns counts the days as a customer, by its usual name.</summary>
    /// <param name="columns">The columns of a table.</param>
    public static bool HasUsualTenure(IReadOnlyList<TableColumn> columns) => columns.Any(column => column.IsNumeric && TenureNames.Contains(ColumnName.Normalize(column.Name)));

    /// <summary>Whether a name is a usual one of money, or of what was bought for it.</summary>
    /// <param name="name">As <see cref="ColumnName.Normalize"/> gives it.</param>
    public static bool IsUsualMoneyName(string name) => MonetaryNames.Contains(name) || BoughtNames.Contains(name);

    /// <summary>Whether a column of this name is an id by its usual name.</summary>
    /// <param name="name">The name of a column.</param>
    public static bool IsUsualIdName(string name) => IdNames.Contains(ColumnName.Normalize(name));

    /// <summary>
    /// Finds the id: the column named by the caller, else one of a usual name, else the first whose name says that it names something and whose values all differ, else the
    /// first of distinct text.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="named">The column named by the caller, or null.</param>
    /// <param name="spoken">The columns whose use the caller has told, which are no ids by their content; null for none.</param>
    /// <exception cref="InvalidTableException">The named column is not there.</exception>
    public static TableColumn? FindId(CustomerTable table, string? named, IReadOnlySet<string>? spoken = null)
    {
        if (named is not null) return Named(table.Columns, named, "id");
        if (Usual(table.Columns, IdNames) is { } usual) return usual;
        var open = table.Columns.Where(column => spoken?.Contains(column.Name) != true && column.Dates is null).ToArray();
        return Array.Find(open, IsDistinctIdentifier) ?? Array.Find(open, column => column.IsDistinctText);
    }

    private static bool IsDistinctIdentifier(TableColumn column) =>
        column.Missing == 0
        && column.Texts is { } texts
        && ColumnMeaning.MayBeId(column.Name)
        && (!column.IsNumeric || ColumnMeaning.OfNumbers(column) is { Role: ColumnRole.Identifier })
        && !texts.HasDuplicates(out _);

    /// <summary>Finds the columns of the behavioural parts among those that are used: a usual name alone is not enough, the values must fit.</summary>
    /// <param name="columns">The numeric columns that are used.</param>
    /// <param name="all">All columns of the table, to name what a wrong name could have been.</param>
    /// <param name="named">The columns named by the caller; those that are null are detected by their usual names and their values.</param>
    /// <exception cref="InvalidTableException">A named column is not there.</exception>
    public static ColumnParts Find(IReadOnlyList<TableColumn> columns, IReadOnlyList<TableColumn> all, ColumnParts named)
    {
        return new ColumnParts
        {
            Id = named.Id,
            Recency = Part(named.Recency, RecencyNames, "recency", column => PartFit.IsRecency(column, all)),
            Frequency = Part(named.Frequency, FrequencyNames, "frequency", PartFit.IsFrequency),
            Monetary = Part(named.Monetary, MonetaryNames, "monetary", PartFit.IsMonetary),
            Tenure = Part(named.Tenure, TenureNames, "tenure", column => PartFit.IsTenure(column)) ?? Part(null, [PartFit.AgeOfCustomer], "tenure", column => PartFit.IsAgeBesideRecency(column, columns)),
        };

        string? Part(string? name, string[] usual, string part, Func<TableColumn, bool> fits)
        {
            if (name is null) return Usual([.. columns.Where(fits)], usual)?.Name;
            var column = Named(all, name, part);
            return columns.Contains(column) ? column.Name : null;
        }
    }

    /// <summary>The behavioural part that a column plays: <c>recency</c>, <c>frequency</c>, <c>monetary</c> or <c>tenure</c>; null when it plays none.</summary>
    /// <param name="name">The name of a column.</param>
    public string? PartOf(string name)
    {
        if (name == Recency) return "recency";
        if (name == Frequency) return "frequency";
        if (name == Monetary) return "monetary";
        return name == Tenure ? "tenure" : null;
    }

    /// <summary>A column that the caller named.</summary>
    /// <exception cref="InvalidTableException">It is not there.</exception>
    internal static TableColumn Named(IReadOnlyList<TableColumn> columns, string name, string parameter) =>
        columns.FirstOrDefault(column => column.Name == name)
        ?? columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? Only([.. columns.Where(column => ColumnName.AreAlike(column.Name, name))])
        ?? throw new InvalidTableException(
            TableDefect.UnknownColumn,
            $"{parameter}: there is no column '{name}'; the columns are {string.Join(", ", columns.Select(column => $"'{column.Name}'"))}.")
        {
            Column = name,
        };

    private static TableColumn? Only(TableColumn[] columns) => columns.Length == 1 ? columns[0] : null;

    private static TableColumn? Usual(IReadOnlyList<TableColumn> columns, string[] names) =>
        names.Select(name => columns.FirstOrDefault(column => ColumnName.Normalize(column.Name) == name)).FirstOrDefault(column => column is not null);
}
