using SegmentationService.Core.Clustering.Valleys;
using SegmentationService.Core.Data;
using SegmentationService.Core.Drift;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation.Lineage;
using SegmentationService.Core.Segmentation.Profiles;

namespace SegmentationService.Core.Segmentation;

/// <summary>What a training learned about a model: nothing that prediction depends on, and no part of the fingerprint. Immutable.</summary>
public sealed record TrainingReport
{
    /// <summary>The number of training customers.</summary>
    public required int Customers { get; init; }

    /// <summary>The seed of the training.</summary>
    public required long Seed { get; init; }

    /// <summary>How the number of segments was found.</summary>
    public required SelectionSummary Selection { get; init; }

    /// <summary>Whether the segments are groups, by their places in the model's order; null where that was not looked at: of very many segments, and in builds before it was.</summary>
    public ClusterStructure? Structure { get; init; }

    /// <summary>What the segments would be merged to and split into; null where that was not looked at: of very many segments, and in builds before it was.</summary>
    public SegmentTree? Tree { get; init; }

    /// <summary>How the segments come from those of the model's parent; null where there was none, and in builds before there were parents.</summary>
    public SegmentLineage? Lineage { get; init; }

    /// <summary>What is typical of each segment, in the order of the model's.</summary>
    public required IReadOnlyList<SegmentProfile> Profiles { get; init; }

    /// <summary>What every column says of all customers and of each segment, used or not; null where it would be very long, and in models from before it was kept.</summary>
    public TableProfile? Table { get; init; }

    /// <summary>What people call the columns; in models from before labels could be given all are made of names.</summary>
    public ColumnLabels Labels { get; init; } = ColumnLabels.Made;

    /// <summary>How the customers are distributed, which later ones are compared with; null in models from before that was kept.</summary>
    public DriftReference? Drift { get; init; }

    /// <summary>The log of orders that the customers were made of; null where they came as a table.</summary>
    public OrderOrigin? Orders { get; init; }

    /// <summary>What the analyst should know.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }

    /// <summary>What every column of the training table was taken for; empty where that is not known.</summary>
    public IReadOnlyList<ColumnReport> Columns { get; init; } = [];

    /// <summary>The candidate that became the model.</summary>
    public CandidateSummary Quality => Selection.Candidates.First(candidate => candidate.Clusters == Profiles.Count);
}
