using SegmentationService.Core.Clustering;

namespace SegmentationService.Core.Segmentation;

/// <summary>What one number of segments gave; the scores are null where they have no value (one segment, for example).</summary>
/// <param name="Clusters">The number of segments.</param>
/// <param name="Inertia">The sum of squared distances in the feature space.</param>
/// <param name="Silhouette">The mean silhouette.</param>
/// <param name="SilhouetteCustomers">The number of customers that the silhouette was computed on.</param>
/// <param name="CalinskiHarabasz">The Calinski-Harabasz score.</param>
/// <param name="DaviesBouldin">The Davies-Bouldin score.</param>
/// <param name="SmallestShare">The share of the smallest segment.</param>
/// <param name="Eligible">Whether that share is large enough to be chosen automatically.</param>
/// <param name="Iterations">The passes of the best run.</param>
/// <param name="Groups">How many groups its segments form, those that no valley separates being one; null where that was not looked at.</param>
/// <param name="Stability">How much of its segments is found again among customers drawn anew, 0 to 1: the mean Jaccard index; null where that was not asked.</param>
public sealed record CandidateSummary(
    int Clusters,
    double Inertia,
    double? Silhouette,
    int SilhouetteCustomers,
    double? CalinskiHarabasz,
    double? DaviesBouldin,
    double SmallestShare,
    bool Eligible,
    int Iterations,
    int? Groups = null,
    double? Stability = null);

/// <summary>How the number of segments was found.</summary>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Reason">The rule in a sentence.</param>
/// <param name="Candidates">Every number that was tried, in ascending order.</param>
public sealed record SelectionSummary(SelectionRule Rule, string Reason, IReadOnlyList<CandidateSummary> Candidates);
