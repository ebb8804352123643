namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// Passes over points. What is remembered from one to the next, such as labels and bounds, makes the next one faster and changes no bit of it: each question
/// names the labels that it goes on from. For one run at a time.
/// </summary>
internal interface IPointPasses
{
    /// <summary>What the last fast pass did.</summary>
    PassWork LastWork { get; }

    /// <summary>A fast pass: every point goes to its nearest centroid by scores. O(n k d) at most.</summary>
    /// <param name="before">The labels before; null where points belong to no cluster yet.</param>
    /// <param name="centroids">in: k x d, row-major; not changed until the pass after the next.</param>
    /// <returns>Sums, sizes and moves; valid until the next pass.</returns>
    ClusterTotals Assign(Labelling? before, float[] centroids);

    /// <summary>A pass by exact differences and exact sums. O(n k d).</summary>
    /// <param name="before">The labels before; null where they do not matter.</param>
    /// <param name="centroids">in: k x d, row-major; not changed until the pass after the next.</param>
    ExactTotals AssignExactly(Labelling? before, float[] centroids);

    /// <summary>The points that lie farthest from their nearest centroids by exact differences, the farthest first, of equally far ones the first. O(n k d).</summary>
    /// <param name="centroids">in: k x d, row-major.</param>
    /// <param name="count">How many are wanted; fewer where there are no more.</param>
    IReadOnlyList<FarPoint> Farthest(float[] centroids, int count);

    /// <summary>How far the points of each cluster lie from its centroid. O(n (k + d)) at most.</summary>
    /// <param name="labelling">The clusters.</param>
    ClusterSpreads Spreads(Labelling labelling);
}
