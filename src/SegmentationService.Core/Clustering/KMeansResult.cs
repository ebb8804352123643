using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering;

/// <summary>One clustering: centroids, labels, sizes and inertia belong to one state of one run.</summary>
public sealed class KMeansResult : ClusterSet
{
    /// <summary>For each point the number of its nearest centroid.</summary>
    public required int[] Labels { get; init; }

    /// <summary>The labels that are known. O(m).</summary>
    internal override int[] LabelsOf(FeatureMatrix points, int[]? some, Parallelism parallelism) => some is null ? Labels : [.. some.Select(point => Labels[point])];

    /// <summary>The same result of a run that others of so many passes led to.</summary>
    /// <param name="iterations">The passes before this run.</param>
    internal KMeansResult After(int iterations) => new()
    {
        Centroids = Centroids,
        Labels = Labels,
        Sizes = Sizes,
        Inertia = Inertia,
        Iterations = Iterations + iterations,
        Converged = Converged,
    };
}
