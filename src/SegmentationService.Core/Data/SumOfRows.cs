namespace SegmentationService.Core.Data;

/// <summary>Recognises a last row that has the sums of the others, as reports end. It may be a customer all the same, so it stays and is told.</summary>
internal static class SumOfRows
{
    private const int FewestRows = 4;
    private const int FewestColumns = 2;
    private const double Tolerance = 1e-9;
    private const int MostListed = 5;

    /// <summary>What to say of the last row; null where it is one like the others.</summary>
    /// <param name="columns">The columns of a table.</param>
    /// <param name="locations">What its places are called.</param>
    /// <param name="customers">Its rows.</param>
    public static Notice? NoticeOf(IReadOnlyList<TableColumn> columns, RowLocations locations, int customers)
    {
        if (customers < FewestRows) return null;
        var present = columns.Where(column => column.IsNumeric && column.Days is null && !double.IsNaN(column.Last)).ToArray();
        if (present.Length < FewestColumns || !present.All(column => column.Last != 0 && IsSum(column, customers))) return null;
        var names = string.Join(", ", present.Take(MostListed).Select(column => $"'{column.Name}'")) + (present.Length > MostListed ? " ..." : "");
        return new Notice("total_row", null, $"The last row, {locations.Describe(customers - 1)}, has the sums of all others in {names}, and is read as a customer. If it is a total, remove it.");
    }

    private static bool IsSum(TableColumn column, int customers)
    {
        var (sum, last) = (0.0, column.Last);
        column.All(customers - 1, (_, values) =>
        {
            foreach (var value in values)
                if (!double.IsNaN(value)) sum += value;
            return true;
        });
        return Math.Abs(sum - last) <= Tolerance * Math.Abs(last);
    }
}
