using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>What a pass by exact arithmetic finds. Those of parts of the points add up in any order.</summary>
/// <param name="Sums">The sums and sizes of the clusters.</param>
/// <param name="Inertia">The sum of the squared distances.</param>
/// <param name="Moves">The points whose label has changed; all where there was none before.</param>
internal sealed record ExactTotals(ExactClusterSums Sums, ExactSum Inertia, int Moves)
{
    /// <summary>Those of two parts together; the first is changed.</summary>
    public ExactTotals And(ExactTotals other)
    {
        Sums.Add(other.Sums);
        Inertia.Add(other.Inertia);
        return this with { Moves = Moves + other.Moves };
    }
}
