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

    /// <summary>Whether the labels that belong to these sizes and this inertia are those by exact differences.</summary>
    internal bool IsExact { get; init; }

    /// <summary>The labels, told by the centroids.</summary>
    internal Labelling Labelling => new(Centroids, IsExact);

    /// <summary>The clusters of some of the points that were clustered. O(m k d).</summary>
    /// <param name="points">m x d.</param>
    /// <param name="numbers">The 0-based numbers of these points among those that were clustered; null where they are all of them.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    internal virtual int[] LabelsOf(FeatureMatrix points, int[]? numbers, Parallelism parallelism) => Labelling.LabelsOf(points, parallelism);

    /// <summary>Points by their ranks among those of their cluster. O(n k d).</summary>
    /// <inheritdoc cref="IPoints.Members" path="/param"/>
    /// <inheritdoc cref="IPoints.Members" path="/returns"/>
    internal virtual int[] MembersOf(IPoints points, int[][] ranks, Parallelism parallelism) => points.Members(Labelling, ranks, parallelism);

    /// <summary>The same with the labels of the points that were clustered. O(n k d).</summary>
    /// <param name="points">n x d.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    internal KMeansResult WithLabels(FeatureMatrix points, Parallelism parallelism) => new()
    {
        Centroids = Centroids,
        Labels = Labelling.LabelsOf(points, parallelism),
        Sizes = Sizes,
        Inertia = Inertia,
        Iterations = Iterations,
        Converged = Converged,
        IsExact = IsExact,
    };

    /// <summary>The same result of a run that others of so many passes led to.</summary>
    /// <param name="iterations">The passes before this run.</param>
    internal ClusterSet After(int iterations) => new()
    {
        Centroids = Centroids,
        Sizes = Sizes,
        Inertia = Inertia,
        Iterations = Iterations + iterations,
        Converged = Converged,
        IsExact = IsExact,
    };
}
