namespace SegmentationService.Core.Explanations;

/// <summary>Why a customer is in its segment, how near it is to another one, and what would put it there. Immutable.</summary>
public sealed record Explanation
{
    /// <summary>The segment of the customer, a, 0-based.</summary>
    public required int Segment { get; init; }

    /// <summary>The segment that it is compared with, b, 0-based; null where the model has one segment only.</summary>
    public required int? Rival { get; init; }

    /// <summary>
    /// ln(w_a / w_b) of the softmax weights, feature by feature, the largest in size first: (|x - b|^2 - |x - a|^2) / T, as prediction adds it up. Empty without a rival.
    /// </summary>
    public required IReadOnlyList<FeatureContribution> Why { get; init; }

    /// <summary>The nearest boundary of the segment; null where there is none.</summary>
    public required NearestBoundary? Radius { get; init; }

    /// <summary>For each column that the model reads what would change the segment, in their order.</summary>
    public required IReadOnlyList<ColumnFlips> Flips { get; init; }
}
