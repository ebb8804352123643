namespace SegmentationService.Cluster;

/// <summary>
/// Parts are dealt to replicas by their numbers, one after the other. Orleans' own placements look at the load of before, which a dozen parts that come at once do not have: they come out uneven.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("segmentation.dealt")]
internal sealed class DealtPlacement : PlacementStrategy;
