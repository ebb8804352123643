namespace SegmentationService.Core.Explanations;

/// <summary>The shortest way of a customer out of its segment.</summary>
/// <param name="Distance">Euclidean, in the feature space; at least 0.</param>
/// <param name="Segment">The segment behind the boundary, 0-based; not always the runner-up.</param>
public readonly record struct NearestBoundary(double Distance, int Segment);
