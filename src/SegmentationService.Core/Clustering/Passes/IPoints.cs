using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// The points of a clustering, wherever they lie: all that those who move centroids ask of those who hold points. Questions carry all that an answer needs,
/// and an answer is a function of the points and of its question alone, bit for bit, so it may be asked again at any time and anywhere. Answers about parts of the points add
/// up to those about all of them, in any order: sums are whole numbers or exact, and points are numbered through. Thread-safe.
/// </summary>
internal interface IPoints
{
    /// <summary>The number of points, n.</summary>
    int Count { get; }

    /// <summary>The number of features, d.</summary>
    int Features { get; }

    /// <summary>What all runs on these points share.</summary>
    PointTotals Totals { get; }

    /// <summary>Some of the points. O(m d).</summary>
    /// <param name="numbers">Their 0-based numbers, in the order that they shall have, as often as they shall be there; null for all: not a copy where they lie together.</param>
    FeatureMatrix Select(int[]? numbers);

    /// <summary>The first points that differ from all before them. O(n d) at worst.</summary>
    /// <param name="most">So many are enough, at least 1.</param>
    /// <param name="cancellation">Cancels between two points.</param>
    FeatureMatrix Distinct(int most, CancellationToken cancellation);

    /// <summary>How many points each cluster has. O(n k d).</summary>
    /// <param name="labelling">The clusters.</param>
    /// <param name="parallelism">How many threads may work on it.</param>
    int[] SizesOf(Labelling labelling, Parallelism parallelism);

    /// <summary>Points by their ranks among those of their cluster. O(n k d).</summary>
    /// <param name="labelling">The clusters.</param>
    /// <param name="ranks">in: for each cluster 0-based ranks, ascending.</param>
    /// <param name="parallelism">How many threads may work on it.</param>
    /// <returns>Their 0-based numbers, ascending.</returns>
    int[] Members(Labelling labelling, int[][] ranks, Parallelism parallelism);

    /// <summary>Makes the room for passes of runs with k clusters, one after the other.</summary>
    /// <param name="all">The totals of all points that the clusters are of, be it more than these.</param>
    /// <param name="clusters">k.</param>
    /// <param name="parallelism">How many threads may work on them.</param>
    IPointPasses Passes(PointTotals all, int clusters, Parallelism parallelism);
}
