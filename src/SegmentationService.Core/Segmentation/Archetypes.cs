using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>Which archetype a segment is, and what is said by that alone.</summary>
internal static class Archetypes
{
    /// <summary>What names call them.</summary>
    public static readonly EnumNames<Archetype> Names = new(
        (Archetype.Champions, "champions"),
        (Archetype.NewCustomers, "new customers"),
        (Archetype.Loyal, "loyal"),
        (Archetype.Promising, "promising"),
        (Archetype.RecentSmall, "recent, small"),
        (Archetype.AtRisk, "at risk"),
        (Archetype.CantLoseThem, "can't lose them"),
        (Archetype.NeedAttention, "need attention"),
        (Archetype.Hibernating, "hibernating"),
        (Archetype.Lost, "lost"));

    /// <summary>The archetype at a place among all customers: one for each place, and for each but one.</summary>
    /// <param name="recency">The rank of recency, 0 to 1: 1 is the most recent.</param>
    /// <param name="value">The mean of the ranks of frequency and monetary, 0 to 1.</param>
    /// <param name="tenure">The rank of tenure, 0 to 1; NaN where it is not known: then nobody is called new for it.</param>
    public static Archetype Of(double recency, double value, double tenure)
    {
        if (recency >= 0.5)
        {
            if (value >= 0.75) return Archetype.Champions;
            if (tenure <= 0.3) return Archetype.NewCustomers;
            if (value >= 0.5) return Archetype.Loyal;
            return tenure <= 0.6 ? Archetype.Promising : Archetype.RecentSmall;
        }

        var isLong = recency < 0.25;
        if (value >= 0.7) return isLong ? Archetype.CantLoseThem : Archetype.AtRisk;
        if (value >= 0.5) return isLong ? Archetype.AtRisk : Archetype.NeedAttention;
        return isLong ? Archetype.Lost : Archetype.Hibernating;
    }

    /// <summary>Whether the archetype says by itself that its customers lie high, or low, in a feature.</summary>
    /// <param name="archetype">The archetype.</param>
    /// <param name="feature">The name of a feature.</param>
    /// <param name="isHigh">Whether the segment lies high in it.</param>
    /// <param name="parts">Which column plays which part.</param>
    public static bool Says(Archetype archetype, string feature, bool isHigh, ColumnParts parts)
    {
        var isRecent = archetype <= Archetype.RecentSmall;
        if (feature == parts.Recency) return isHigh != isRecent;
        if (feature == parts.Tenure) return archetype == Archetype.NewCustomers && !isHigh;
        bool? value = archetype switch
        {
            Archetype.Champions or Archetype.CantLoseThem => true,
            Archetype.RecentSmall or Archetype.Hibernating or Archetype.Lost => false,
            _ => null,
        };
        if (feature == parts.Monetary || feature == BehaviouralFeatures.LtvProxy) return value == isHigh;
        var isOften = value ?? (archetype == Archetype.Loyal ? true : null);
        if (feature == parts.Frequency) return isOften == isHigh;
        return feature == BehaviouralFeatures.EngagementLevel && (isRecent ? isHigh && isOften == true : !isHigh);
    }
}
