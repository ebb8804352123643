namespace SegmentationService.Core.Clustering.Valleys;

/// <summary>Whether there are segments at all.</summary>
public enum StructureVerdict
{
    /// <summary>A valley lies between any two neighbouring segments: each is a group of its own.</summary>
    Separate,

    /// <summary>There are valleys, but not between all neighbours: some segments are parts of one group.</summary>
    Groups,

    /// <summary>No valley is proven: the segments are cuts through a continuum.</summary>
    Continuum,
}
