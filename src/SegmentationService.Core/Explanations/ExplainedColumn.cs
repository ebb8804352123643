using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Explanations;

/// <summary>A column that a model reads, as explanations see it: worked out once for a model.</summary>
internal sealed class ExplainedColumn
{
    private ExplainedColumn(int index, FeatureSet set, IReadOnlyList<SegmentProfile> profiles)
    {
        (Index, Column) = (index, set.Inputs[index]);
        Features = [.. Enumerable.Range(0, set.Features.Count).Where(f => set.InputsOf(f).Contains(index))];
        Own = Array.FindIndex(Features, f => set.OwnInput(f) == index) is >= 0 and var place ? Features[place] : -1;
        JumpsAtZero = set.JumpsAtZero(index);
        (Least, Most) = Column.Days is null ? (-Cell.MaxMagnitude, Cell.MaxMagnitude) : (0, DaysCell.MostDays - 1);
        if (Column.Values is null) Range = ColumnRange.Of(Column, Own < 0 ? null : set.Features[Own], profiles);
        else FeatureOfValue = [.. Column.Values.Names.Select((_, value) => FeatureOf(set, value))];
    }

    /// <summary>Its place among the inputs.</summary>
    public int Index { get; }

    /// <summary>The column.</summary>
    public InputColumn Column { get; }

    /// <summary>The features that are made of it, ascending.</summary>
    public int[] Features { get; }

    /// <summary>The feature that is the column, value for value; -1 where there is none.</summary>
    public int Own { get; }

    /// <summary>Whether it is one feature and no other is made of it, so that what flips has a closed form.</summary>
    public bool IsOneFeature => Features.Length == 1 && Own >= 0;

    /// <summary>Whether a feature made of it jumps where it is 0.</summary>
    public bool JumpsAtZero { get; }

    /// <summary>What it had in training.</summary>
    public ColumnRange Range { get; }

    /// <summary>The smallest value that a prediction accepts.</summary>
    public double Least { get; }

    /// <summary>The largest value that a prediction accepts.</summary>
    public double Most { get; }

    /// <summary>For each value of an encoded column its feature, or -1 where it has none; empty for a column of numbers.</summary>
    public int[] FeatureOfValue { get; } = [];

    /// <summary>The columns of a model. O(inputs x features).</summary>
    /// <param name="set">What customers are measured by.</param>
    /// <param name="profiles">The segments.</param>
    public static ExplainedColumn[] Of(FeatureSet set, IReadOnlyList<SegmentProfile> profiles) => [.. set.Inputs.Select((_, index) => new ExplainedColumn(index, set, profiles))];

    private int FeatureOf(FeatureSet set, int value) => Array.FindIndex(Features, f => set.EncodedValue(f) is (_, var encoded) && encoded == value) is >= 0 and var place ? Features[place] : -1;
}
