using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>Whether the values of a column fit the part that its usual name would give it.</summary>
internal static class PartFit
{
    /// <summary>
    /// The age of a customer in the tables that libraries of customer lifetime value make, <c>frequency</c>, <c>recency</c> and <c>T</c>: there recency is the age at the last
    /// purchase and grows with loyalty (Fader, Hardie and Lee 2005, doi 10.1287/mksc.1040.0098).
    /// </summary>
    public const string AgeOfCustomer = "t";

    private const double OldestPerson = 115;

    private static readonly HashSet<string> Units = ["days", "day", "weeks", "months", "month", "years", "tenure"];

    /// <summary>Whether a column counts days since the last purchase, and is no age at it.</summary>
    /// <param name="column">A column of numbers.</param>
    /// <param name="all">All columns of the table.</param>
    public static bool IsRecency(TableColumn column, IReadOnlyList<TableColumn> all) => column.Summary is { Min: >= 0 } && FindAge(column, all) is null;

    /// <summary>Whether a column counts purchases: a count has no cents, and is more than yes or no.</summary>
    /// <param name="column">A column of numbers.</param>
    public static bool IsFrequency(TableColumn column) => column.IsComputed || column.Summary is { AreWhole: true, Min: >= 0, IsZeroOrOne: false };

    /// <summary>Whether a column holds money, and no yes or no.</summary>
    /// <param name="column">A column of numbers.</param>
    public static bool IsMonetary(TableColumn column) => column.IsComputed || !column.Summary.IsZeroOrOne;

    /// <summary>Whether a column tells how long somebody has been a customer, and not how old a person is.</summary>
    /// <param name="column">A column of numbers.</param>
    public static bool IsTenure(TableColumn column)
    {
        if (column.IsComputed) return true;
        var words = NameWords.Of(column.Name);
        var isAge = words.Words.Contains("age") && !words.Has(Units);
        return column.Summary is { Min: >= 0 } values && !(isAge && values.Max <= OldestPerson);
    }

    /// <summary>Whether a column is the age of customers beside a recency that is the age at the last purchase.</summary>
    /// <param name="column">A column of numbers.</param>
    /// <param name="columns">The columns that are used.</param>
    public static bool IsAgeBesideRecency(TableColumn column, IReadOnlyList<TableColumn> columns) => columns.Any(other => FindAge(other, columns) == column);

    /// <summary>The age of the customers that a recency never exceeds, where it is the age at the last purchase; else null.</summary>
    /// <param name="recency">A column of numbers of any name.</param>
    /// <param name="all">All columns of the table.</param>
    public static TableColumn? FindAge(TableColumn recency, IReadOnlyList<TableColumn> all)
    {
        if (ColumnName.Normalize(recency.Name) != "recency") return null;
        return all.FirstOrDefault(column => column.IsNumeric && ColumnName.Normalize(column.Name) == AgeOfCustomer && IsNeverBelow(column, recency));
    }

    private static bool IsNeverBelow(TableColumn column, TableColumn other)
    {
        using var rented = new RentedColumn(Math.Min(column.Customers, TableColumn.RowsAtOnce));
        return column.Customers > 0 && column.All(column.Customers, (first, values) =>
        {
            var others = other.Range(first, rented.Values[..values.Length]);
            for (var i = 0; i < values.Length; i++)
                if (values[i] < others[i]) return false;
            return true;
        });
    }
}
