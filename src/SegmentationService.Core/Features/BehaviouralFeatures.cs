using SegmentationService.Core.Data;

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

    /// <summary>The formula of a feature over the columns that play the parts.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="parts">The columns; recency, frequency and monetary are known.</param>
    public static string Formula(string name, ColumnParts parts) => name switch
    {
        ValueScore => $"{parts.Monetary} / {parts.Frequency}",
        EngagementLevel => $"{parts.Frequency} / (1 + {parts.Recency} / 30)",
        _ when parts.Tenure is null => $"{parts.Monetary} / (1 + {parts.Recency} / 30)",
        _ => $"({parts.Monetary} * 365 / max({parts.Tenure}, 30)) / (1 + {parts.Recency} / 30)",
    };

    /// <summary>The value of a feature for one customer. A recency below 0 counts as 0.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="recency">Days since the last purchase.</param>
    /// <param name="frequency">Number of purchases.</param>
    /// <param name="monetary">Total spend.</param>
    /// <param name="tenure">Days as a customer, or null when it is not known of any customer.</param>
    public static double Compute(string name, double recency, double frequency, double monetary, double? tenure)
    {
        var fading = 1 + (Math.Max(recency, 0) / DaysInMonth);
        var value = name switch
        {
            ValueScore => frequency == 0 ? 0 : monetary / frequency,
            EngagementLevel => frequency / fading,
            _ when tenure is null => monetary / fading,
            _ => monetary * DaysInYear / Math.Max(tenure.Value, DaysInMonth) / fading,
        };
        return Math.Clamp(value, -Cell.MaxMagnitude, Cell.MaxMagnitude);
    }
}
