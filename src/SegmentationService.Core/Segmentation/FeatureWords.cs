using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>
/// What a marketer would say of segments that lie high or low in a feature. A word that tells a state, such as <c>lapsed</c>, is said only where the median of the
/// segment bears it out among all customers; where it does not, the comparative is left, which says no more than that the segment lies above, or below, them.
/// </summary>
/// <param name="Label">The feature, as names call it.</param>
/// <param name="Highest">Of the highest segment of all.</param>
/// <param name="VeryHigh">Far above all customers, and the median in their upper quarter.</param>
/// <param name="High">Above all customers, and the median in their upper half.</param>
/// <param name="Higher">Above all customers.</param>
/// <param name="Medium">About as all customers.</param>
/// <param name="Lower">Below all customers.</param>
/// <param name="Low">Below all customers, and the median in their lower half.</param>
/// <param name="VeryLow">Far below all customers, and the median in their lower quarter.</param>
/// <param name="Lowest">Of the lowest segment of all.</param>
internal sealed record FeatureWords(
    string Label, string Highest, string VeryHigh, string High, string Higher, string Medium, string Lower, string Low, string VeryLow, string Lowest)
{
    private const double Extreme = 1.5;

    /// <summary>Whether <see cref="High"/> needs the upper quarter: nobody has lapsed who is just less recent than the half.</summary>
    private bool IsHighOfUpperQuarter { get; init; }

    /// <summary>Whether <see cref="Low"/> needs the lower quarter: nobody is new who is just newer than the half.</summary>
    private bool IsLowOfLowerQuarter { get; init; }

    /// <summary>The words of a feature: those of recency, frequency and money only where all three are known, since each means what it does beside the others.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="label">Its label.</param>
    /// <param name="parts">Which column plays which part.</param>
    /// <param name="isGiven">Whether the label was given, so that it says better than any word what money it is.</param>
    public static FeatureWords Of(string name, string label, ColumnParts parts, bool isGiven = false)
    {
        if (name == parts.Tenure)
            return new(label, "longest-standing", "very long-standing", "long-standing", "longer-standing", "medium tenure", "newer", "new", "brand-new", "newest") { IsLowOfLowerQuarter = true };
        if (!parts.HasBehaviour) return Plain(label);
        if (name == parts.Monetary) return isGiven ? Plain(label) : Plain("spend") with { Label = label };
        if (name == parts.Recency)
            return new(label, "longest lapsed", "long lapsed", "lapsed", "less recent", "medium recency", "more recent", "recent", "very recent", "most recent") { IsHighOfUpperQuarter = true };
        if (name == parts.Frequency)
            return new(label, "most frequent", "very frequent", "frequent", "more frequent", "medium frequency", "less frequent", "infrequent", "rarely buying", "least frequent");
        return name switch
        {
            BehaviouralFeatures.ValueScore => new(label, "biggest baskets", "very big baskets", "big baskets", "bigger baskets", "medium baskets", "smaller baskets", "small baskets", "very small baskets", "smallest baskets"),
            BehaviouralFeatures.EngagementLevel => new(label, "most engaged", "very engaged", "engaged", "more engaged", "medium engagement", "less engaged", "disengaged", "very disengaged", "least engaged"),
            BehaviouralFeatures.LtvProxy => Plain("value") with { Label = label },
            _ => Plain(label),
        };
    }

    /// <summary>What is true of a segment, the strongest word first; nothing where its median lies the other way.</summary>
    /// <param name="effect">How far the segment lies from all customers: above 0 where it lies above.</param>
    /// <param name="median">Its median.</param>
    /// <param name="all">The quartiles of all customers.</param>
    public IEnumerable<string> TrueOf(double effect, double median, Quartiles all)
    {
        var isExtreme = Math.Abs(effect) >= Extreme;
        if (effect > 0)
        {
            if (median < all.Median) yield break;
            if (isExtreme && all.IsVeryHigh(median)) yield return VeryHigh;
            yield return (IsHighOfUpperQuarter ? all.IsVeryHigh(median) : all.IsHigh(median)) ? High : Higher;
        }
        else
        {
            if (median > all.Median) yield break;
            if (isExtreme && all.IsVeryLow(median)) yield return VeryLow;
            yield return (IsLowOfLowerQuarter ? all.IsVeryLow(median) : all.IsLow(median)) ? Low : Lower;
        }
    }

    private static FeatureWords Plain(string label) => new(
        label, $"highest {label}", $"very high {label}", $"high {label}", $"higher {label}", $"medium {label}", $"lower {label}", $"low {label}", $"very low {label}", $"lowest {label}");
}
