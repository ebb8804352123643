using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering;

/// <summary>The clusters of one clustering, without the labels of the points: what is kept where several numbers of clusters are compared.</summary>
public class ClusterSet
{
    /// <summary>k x d, row-major, in the space of the points.</summary>
    public required float[] Centroids { get; init; }

    /// <summary>For each cluster the number of its points.</summary>
    public required int[] Sizes { get; init; }

    /// <summary>The sum of the squared Euclidean distances of the points to their centroids.</summary>
    public required double Inertia { get; init; }

    /// <summary>The passes over all points that the run took.</summary>
    public required int Iterations { get; init; }

    /// <summary>
    /// Whether the last pass changed no label or, of points that were searched on samples, lowered the inertia by less than 1e-7 of it; false when
    /// the limit of iterations ended the run.
    /// </summary>
    public required bool Converged { get; init; }

    /// <summary>The number of clusters, k.</summary>
    public int Clusters => Sizes.Length;

    /// <summary>The clusters of points, worked out by the arithmetic of prediction. O(m k d).</summary>
    /// <param name="points">n x d, the points that were clustered.</param>
    /// <param name="some">The m points that are asked for; null for all.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    internal virtual int[] LabelsOf(FeatureMatrix points, int[]? some, Parallelism parallelism) =>
        Assignment.Of(some is null ? points : points.Select(some), Centroids, parallelism).Labels;

    /// <summary>The same without labels, which take the memory of a column.</summary>
    internal ClusterSet WithoutLabels() => new() { Centroids = Centroids, Sizes = Sizes, Inertia = Inertia, Iterations = Iterations, Converged = Converged };
}
