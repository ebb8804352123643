using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation.Profiles;

/// <summary>A column that describes segments, and as what. What tells who a customer is does not: a value that hardly anybody shares says nothing of a segment, and is nobody's business.</summary>
/// <param name="Column">The column.</param>
/// <param name="Kind">What is told of its values.</param>
/// <param name="IsUsed">Whether features are made of it.</param>
/// <param name="Reading">How its dates are read; null for other kinds.</param>
internal sealed record DescribedColumn(TableColumn Column, ProfileKind Kind, bool IsUsed, DateReading? Reading = null)
{
    /// <summary>The columns of a table that describe segments, in their order. O(n) for each.</summary>
    /// <param name="customers">The customers.</param>
    public static DescribedColumn[] Of(PreparedCustomers customers) =>
        [.. customers.Table.Columns.Select((column, i) => Of(column, customers.Columns[i].Role, customers.Table.Locations.Unit)).OfType<DescribedColumn>()];

    private static DescribedColumn? Of(TableColumn column, ColumnRole role, RowUnit unit)
    {
        var isUsed = role is ColumnRole.Feature or ColumnRole.Input or ColumnRole.Encoded;
        if (role == ColumnRole.Encoded) return new DescribedColumn(column, ProfileKind.Values, isUsed);
        if (role is ColumnRole.Id or ColumnRole.Empty) return null;
        if (column.Dates is { } dates) return dates.Decide(unit, out _) is { } reading ? new DescribedColumn(column, ProfileKind.Date, isUsed, reading) : null;
        if (!column.IsNumeric) return HasSharedTexts(column) ? new DescribedColumn(column, ProfileKind.Values, isUsed) : null;
        if (column.FirstInfinite is not null || column.Summary.Count == 0) return null;
        if (column.IsComputed || column.Days is not null) return new DescribedColumn(column, ProfileKind.Number, isUsed);
        if (HasSharedNumbers(column)) return new DescribedColumn(column, ProfileKind.Values, isUsed);
        return isUsed || !ColumnMeaning.Identifies(column) ? new DescribedColumn(column, ProfileKind.Number, isUsed) : null;
    }

    /// <summary>Whether numbers are names: a flag, a mark against nothing, or a code.</summary>
    private static bool HasSharedNumbers(TableColumn column)
    {
        var values = column.Summary;
        if (values.IsZeroOrOne || (values is { Distinct: 1, Min: 1 } && column.Missing > 0)) return true;
        return (values.IsFlag || ColumnMeaning.IsCode(column)) && 2 * values.Distinct <= values.Count;
    }

    private static bool HasSharedTexts(TableColumn column) =>
        column.Categories is { IsKept: true, Values.Count: > 0 and var different } texts && 2 * different <= texts.Count - texts.Missing && !ColumnMeaning.IsPersonal(column.Name);
}
