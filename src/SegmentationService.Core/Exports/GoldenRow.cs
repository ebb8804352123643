namespace SegmentationService.Core.Exports;

/// <summary>A customer whose answer is known: what an exported model has to answer wherever it runs.</summary>
/// <param name="Cells">A value for each input.</param>
/// <param name="Segment">The id of its segment.</param>
/// <param name="Confidence">The confidence in it, 0 to 1.</param>
/// <param name="Distance">The Euclidean distance to its centroid, in the feature space.</param>
public sealed record GoldenRow(IReadOnlyList<GoldenCell> Cells, int Segment, double Confidence, double Distance);
