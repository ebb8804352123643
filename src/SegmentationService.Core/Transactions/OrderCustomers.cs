using System.Globalization;
using System.Runtime.CompilerServices;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>Purchases summed up by customer, as of a moment: those after it are left out.</summary>
internal sealed class OrderCustomers
{
    /// <summary>What a customer of the table takes but for its id: a row and four numbers, twice while they are sorted.</summary>
    private const int BytesOfRow = 2 * (sizeof(int) + (4 * sizeof(double)));

    private readonly MemoryShare? _memory;
    private readonly Utf8Index _ids;
    private readonly List<Total> _totals = [];
    private readonly DateTime _asOf;
    private readonly long _ordersAfter;

    /// <summary>Sums up.</summary>
    /// <param name="orders">The purchases, whose two readings of dates are the same.</param>
    /// <param name="asOf">The moment.</param>
    /// <param name="maxCustomers">The most customers.</param>
    /// <param name="memory">What they take their memory from; null where nobody counts.</param>
    /// <exception cref="InvalidTableException">There are too many customers.</exception>
    public OrderCustomers(OrderBook orders, DateTime asOf, int maxCustomers, MemoryShare? memory = null)
    {
        (_asOf, _memory, _ids) = (asOf, memory, new Utf8Index(memory));
        for (var i = 0; i < orders.Count; i++)
        {
            ref var order = ref orders[i];
            if (order.Lines == 0) continue;
            if (order.FirstByDay > asOf.Ticks)
            {
                _ordersAfter++;
                LinesAfter += order.Lines;
                AmountAfter += order.Amount;
                continue;
            }

            Add(_ids.FindOrAdd(orders.Entry(i).Customer), order);
            if (_ids.Count > maxCustomers)
                throw new InvalidTableException(TableDefect.TooManyCustomers, $"The log has more than {maxCustomers} customers, the most that is allowed.");
        }
    }

    /// <summary>The number of customers.</summary>
    public int Count => _ids.Count;

    /// <summary>The lines of purchases after the moment.</summary>
    public long LinesAfter { get; }

    /// <summary>Their money, in the units of <see cref="Money"/>.</summary>
    public Int128 AmountAfter { get; }

    /// <summary>The number of purchases.</summary>
    public long Orders => _totals.Sum(total => (long)total.Orders);

    /// <summary>The money of all customers, in the units of <see cref="Money"/>.</summary>
    public Int128 Amount => _totals.Aggregate((Int128)0, (sum, total) => sum + total.Amount);

    /// <summary>The first purchase.</summary>
    public DateTime First => new(_totals.Min(total => total.First));

    /// <summary>The last one.</summary>
    public DateTime Last => new(_totals.Max(total => total.Last));

    /// <summary>A moment as it is written in messages.</summary>
    public static string Moment(DateTime moment) => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    /// <summary>What the log comes to.</summary>
    /// <param name="lines">The lines read.</param>
    /// <param name="purchases">What purchases are called: invoices, where the log has them.</param>
    /// <param name="hasMoney">Whether there is money.</param>
    public Notice Summary(long lines, string purchases, bool hasMoney)
    {
        var money = hasMoney ? string.Create(CultureInfo.InvariantCulture, $", {Money.ToDouble(Amount):0.00} in all") : "";
        return new Notice("orders_summed_up", null, $"{lines} lines give {Orders} {purchases} of {Count} customers{money}, as of {Moment(_asOf)}.");
    }

    /// <summary>A notice of the purchases after the moment, if there are any.</summary>
    public IEnumerable<Notice> NotesAfter()
    {
        if (LinesAfter > 0)
            yield return new Notice("lines_after_as_of", null, $"{LinesAfter} {(LinesAfter == 1 ? "line" : "lines")} of {_ordersAfter} {(_ordersAfter == 1 ? "purchase" : "purchases")} after asOf, {Moment(_asOf)}, {(LinesAfter == 1 ? "is" : "are")} left out.");
    }

    /// <summary>The table, in the order of the ids, so that it does not depend on the order of the lines.</summary>
    /// <param name="idsAreNumbers">Whether the ids are whole numbers: then shorter ones come first.</param>
    /// <param name="sum">The column of what the purchases come to: <see cref="OrderColumnNames.Monetary"/>, <see cref="OrderColumnNames.Items"/>, or null where there is neither.</param>
    /// <param name="origin">Where the table comes from.</param>
    /// <param name="notices">What the making of it has to tell.</param>
    public CustomerTable ToTable(bool idsAreNumbers, string? sum, OrderOrigin origin, IReadOnlyList<Notice> notices)
    {
        _memory?.Take(BytesOfRow * (long)Count);
        var rows = Enumerable.Range(0, Count).ToArray();
        Array.Sort(rows, (one, other) => Compare(_ids[one], _ids[other], idsAreNumbers));
        var ids = new TextColumn(_memory);
        var locations = new RowLocations(RowUnit.Item);
        for (var row = 0; row < rows.Length; row++)
        {
            ids.Add(_ids[rows[row]]);
            locations.Add(row + 1);
        }

        return new CustomerTable(
            [
                new TableColumn { Name = OrderColumnNames.Customer, Values = [], Missing = 0, FirstText = CellReference.Of(ids.Utf8(0), 1), Texts = ids, IsDistinctText = true },
                Column(OrderColumnNames.Recency, total => Days(total.Last)),
                Column(OrderColumnNames.Frequency, total => total.Orders),
                .. sum is null ? (TableColumn[])[] : [Column(sum, total => Money.ToDouble(total.Amount))],
                Column(OrderColumnNames.Tenure, total => Days(total.First)),
            ],
            locations,
            Count,
            notices)
        { Orders = origin };

        TableColumn Column(string name, Func<Total, double> value) =>
            new() { Name = name, Values = Array.ConvertAll(rows, row => value(_totals[row])), Missing = 0, IsComputed = true };
    }

    /// <summary>Whole days from a purchase to the moment; one that began before it and went on after it is no day ago.</summary>
    private double Days(long ticks) => Math.Max(0, (_asOf.Ticks - ticks) / TimeSpan.TicksPerDay);

    private void Add(int customer, in Order order)
    {
        if (customer == _totals.Capacity) _memory?.Take(Unsafe.SizeOf<Total>() * Math.Max(4L, customer));
        if (customer == _totals.Count) _totals.Add(new Total(long.MaxValue, 0, 0, 0));
        var total = _totals[customer];
        _totals[customer] = new Total(Math.Min(total.First, order.FirstByDay), Math.Max(total.Last, order.LastByDay), total.Amount + order.Amount, total.Orders + 1);
    }

    private static int Compare(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, bool areNumbers) =>
        areNumbers && one.Length != other.Length ? one.Length - other.Length : one.SequenceCompareTo(other);

    private readonly record struct Total(long First, long Last, Int128 Amount, int Orders);
}
