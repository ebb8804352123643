using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation.Profiles;

/// <summary>Finds the columns whose numbers are money, so that shares of their sums are shares of it.</summary>
internal static class MoneyColumns
{
    /// <summary>Their names: the monetary part first, then those that have a currency beside their numbers or a word for money in their name, in the order of the table.</summary>
    /// <param name="columns">The columns that describe segments.</param>
    /// <param name="parts">Which column plays which part.</param>
    public static string[] Of(IEnumerable<DescribedColumn> columns, ColumnParts parts) =>
    [
        .. columns.Where(column => column.Kind == ProfileKind.Number && column.Column.Days is null && (column.Column.Name == parts.Monetary || IsMoney(column)))
            .Select(column => column.Column.Name)
            .OrderByDescending(name => name == parts.Monetary),
    ];

    /// <summary>Whether numbers are amounts of money: not rates, counts and scores that only name it.</summary>
    private static bool IsMoney(DescribedColumn described)
    {
        if (described.Column.Notation?.Currency is not null) return true;
        var words = NameWords.Of(described.Column.Name);
        if (!words.Has(ColumnWords.Money) && !ColumnParts.IsUsualMoneyName(words.Joined)) return false;
        if (words.Has(ColumnWords.NoAmounts) || words.Has(ColumnWords.Scores) || words.Has(ColumnWords.Durations)) return false;
        var isMoment = words.Last == "date" || ColumnWords.Cycles.ContainsKey(words.Last) || ColumnWords.Years.Contains(words.Last);
        return !isMoment || words.Has(ColumnWords.Spans);
    }
}
