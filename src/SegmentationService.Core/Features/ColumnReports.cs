using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>Reports what became of the columns of a table.</summary>
internal static class ColumnReports
{
    /// <summary>The reports, in the order of the columns. O(columns x features).</summary>
    /// <param name="table">The table.</param>
    /// <param name="selection">What its columns were taken for.</param>
    /// <param name="set">The fitted features.</param>
    /// <param name="missing">For each input of the set the customers without a value.</param>
    public static ColumnReport[] Of(CustomerTable table, ColumnSelection selection, FeatureSet set, IReadOnlyList<int> missing) =>
        [.. table.Columns.Select(column => Of(column, table.Customers, selection.RoleOf(column), set, missing))];

    private static ColumnReport Of(TableColumn column, int customers, (ColumnRole Role, string Reason) selected, FeatureSet set, IReadOnlyList<int> missing)
    {
        var (role, reason) = selected;
        var features = set.Features.Where(feature => feature.Source == column.Name && (feature.Value is not null || feature.Name == column.Name)).ToArray();
        if (role is ColumnRole.Feature or ColumnRole.Encoded && features.Length == 0) (role, reason) = (ColumnRole.Constant, ColumnReasons.NoSpread);
        var part = set.Parts.PartOf(column.Name);
        if (part is not null && set.Parts.HasBehaviour) reason += ColumnReasons.Plays(part);
        var present = customers - column.Missing;
        var input = set.IndexOf(column.Name);
        return new ColumnReport(
            column.Name, role, reason, part, present, column.Missing, Distinct(column, role, present), input < 0 ? 0 : missing[input], features.Sum(feature => feature.Clipped));
    }

    private static int? Distinct(TableColumn column, ColumnRole role, int present)
    {
        if (column.Categories is { IsWhole: true } texts) return texts.Values.Count;
        if (column.IsDistinctText || role == ColumnRole.RowNumber) return present;
        return role switch
        {
            ColumnRole.Constant => 1,
            ColumnRole.Empty => 0,
            _ => null,
        };
    }
}
