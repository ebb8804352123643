namespace SegmentationService.Core.Clustering;

/// <summary>How k-means shall run.</summary>
public sealed record KMeansOptions
{
    /// <summary>The number of clusters, at least 1 and at most the number of points.</summary>
    public required int Clusters { get; init; }

    /// <summary>Independent starts; more of them find a poor optimum less often and take proportionally longer. 1 to 1,000.</summary>
    public int Restarts { get; init; } = 10;

    /// <summary>Where the random draws begin: the same seed gives the same result, bit for bit.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>The most passes of one run; reaching it is told by <see cref="ClusterSet.Converged"/>.</summary>
    public int MaxIterations { get; init; } = 1_000;
}
