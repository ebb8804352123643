using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Explanations;

/// <summary>Which values a column of numbers had in training, as far as its model tells.</summary>
/// <param name="Min">The smallest; NaN where it is not known.</param>
/// <param name="Max">The largest; NaN where it is not known.</param>
/// <param name="IsWhole">Whether all were whole numbers.</param>
internal readonly record struct ColumnRange(double Min, double Max, bool IsWhole)
{
    /// <summary>A sum of whole numbers, as the product of their mean and number, is off by less than this share of it.</summary>
    private const double SumRounding = 1e-12;

    /// <summary>A quartile of whole numbers lies on a quarter.</summary>
    private const double Quarter = 4;

    /// <summary>The range of a column. Dates count whole days; of other columns the statistics of every segment tell: order statistics and sum are those of whole numbers. O(k).</summary>
    /// <param name="column">The column.</param>
    /// <param name="own">The feature that is the column, or null.</param>
    /// <param name="profiles">The segments.</param>
    public static ColumnRange Of(InputColumn column, Feature? own, IReadOnlyList<SegmentProfile> profiles)
    {
        var (min, max, isWhole) = (double.NaN, double.NaN, true);
        foreach (var profile in profiles)
        {
            if (profile.Statistics.FirstOrDefault(statistics => statistics.Name == column.Name) is not { Min: { } least, Max: { } most } statistics) continue;
            min = double.IsNaN(min) ? least : Math.Min(min, least);
            max = double.IsNaN(max) ? most : Math.Max(max, most);
            isWhole &= AreWhole(statistics, profile.Size - statistics.Missing);
        }

        return new ColumnRange(own?.Min ?? min, own?.Max ?? max, column.Days is not null || (isWhole && !double.IsNaN(min)));
    }

    private static bool AreWhole(ColumnStatistics statistics, int customers)
    {
        var sum = statistics.Mean!.Value * customers;
        return double.IsInteger(statistics.Min!.Value)
            && double.IsInteger(statistics.Max!.Value)
            && double.IsInteger(2 * statistics.Median!.Value)
            && double.IsInteger(Quarter * statistics.Q25!.Value)
            && double.IsInteger(Quarter * statistics.Q75!.Value)
            && Math.Abs(sum - Math.Round(sum)) <= SumRounding * customers * Math.Max(1, Math.Max(Math.Abs(statistics.Min.Value), Math.Abs(statistics.Max.Value)))
            && Math.Abs(sum) < Cell.MaxMagnitude;
    }
}
