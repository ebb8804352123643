namespace SegmentationService.Core.Segmentation;

/// <summary>A segment as prediction knows it; <see cref="SegmentProfile"/> tells what is typical of its customers.</summary>
/// <param name="Id">What it is called by wherever it is shown or stored: from 1, unique in its model. A training numbers by size; nothing may take an id for a place among the segments.</param>
/// <param name="Name">A short name, unique in its model.</param>
/// <param name="Radius">The largest Euclidean distance of a training customer of the segment to its centroid, in the feature space.</param>
public sealed record Segment(int Id, string Name, double Radius);
