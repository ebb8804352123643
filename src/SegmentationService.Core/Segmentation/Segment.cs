namespace SegmentationService.Core.Segmentation;

/// <summary>A segment as prediction knows it; <see cref="SegmentProfile"/> tells what is typical of its customers.</summary>
/// <param name="Id">What it is called by wherever it is shown or stored: from 1, unique in its model. The first model of a line numbers by size, and later ones keep the ids of the segments that they find again: an id is no rank and no place among the segments.</param>
/// <param name="Name">A short name, unique in its model.</param>
/// <param name="Radius">The Euclidean distance to its centroid, in the feature space, that one in 200 of its training customers exceeds (<see cref="SegmentedCustomers.Radii"/>); in models without a jury the largest.</param>
public sealed record Segment(int Id, string Name, double Radius);
