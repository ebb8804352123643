namespace SegmentationService.Core.Clustering;

/// <summary>What a search for the number of clusters does one after the other.</summary>
public enum SearchStep
{
    /// <summary>Clusters the points for every number in the range.</summary>
    Clustering,

    /// <summary>Measures how good the clusterings are: silhouettes and other scores.</summary>
    Scoring,
}

/// <summary>How far a search is. Whoever watches it changes no result; reports may come from several threads at a time.</summary>
/// <param name="Step">What is done now.</param>
/// <param name="Done">How much of the step is done, 0 to 1: an estimate that never falls.</param>
public readonly record struct SearchProgress(SearchStep Step, double Done)
{
    /// <summary>The clustering under way, or just found; null when the report is of no single one.</summary>
    public ClusteringProgress? Clustering { get; init; }
}

/// <summary>How far a clustering of all points is.</summary>
/// <param name="Clusters">Its number of clusters.</param>
/// <param name="Iteration">The passes that it took so far, those on samples included once it is found.</param>
/// <param name="Inertia">Its inertia at this pass.</param>
/// <param name="IsFound">Whether it is the one that the search keeps for this number.</param>
public readonly record struct ClusteringProgress(int Clusters, int Iteration, double Inertia, bool IsFound);
