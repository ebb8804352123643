using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>
/// Joins the lines of each purchase once the whole log has told how they are read, and leaves out those that turn out to be none. What a line does not
/// say, its customer, its date, its money or what became of it, the others of its invoice say for it.
/// </summary>
/// <param name="log">All lines.</param>
/// <param name="dates">How dates are read.</param>
/// <param name="decimalComma">How numbers are read.</param>
/// <param name="trimIds">Whether ids lose a fraction of zeros.</param>
/// <param name="status">Which values of the status count; null where there is no such column.</param>
internal sealed class OrderSettlement(OrderLogPart log, DateReading dates, bool decimalComma, bool trimIds, StatusDecision? status)
{
    private readonly Utf8Index _bought = new(log.Memory);
    private readonly Utf8Index _cancelled = new(log.Memory);

    private long _withoutCustomer;
    private long _withoutDate;
    private long _withoutMoney;

    /// <summary>A notice of the lines that count by what the others of their invoice say, if there are any.</summary>
    public IEnumerable<Notice> Notices()
    {
        string[] parts = [.. Part(_withoutCustomer, "a customer"), .. Part(_withoutDate, "a date"), .. Part(_withoutMoney, "money")];
        if (parts.Length > 0) yield return new Notice("lines_completed", null, $"Lines that do not say all themselves, {string.Join(", ", parts)}, count with the other lines of their invoices, which do.");

        static IEnumerable<string> Part(long lines, string what) => lines == 0 ? [] : [$"{lines} without {what}"];
    }

    /// <summary>The purchases, whose readings are all the same. O(purchases).</summary>
    /// <param name="maxOrders">The most purchases.</param>
    public OrderBook Settle(int maxOrders)
    {
        FindCancelled();
        var settled = new OrderBook(maxOrders, log.Memory);
        List<int> open = [];
        for (var i = 0; i < log.Orders.Count; i++)
        {
            var entry = log.Orders.Entry(i);
            if (IsCancelled(entry.Invoice)) log.LeftOut.Add(LeftOut.Cancelled, log.Orders[i]);
            else if (status is { IsStatus: true } && !entry.Status.IsEmpty && !status.Counts(entry.Status)) LeaveUnbought(i);
            else
            {
                if (!entry.Status.IsEmpty && !entry.Invoice.IsEmpty) _bought.FindOrAdd(entry.Invoice);
                if (entry.Customer.IsEmpty || (status is not null && entry.Status.IsEmpty)) open.Add(i);
                else Add(settled, i, entry.Customer);
            }
        }

        SettleOpen(settled, open);
        Check(settled);
        return settled;
    }

    /// <summary>The invoices by a number of C and digits that are cancellations: a line of theirs takes something back, or the number without C is there, too.</summary>
    private void FindCancelled()
    {
        _cancelled.Append(log.TakenBack);
        var candidates = new Utf8Index(log.Memory);
        for (var i = 0; i < log.Orders.Count; i++)
            if (InvoiceNumber.MayCancel(log.Orders.Entry(i).Invoice)) candidates.FindOrAdd(InvoiceNumber.Cancelled(log.Orders.Entry(i).Invoice));
        if (candidates.Count == 0) return;
        for (var i = 0; i < log.Orders.Count; i++)
            if (log.Orders.Entry(i).Invoice is { IsEmpty: false } invoice && candidates.Find(invoice) >= 0) _cancelled.FindOrAdd([(byte)'C', .. invoice]);
    }

    private bool IsCancelled(ReadOnlySpan<byte> invoice) => _cancelled.Count > 0 && InvoiceNumber.MayCancel(invoice) && _cancelled.Find(invoice) >= 0;

    private void LeaveUnbought(int index)
    {
        if (log.Orders.Entry(index).Invoice is { IsEmpty: false } invoice) log.Unbought.FindOrAdd(invoice);
        LeaveOut(LeftOut.NoPurchase, log.Orders[index]);
    }

    private void LeaveOut(LeftOut reason, Order lines)
    {
        lines.Settle(dates.IsMonthFirst, decimalComma);
        log.LeftOut.Add(reason, lines);
    }

    /// <summary>Lines that do not say their status, and then those that do not say their customer.</summary>
    private void SettleOpen(OrderBook settled, List<int> open)
    {
        List<int> withoutCustomer = [];
        foreach (var i in open)
        {
            var entry = log.Orders.Entry(i);
            if (entry.Status.IsEmpty && !entry.Invoice.IsEmpty && log.Unbought.Find(entry.Invoice) >= 0 && _bought.Find(entry.Invoice) < 0) LeaveOut(LeftOut.NoPurchase, log.Orders[i]);
            else if (entry.Customer.IsEmpty) withoutCustomer.Add(i);
            else Add(settled, i, entry.Customer);
        }

        if (withoutCustomer.Count == 0) return;
        var owners = new InvoiceOwners(settled);
        List<(int Entry, int Owner)> owned = [];
        foreach (var i in withoutCustomer)
        {
            var order = Read(i);
            if (owners.Find(log.Orders.Entry(i).Invoice) is var owner and >= 0 && IsOfOneDay(settled[owner], order)) owned.Add((i, owner));
            else log.LeftOut.Add(LeftOut.NoCustomer, order);
        }

        foreach (var (entry, owner) in owned)
        {
            _withoutCustomer += log.Orders[entry].Lines;
            Add(settled, entry, settled.Entry(owner).Customer);
        }
    }

    /// <summary>An invoice number that stands on another day is that of another purchase.</summary>
    private static bool IsOfOneDay(in Order owner, in Order lines) =>
        !lines.IsDated || !owner.IsDated || (lines.FirstByDay <= owner.LastByDay + TimeSpan.TicksPerDay && lines.LastByDay >= owner.FirstByDay - TimeSpan.TicksPerDay);

    private void Add(OrderBook settled, int index, ReadOnlySpan<byte> customer)
    {
        var entry = log.Orders.Entry(index);
        if (entry.HoldsItems && log.Columns.HasMoney)
        {
            // The price came with a later line of JSON.
            var order = Read(index);
            order.RemoveMoney();
            settled.Add(new OrderEntry { Customer = trimIds ? WholeNumber.Trim(customer) : customer, Invoice = entry.Invoice }, order);
        }
        else settled.Add(new OrderEntry { Customer = trimIds ? WholeNumber.Trim(customer) : customer, Invoice = entry.Invoice }, Read(index));
    }

    /// <summary>An entry as it is read: dates that are none by the reading of the column are taken away.</summary>
    private Order Read(int index)
    {
        var order = log.Orders[index];
        if (!dates.Takes(log.Orders.Entry(index).Form)) order.RemoveDates();
        order.Settle(dates.IsMonthFirst, decimalComma);
        return order;
    }

    /// <summary>Leaves out purchases of which no line has a date, or money.</summary>
    private void Check(OrderBook settled)
    {
        for (var i = 0; i < settled.Count; i++)
        {
            ref var order = ref settled[i];
            LeftOut? reason = log.Columns.HasMoney && order.MoneyLines == 0 ? LeftOut.NoNumber : order.IsDated ? null : LeftOut.NoDate;
            if (reason is { } known)
            {
                log.LeftOut.Add(known, order);
                order.LeaveOut();
                continue;
            }

            _withoutDate += order.Undated;
            if (log.Columns.HasMoney) _withoutMoney += order.Moneyless;
        }
    }
}
