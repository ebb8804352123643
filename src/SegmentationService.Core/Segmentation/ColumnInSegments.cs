using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Segmentation;

/// <summary>How the values of a column lie in each segment.</summary>
/// <param name="Statistics">Its statistics, one for each segment.</param>
/// <param name="Counts">For each segment how often the ends and the median of a feature occur; empty for a column that is no feature.</param>
internal sealed record ColumnInSegments(ColumnStatistics[] Statistics, ValueCounts[] Counts)
{
    /// <summary>For each segment the sum of the values that are there, exact as long as it is not rounded.</summary>
    public required ExactSum[] Sums { get; init; }

    /// <summary>The quartiles over all customers; 0 where none has a value.</summary>
    public required Quartiles Quartiles { get; init; }

    /// <summary>How often the values of a code occur; null for what is none.</summary>
    public CodeCounts? Codes { get; init; }

    /// <summary>For each segment where its median lies among all customers; null for a column that plays no part.</summary>
    public double[]? MedianRanks { get; init; }
}
