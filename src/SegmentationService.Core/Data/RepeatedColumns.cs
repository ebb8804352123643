namespace SegmentationService.Core.Data;

/// <summary>
/// Decides what becomes of columns of one name: equal ones are one column; texts that nothing asks for are all left out; where it matters which is meant, the
/// table is refused.
/// </summary>
internal static class RepeatedColumns
{
    /// <summary>Which columns of a name stay in the table.</summary>
    /// <param name="columns">All columns of that name, at least two.</param>
    /// <param name="customers">The number of rows.</param>
    /// <param name="isNeeded">Whether the name is that of the id, or of a column to be encoded.</param>
    /// <param name="notice">What to say of it.</param>
    /// <returns>Those that stay; null where it must be known which is meant.</returns>
    public static IReadOnlyList<TableColumn>? Settle(IReadOnlyList<TableColumn> columns, int customers, bool isNeeded, out Notice notice)
    {
        var name = columns[0].Name;
        notice = new Notice("duplicate_columns", name, $"{columns.Count} columns are named '{name}' and have equal values; the first is used.");
        if (columns.Skip(1).All(column => AreEqual(columns[0], column, customers))) return [columns[0]];
        notice = new Notice("duplicate_columns", name, $"{columns.Count} columns are named '{name}' and are not used; they are text, or empty. Give them different names to use them.");
        return !isNeeded && columns.All(column => !column.IsNumeric || HasNone(column, customers)) ? [] : null;
    }

    /// <summary>Whether no number is there.</summary>
    private static bool HasNone(TableColumn column, int customers) => column.All(customers, (_, values) =>
    {
        foreach (var value in values)
            if (double.IsFinite(value)) return false;
        return true;
    });

    private static bool AreEqual(TableColumn one, TableColumn other, int customers)
    {
        if (one.IsNumeric != other.IsNumeric || one.Missing != other.Missing) return false;
        if (one.IsNumeric) return one.HasValuesOf(other, customers);
        if (one.Texts is { } texts && other.Texts is { } others) return texts.AreThoseOf(others);
        return one.Categories is { IsWhole: true } values && other.Categories is { IsWhole: true } same
            && values.Count == same.Count && values.Values.SequenceEqual(same.Values) && Enumerable.Range(0, values.Count).All(row => values[row] == same[row]);
    }
}
