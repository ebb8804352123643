namespace SegmentationService.Core.Segmentation.Lineage;

/// <summary>What became of the segments of a parent in a segment of a new model.</summary>
public enum LineageStatus
{
    /// <summary>It is a segment of the parent, and has its id.</summary>
    Kept,

    /// <summary>It is none of the parent's.</summary>
    New,

    /// <summary>It is a part of a segment of the parent, of whose customers at least 0.3 went to it and at least 0.3 to another.</summary>
    Split,

    /// <summary>At least 0.3 of its customers come from each of two segments of the parent.</summary>
    Merged,
}
