namespace SegmentationService.Core.Transactions;

/// <summary>The purchase of each invoice number that only one customer has.</summary>
internal sealed class InvoiceOwners
{
    private const int Several = -1;

    private readonly Utf8Index _invoices = new();
    private readonly List<int> _orders = [];

    /// <summary>Looks through purchases. O(purchases).</summary>
    public InvoiceOwners(OrderBook orders)
    {
        for (var i = 0; i < orders.Count; i++)
        {
            if (orders.Entry(i).Invoice is not { IsEmpty: false } invoice) continue;
            var index = _invoices.FindOrAdd(invoice);
            if (index == _orders.Count) _orders.Add(i);
            else _orders[index] = Several;
        }
    }

    /// <summary>The purchase of an invoice; -1 where no customer has it, or several.</summary>
    public int Find(ReadOnlySpan<byte> invoice) => _invoices.Find(invoice) is var index and >= 0 ? _orders[index] : Several;
}
