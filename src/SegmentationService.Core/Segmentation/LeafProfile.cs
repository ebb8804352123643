namespace SegmentationService.Core.Segmentation;

/// <summary>The customers of a leaf of the tree who were looked at: how many they are, and what is typical of them, column by column in the order of <see cref="SegmentProfile.Statistics"/>.</summary>
/// <param name="Customers">Their number.</param>
/// <param name="Means">For each column the mean of those who have a value, in original units; null where none has.</param>
/// <param name="Missing">For each column how many have none.</param>
public sealed record LeafProfile(int Customers, IReadOnlyList<double?> Means, IReadOnlyList<int> Missing);
