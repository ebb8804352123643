using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>What names of segments are made of.</summary>
internal sealed class SegmentDifferences
{
    /// <summary>The features, and how they lie in the segments.</summary>
    public required IReadOnlyList<FeatureInSegments> Features { get; init; }

    /// <summary>For each segment and feature how far the segment lies from all customers, in their standard deviations.</summary>
    public required IReadOnlyList<double[]> Effects { get; init; }

    /// <summary>The centroids in the feature space, k x d.</summary>
    public required FeatureMatrix Centroids { get; init; }

    /// <summary>Which features say the same.</summary>
    public required FeatureCorrelations Correlations { get; init; }

    /// <summary>For each segment the ranks that its archetype is made of; null where it has none.</summary>
    public required IReadOnlyList<ArchetypeRanks?> Ranks { get; init; }

    /// <summary>Which column plays which part.</summary>
    public required ColumnParts Parts { get; init; }

    /// <summary>The ids of the segments.</summary>
    public required IReadOnlyList<int> Ids { get; init; }

    /// <summary>For each segment the name that the model's parent has for it; null where the parent has no such segment.</summary>
    public required IReadOnlyList<SegmentName?> Inherited { get; init; }
}
