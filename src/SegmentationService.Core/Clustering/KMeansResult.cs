namespace SegmentationService.Core.Clustering;

/// <summary>One clustering: centroids, labels, sizes and inertia belong to one state of one run.</summary>
public sealed class KMeansResult
{
    /// <summary>k x d, row-major, in the space of the points.</summary>
    public required float[] Centroids { get; init; }

    /// <summary>For each point the number of its nearest centroid.</summary>
    public required int[] Labels { get; init; }

    /// <summary>For each cluster the number of its points.</summary>
    public required int[] Sizes { get; init; }

    /// <summary>The sum of the squared Euclidean distances of the points to their centroids.</summary>
    public required double Inertia { get; init; }

    /// <summary>The passes over all points that the run took.</summary>
    public required int Iterations { get; init; }

    /// <summary>Whether the last pass changed no label; false when the limit of iterations ended the run.</summary>
    public required bool Converged { get; init; }

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

    /// <summary>The number of clusters, k.</summary>
    public int Clusters => Sizes.Length;
}
