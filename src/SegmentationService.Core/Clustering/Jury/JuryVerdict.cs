namespace SegmentationService.Core.Clustering.Jury;

/// <summary>What a jury is, and what it found of the clusters.</summary>
/// <param name="Jurors">The jurors, their clusters in the order of those of the clustering.</param>
/// <param name="Stability">
/// For each cluster the mean over the jurors of its Jaccard index with the juror's cluster (customers in both over customers in either), 0 to 1: 1 where each resampling finds the
/// same cluster again. Null for a cluster that has none of the customers looked at, with any juror.
/// </param>
public sealed record JuryVerdict(Jurors Jurors, IReadOnlyList<double?> Stability);
