using System.Globalization;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>
/// Finds purchases whose dates cannot be right: days that stand for no date, such as 1900-01-01, and a few far from all others. Recency counts from the
/// latest date, and tenure from the first, so that one of them would spoil all.
/// </summary>
internal sealed class FarDates
{
    /// <summary>More years than these without any purchase divide a log.</summary>
    private const int LongestGap = 5;

    private const int MostListed = 5;
    private const double FewOrders = 0.01;
    private const int FewestOthers = 4;

    private readonly List<(int First, int Last, long Orders)> _blocks = [];
    private readonly (int First, int Last, long Orders) _main;
    private readonly long _all;

    /// <summary>Looks through purchases. O(purchases).</summary>
    public FarDates(OrderBook orders)
    {
        var years = new long[DateReader.LastYear + 2];
        for (var i = 0; i < orders.Count; i++)
        {
            if (orders[i].Lines == 0) continue;
            years[Year(orders[i].FirstByDay)]++;
            years[Year(orders[i].LastByDay)]++;
            _all += 2;
        }

        for (var year = 0; year < years.Length; year++)
        {
            if (years[year] == 0) continue;
            if (_blocks.Count > 0 && year - _blocks[^1].Last <= LongestGap) _blocks[^1] = (_blocks[^1].First, year, _blocks[^1].Orders + years[year]);
            else _blocks.Add((year, year, years[year]));
        }

        if (_blocks.Count == 0) return;
        _main = _blocks.MaxBy(block => block.Orders);
        LastYear = _main.Last + LongestGap;
    }

    /// <summary>The last year of which a date can be right.</summary>
    public int LastYear { get; } = DateReader.LastYear;

    /// <summary>Leaves out the purchases whose dates cannot be right, and corrects those of which one of two dates can.</summary>
    /// <param name="orders">The purchases.</param>
    /// <param name="leftOut">Takes their lines.</param>
    /// <param name="unit">What the numbers of the lines count.</param>
    /// <param name="keepsFew">Whether dates count that are only far: the caller has said as of when.</param>
    /// <returns>What is to be said of dates that are far but too many to be mistakes; null where there are none.</returns>
    public Notice? LeaveOut(OrderBook orders, LeftOutLines leftOut, RowUnit unit, bool keepsFew)
    {
        if (_blocks.Count < 2) return null;
        List<(long Line, DateTime Date)> dates = [];
        for (var i = 0; i < orders.Count; i++)
        {
            ref var order = ref orders[i];
            if (order.Lines == 0) continue;
            var (first, last) = (IsWrong(order.FirstByDay, keepsFew), IsWrong(order.LastByDay, keepsFew));
            if (first && last)
            {
                dates.Add((order.FirstLine, new DateTime(order.FirstByDay)));
                leftOut.Add(LeftOut.FarDate, order);
                order.LeaveOut();
            }
            else if (first) order.FirstByDay = order.LastByDay;
            else if (last) order.LastByDay = order.FirstByDay;
        }

        if (dates.Count > 0)
        {
            var listed = dates.OrderBy(date => date.Line).Take(MostListed).Select(date => $"{unit.Place(date.Line)} has {Day(date.Date)}");
            leftOut.Explain(LeftOut.FarDate, $"{char.ToUpperInvariant(unit.Name(1)[0])}{string.Join(", ", listed)[1..]}{(dates.Count > MostListed ? ", ..." : "")}; the other purchases are of {Span(_main)}. asOf= keeps all but those that stand for no date.");
        }

        var far = _blocks.Where(block => block != _main && !IsFew(block)).ToArray();
        return dates.Count > 0 || far.Length == 0 ? null : new Notice("dates_far_apart", null, $"Of the purchases {string.Join(" and ", far.Select(block => $"{block.Orders / 2 + (block.Orders % 2)} are of {Span(block)}"))}, the others of {Span(_main)}, with no purchase in between; check the dates.");
    }

    private bool IsWrong(long ticks, bool keepsFew)
    {
        var year = Year(ticks);
        if (year >= _main.First && year <= _main.Last) return false;
        return PlaceholderDates.MayBe(ticks) || (!keepsFew && IsFew(_blocks.Find(block => year >= block.First && year <= block.Last)));
    }

    private bool IsFew((int First, int Last, long Orders) block)
    {
        var gap = block.First > _main.Last ? block.First - _main.Last : _main.First - block.Last;
        return gap > _main.Last - _main.First && block.Orders <= Math.Max(2, FewOrders * _all) && _main.Orders >= FewestOthers * block.Orders;
    }

    private static int Year(long ticks) => new DateTime(ticks).Year;

    private static string Day(DateTime date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Span((int First, int Last, long Orders) block) => block.First == block.Last ? $"{block.First}" : $"{block.First} to {block.Last}";
}
