using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>What a marketer would say of segments that lie high or low in a feature.</summary>
/// <param name="Label">The feature, as names call it.</param>
/// <param name="Highest">Of the highest segment of all.</param>
/// <param name="VeryHigh">Far above all customers.</param>
/// <param name="High">Above all customers.</param>
/// <param name="Medium">About as all customers.</param>
/// <param name="Low">Below all customers.</param>
/// <param name="VeryLow">Far below all customers.</param>
/// <param name="Lowest">Of the lowest segment of all.</param>
internal sealed record FeatureWords(string Label, string Highest, string VeryHigh, string High, string Medium, string Low, string VeryLow, string Lowest)
{
    /// <summary>The words of a feature.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="label">Its label.</param>
    /// <param name="parts">Which column plays which part.</param>
    public static FeatureWords Of(string name, string label, ColumnParts parts)
    {
        if (name == parts.Monetary) return Plain("spend") with { Label = label };
        if (name == parts.Recency) return new(label, "longest lapsed", "long lapsed", "lapsed", "medium recency", "recent", "very recent", "most recent");
        if (name == parts.Frequency) return new(label, "most frequent", "very frequent", "frequent", "medium frequency", "infrequent", "rarely buying", "least frequent");
        if (name == parts.Tenure) return new(label, "longest-standing", "very long-standing", "long-standing", "medium tenure", "new", "brand-new", "newest");
        return name switch
        {
            BehaviouralFeatures.ValueScore => new(label, "biggest baskets", "very big baskets", "big baskets", "medium baskets", "small baskets", "very small baskets", "smallest baskets"),
            BehaviouralFeatures.EngagementLevel => new(label, "most engaged", "very engaged", "engaged", "medium engagement", "disengaged", "very disengaged", "least engaged"),
            BehaviouralFeatures.LtvProxy => Plain("value") with { Label = label },
            _ => Plain(label),
        };
    }

    private static FeatureWords Plain(string label) =>
        new(label, $"highest {label}", $"very high {label}", $"high {label}", $"medium {label}", $"low {label}", $"very low {label}", $"lowest {label}");
}
