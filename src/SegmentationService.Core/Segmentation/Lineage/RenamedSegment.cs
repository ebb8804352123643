namespace SegmentationService.Core.Segmentation.Lineage;

/// <summary>A segment that kept its id and not its name.</summary>
/// <param name="Id">The id.</param>
/// <param name="Before">The name that the parent has for it.</param>
public sealed record RenamedSegment(int Id, string Before);
