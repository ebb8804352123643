using Orleans.Placement;

namespace SegmentationService.Cluster;

/// <summary>Has the grains of a class placed by <see cref="DealtPlacement"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class DealtPlacementAttribute() : PlacementAttribute(new DealtPlacement());
