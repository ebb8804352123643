namespace SegmentationService.Core.Features;

/// <summary>
/// The features made of recency (days since the last purchase), frequency (number of purchases), monetary (total spend) and,
/// where known, tenure (days as a customer).
/// </summary>
public static class BehaviouralFeatures
{
    /// <summary>Spend per purchase.</summary>
    public const string ValueScore = "value_score";

    /// <summary>Purchases, the less weighty the longer ago the last one was.</summary>
    public const string EngagementLevel = "engagement_level";

    /// <summary>Yearly spend (or spend, without tenure), the less weighty the longer ago the last purchase was.</summary>
    public const string LtvProxy = "ltv_proxy";

    private const double DaysInMonth = 30;
    private const double DaysInYear = 365;

    /// <summary>The names, in the order in which the features follow those of the columns.</summary>
    public static IReadOnlyList<string> Names { get; } = [ValueScore, EngagementLevel, LtvProxy];

    /// <summary>The features over the columns that play the parts, in the order of <see cref="Names"/>; none where recency, frequency or monetary is not known.</summary>
    /// <param name="parts">The columns.</param>
    public static IReadOnlyList<BehaviouralFeature> Of(ColumnParts parts)
    {
        if (parts is not { Recency: { } recency, Frequency: { } purchases, Monetary: { } spend }) return [];

        var (frequency, monetary) = (new Input(purchases), new Input(spend));
        var fading = 1 + (new Input(recency) { Least = 0 } / DaysInMonth);
        return
        [
            new(ValueScore, monetary / frequency),
            new(EngagementLevel, frequency / fading),
            new(LtvProxy, parts.Tenure is null ? monetary / fading : monetary * DaysInYear / Expression.Max(new Input(parts.Tenure), DaysInMonth) / fading),
        ];
    }
}
