using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>What segments are described by: every numeric column, then each feature that is none of them.</summary>
/// <param name="customers">The customers.</param>
internal sealed class ProfiledColumns(PreparedCustomers customers)
{
    private readonly int[] _derived = [.. Enumerable.Range(0, customers.FeatureSet.Features.Count).Where(f => customers.FeatureSet.OwnInput(f) < 0)];

    /// <summary>How many there are.</summary>
    public int Count => customers.NumericColumns.Count + _derived.Length;

    /// <summary>The name of one.</summary>
    /// <param name="column">0-based.</param>
    public string NameOf(int column) => column < customers.NumericColumns.Count ? customers.NumericColumns[column].Name : customers.FeatureSet.Features[DerivedAt(column)].Name;

    /// <summary>The feature that one is, and no column of the table; -1 for a column.</summary>
    /// <param name="column">0-based.</param>
    public int DerivedAt(int column) => column < customers.NumericColumns.Count ? -1 : _derived[column - customers.NumericColumns.Count];

    /// <summary>The values of some customers in original units, NaN where they have none. O(rows).</summary>
    /// <param name="column">0-based.</param>
    /// <param name="rows">The rows of customers.</param>
    /// <param name="first">The first of the customers that are wanted.</param>
    /// <param name="values">out: a value for each of those.</param>
    public void CopyTo(int column, CustomerRows rows, int first, Span<double> values)
    {
        if (DerivedAt(column) is >= 0 and var feature) FeatureColumn.Compute(customers.FeatureSet, feature, customers.Inputs, rows, first, values);
        else customers.NumericColumns[column].CopyTo(rows, first, values);
    }
}
