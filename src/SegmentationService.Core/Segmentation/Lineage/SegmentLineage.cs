namespace SegmentationService.Core.Segmentation.Lineage;

/// <summary>How the segments of a model come from those of its parent. Immutable.</summary>
public sealed record SegmentLineage
{
    /// <summary>The number of the parent among the versions of the model that it was trained for.</summary>
    public required int Parent { get; init; }

    /// <summary>The largest id that this model or any one before it in the line gave to a segment: what comes after it is new.</summary>
    public required int LastId { get; init; }

    /// <summary>Where the customers of each segment come from, in the order of the model's.</summary>
    public required IReadOnlyList<SegmentOrigin> Segments { get; init; }

    /// <summary>The ids of the parent's segments that are none of the model's, ascending. They are not given again.</summary>
    public required IReadOnlyList<int> Retired { get; init; }

    /// <summary>The segments that kept their id and have another name, in the order of the model's.</summary>
    public required IReadOnlyList<RenamedSegment> Renamed { get; init; }
}
