using SegmentationService.Core.Segmentation.Lineage;

namespace SegmentationService.Api.Storage.Format;

/// <summary>How the segments come from those of the model's parent, segment after segment in their order; since format 7.</summary>
internal sealed record LineageRecord(int Parent, int LastId, SegmentOrigin[] Segments, int[] Retired, RenamedSegment[] Renamed)
{
    /// <summary>The record of a lineage.</summary>
    public static LineageRecord Of(SegmentLineage lineage) => new(lineage.Parent, lineage.LastId, [.. lineage.Segments], [.. lineage.Retired], [.. lineage.Renamed]);

    /// <summary>The lineage again.</summary>
    public SegmentLineage ToLineage() => new() { Parent = Parent, LastId = LastId, Segments = Segments, Retired = Retired, Renamed = Renamed };
}
