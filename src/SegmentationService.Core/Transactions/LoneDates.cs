using System.Globalization;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>
/// Tells of a few purchases at the end of a log, or at its beginning, that lie more than a year from all others, and farther than these lie from each
/// other: they may be right, but recency counts from the latest date.
/// </summary>
internal static class LoneDates
{
    private const int LongestGap = 365;
    private const int FewestOthers = 4;
    private const double FewOrders = 0.01;

    /// <summary>Looks through purchases. O(purchases).</summary>
    /// <param name="orders">The purchases.</param>
    /// <returns>What is to be said of such purchases, if there are any.</returns>
    public static IEnumerable<Notice> Notices(OrderBook orders)
    {
        var (latest, earliest) = (new Dictionary<int, long>(), new Dictionary<int, long>());
        long all = 0;
        for (var i = 0; i < orders.Count; i++)
        {
            if (orders[i].Lines == 0) continue;
            all++;
            Count(latest, orders[i].LastByDay);
            Count(earliest, orders[i].FirstByDay);
        }

        if (Find([.. latest.OrderByDescending(day => day.Key)], all) is { } end)
            yield return new Notice("dates_far_apart", null, $"{Words(end)} after the one before, {Day(end.Next)}, and recency counts from {(end.Orders == 1 ? "it" : "the latest")}; if that is a mistake, say asOf=.");
        if (Find([.. earliest.OrderBy(day => day.Key)], all) is { } start) yield return new Notice("dates_far_apart", null, $"{Words(start)} before the next one, {Day(start.Next)}; check whether that is a mistake.");
    }

    private static void Count(Dictionary<int, long> days, long ticks)
    {
        var day = (int)(ticks / TimeSpan.TicksPerDay);
        days[day] = days.GetValueOrDefault(day) + 1;
    }

    /// <summary>The purchases before the first gap, if they are few, and it is longer than what lies behind it.</summary>
    private static (int First, int Next, long Orders)? Find(KeyValuePair<int, long>[] days, long all)
    {
        var (before, orders) = (-1, 0L);
        var last = days.Length == 0 ? 0 : days[^1].Key;
        foreach (var (day, count) in days)
        {
            if (before >= 0 && Math.Abs(before - day) is var gap && gap > LongestGap && gap > Math.Abs(last - day)) return (before, day, orders);
            (before, orders) = (day, orders + count);
            if (orders > Math.Max(1, FewOrders * all) || orders * FewestOthers > all - orders) return null;
        }

        return null;
    }

    private static string Words((int First, int Next, long Orders) found) =>
        $"{(found.Orders == 1 ? "1 purchase is" : $"{found.Orders} purchases are")} of {Day(found.First)}{(found.Orders == 1 ? "" : " or farther")}, {Math.Abs(found.First - found.Next)} days";

    private static string Day(int day) => new DateTime(day * TimeSpan.TicksPerDay).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
