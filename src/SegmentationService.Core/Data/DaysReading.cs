namespace SegmentationService.Core.Data;

/// <summary>How dates become the days from them to a moment, as recency and tenure count.</summary>
/// <param name="AsOf">The moment that is counted from, in the time of the dates (UTC where they tell zones).</param>
/// <param name="DateFormat">What <see cref="DateReader"/> reads them by; null where they leave nothing open.</param>
public sealed record DaysReading(DateTime AsOf, string? DateFormat)
{
    /// <summary>Whole days from a date to <see cref="AsOf"/>: 0 for one after it. Allocates nothing but for a pattern.</summary>
    /// <param name="ticks">The date.</param>
    public double DaysSince(long ticks) => Math.Max(0, (AsOf.Ticks - ticks) / TimeSpan.TicksPerDay);
}
