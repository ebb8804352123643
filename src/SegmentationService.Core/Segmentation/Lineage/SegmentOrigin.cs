namespace SegmentationService.Core.Segmentation.Lineage;

/// <summary>Where the customers of a segment come from.</summary>
/// <param name="From">The id of the parent's segment that most of them are in when the parent assigns them: where it is that of the segment itself, the segment kept it. Null for a segment without customers.</param>
/// <param name="Share">Their share of the customers of the segment, 0 to 1; null with it.</param>
/// <param name="Status">What became of the parent's segments in it.</param>
public sealed record SegmentOrigin(int? From, double? Share, LineageStatus Status);
