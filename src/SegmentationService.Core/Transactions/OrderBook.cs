using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>
/// The purchases of a log by customer and invoice; where there is no invoice, by customer and moment. Lines of which only the whole log tells whether
/// they count stand in entries of their own: those of another status, and those whose dates are numbers. Memory grows with the purchases, not with the
/// lines: about 170 bytes a purchase.
/// </summary>
/// <param name="maxOrders">The most purchases.</param>
/// <param name="memory">What it takes its memory from as it grows; null where nobody counts.</param>
internal sealed class OrderBook(int maxOrders, MemoryShare? memory = null)
{
    private const int LengthBytes = sizeof(int);
    private const int HeadBytes = 2;
    private const int LongestStatus = byte.MaxValue;
    private const byte ByMoment = 1;
    private const byte OfItems = 2;
    private const int FormShift = 2;

    private readonly Utf8Index _keys = new(memory);
    private Order[] _orders = new Order[64];
    private byte[] _key = new byte[128];
    private int _last = -1;

    /// <summary>The number of entries.</summary>
    public int Count => _keys.Count;

    /// <summary>What the lines of an entry come to.</summary>
    public ref Order this[int index] => ref _orders[index];

    /// <summary>Whose lines an entry has.</summary>
    public OrderEntry Entry(int index)
    {
        // customer and its length; whether by moment, of items, and the form of the date; status and its length; invoice or moment
        var key = _keys[index];
        var customer = key.Slice(LengthBytes, BinaryPrimitives.ReadInt32LittleEndian(key));
        var rest = key[(LengthBytes + customer.Length)..];
        return new OrderEntry
        {
            Customer = customer,
            Form = (DateForm)(rest[0] >> FormShift),
            HoldsItems = (rest[0] & OfItems) != 0,
            Status = rest.Slice(HeadBytes, rest[1]),
            Invoice = (rest[0] & ByMoment) == 0 ? rest[(HeadBytes + rest[1])..] : [],
        };
    }

    /// <summary>Adds lines.</summary>
    /// <param name="entry">Whose they are. Dates of years and months are one form here.</param>
    /// <param name="lines">The lines as a purchase of their own.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in OrderEntry entry, in Order lines)
    {
        var kind = (entry.Form <= DateForm.ShortYear ? 0 : (int)entry.Form << FormShift) | (entry.HoldsItems ? OfItems : 0);
        if (!entry.Invoice.IsEmpty)
        {
            Add(entry.Customer, (byte)kind, entry.Status, entry.Invoice, lines);
            return;
        }

        Span<byte> moment = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(moment, lines.FirstByDay);
        BinaryPrimitives.WriteInt64LittleEndian(moment[sizeof(long)..], lines.FirstByMonth);
        Add(entry.Customer, (byte)(kind | ByMoment), entry.Status, moment, lines);
    }

    /// <summary>Adds the purchases of lines that follow.</summary>
    public void Append(OrderBook others)
    {
        for (var i = 0; i < others.Count; i++) Add(others._keys[i], others._orders[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ReadOnlySpan<byte> customer, byte kind, ReadOnlySpan<byte> status, ReadOnlySpan<byte> purchase, in Order lines)
    {
        if (status.Length > LongestStatus) status = status[..LongestStatus];
        var length = LengthBytes + customer.Length + HeadBytes + status.Length + purchase.Length;
        if (_key.Length < length) _key = new byte[2 * length];
        BinaryPrimitives.WriteInt32LittleEndian(_key, customer.Length);
        var rest = _key.AsSpan(LengthBytes);
        customer.CopyTo(rest);
        rest = rest[customer.Length..];
        (rest[0], rest[1]) = (kind, (byte)status.Length);
        status.CopyTo(rest[HeadBytes..]);
        purchase.CopyTo(rest[(HeadBytes + status.Length)..]);
        Add(_key.AsSpan(0, length), lines);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ReadOnlySpan<byte> key, in Order lines)
    {
        // In most logs the lines of a purchase follow each other.
        var index = _last >= 0 && _keys[_last].SequenceEqual(key) ? _last : _keys.FindOrAdd(key);
        _last = index;
        if (index >= maxOrders) throw new InvalidTableException(TableDefect.TooManyOrders, $"The log has more than {maxOrders} purchases, the most that is allowed.");
        if (index == _orders.Length) Grow();
        ref var order = ref _orders[index];
        if (order.Lines == 0) order = lines;
        else order.Add(lines);
    }

    private void Grow()
    {
        memory?.Take(Unsafe.SizeOf<Order>() * (long)_orders.Length);
        Array.Resize(ref _orders, 2 * _orders.Length);
    }
}
