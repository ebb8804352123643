using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Features;

/// <summary>Number and sum of the values of a column: the first pass. Values may be added in any order, and in any pieces, to the same bits.</summary>
internal sealed class MeanSum
{
    /// <summary>The sum, exact as long as it is not rounded.</summary>
    public ExactSum Sum { get; } = new();

    /// <summary>n.</summary>
    public long Count { get; private set; }

    /// <summary>The mean; NaN without values.</summary>
    public double Mean => Sum.Value / Count;

    /// <summary>Adds values. O(n).</summary>
    /// <param name="values">in: finite.</param>
    public void Add(ReadOnlySpan<double> values)
    {
        ExactSums.Add(values, default(ValueTerm), Sum);
        Count += values.Length;
    }

    /// <summary>How far the mean, not rounded yet, lies above a number: what rounding took from <see cref="Mean"/>, above all.</summary>
    public double Above(double mean)
    {
        var (drift, product) = (new ExactSum(), Count * mean);
        drift.Add(Sum);
        drift.Add(-product);
        drift.Add(-Math.FusedMultiplyAdd(Count, mean, -product));
        return drift.Value / Count;
    }
}
