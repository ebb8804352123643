namespace SegmentationService.Core.Clustering.Passes;

/// <summary>A point far from its centroid.</summary>
/// <param name="SquaredDistance">How far.</param>
/// <param name="Point">Its 0-based number.</param>
/// <param name="Cluster">Its cluster.</param>
internal readonly record struct FarPoint(float SquaredDistance, int Point, int Cluster);
