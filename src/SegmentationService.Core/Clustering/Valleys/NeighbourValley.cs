namespace SegmentationService.Core.Clustering.Valleys;

/// <summary>What lies between two neighbouring segments.</summary>
/// <param name="A">The place of the one among the segments, from 0.</param>
/// <param name="B">The place of the other, a larger one.</param>
/// <param name="Valley">Whether it is proven that there are clearly fewer customers between them than in either.</param>
/// <param name="Depth">The share by which there are fewer than on the emptier side; below 0 where there are more, 0 where that side is empty.</param>
/// <param name="P">How likely so few are where there is no valley, above 0 and at most 1.</param>
/// <param name="Customers">The customers on the emptier side, of those of the sample that were counted.</param>
public sealed record NeighbourValley(int A, int B, bool Valley, double Depth, double P, int Customers);
