namespace SegmentationService.Core.Clustering.Hierarchy;

/// <summary>What a cut through a tree is worth, besides what follows from the tree itself.</summary>
/// <param name="Clusters">The number of parts.</param>
/// <param name="Silhouette">The mean silhouette of the points that were looked at; null where all of them are in one part.</param>
/// <param name="AriToKMeans">The adjusted Rand index of the cut and k-means of as many clusters, on the points that were looked at; null where there is none.</param>
public sealed record TreeCutScores(int Clusters, double? Silhouette, double? AriToKMeans);
