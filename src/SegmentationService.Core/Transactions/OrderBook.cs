using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>One purchase of one customer: what its lines come to. Dates are kept in both readings until the column has told which one holds.</summary>
internal struct Order
{
    /// <summary>The earliest line, days first.</summary>
    public long FirstByDay;

    /// <summary>The latest line, days first.</summary>
    public long LastByDay;

    /// <summary>The earliest line, months first.</summary>
    public long FirstByMonth;

    /// <summary>The latest line, months first.</summary>
    public long LastByMonth;

    /// <summary>The money, in the units of <see cref="Money"/>.</summary>
    public Int128 Amount;

    /// <summary>The lines.</summary>
    public int Lines;

    /// <summary>The first of them.</summary>
    public long FirstLine;

    /// <summary>A purchase of one line.</summary>
    public static Order Of(WrittenDate date, Int128 amount, long line) => new()
    {
        FirstByDay = date.DayFirst,
        LastByDay = date.DayFirst,
        FirstByMonth = date.MonthFirst,
        LastByMonth = date.MonthFirst,
        Amount = amount,
        Lines = 1,
        FirstLine = line,
    };

    /// <summary>The earliest line in one of the two readings.</summary>
    public readonly long First(bool monthFirst) => monthFirst ? FirstByMonth : FirstByDay;

    /// <summary>The latest line in one of the two readings.</summary>
    public readonly long Last(bool monthFirst) => monthFirst ? LastByMonth : LastByDay;

    /// <summary>Adds lines of the same purchase.</summary>
    public void Add(in Order lines)
    {
        // A line that is a date in one reading only has 0 in the other; then that other reading is refused as a whole.
        FirstByDay = Math.Min(FirstByDay, lines.FirstByDay);
        LastByDay = Math.Max(LastByDay, lines.LastByDay);
        FirstByMonth = Math.Min(FirstByMonth, lines.FirstByMonth);
        LastByMonth = Math.Max(LastByMonth, lines.LastByMonth);
        Amount += lines.Amount;
        Lines += lines.Lines;
        FirstLine = Math.Min(FirstLine, lines.FirstLine);
    }
}

/// <summary>
/// The purchases of a log by customer and invoice; where there is no invoice, by customer and moment. Memory grows with them, not with the
/// lines: about 120 bytes a purchase.
/// </summary>
/// <param name="maxOrders">The most purchases.</param>
internal sealed class OrderBook(int maxOrders)
{
    private const int LengthBytes = sizeof(int);
    private const byte ByMoment = 1;

    private readonly Utf8Index _keys = new();
    private Order[] _orders = new Order[64];
    private byte[] _key = new byte[128];
    private int _last = -1;

    /// <summary>The number of purchases.</summary>
    public int Count => _keys.Count;

    /// <summary>A purchase.</summary>
    public ref readonly Order this[int index] => ref _orders[index];

    /// <summary>The customer of a purchase.</summary>
    public ReadOnlySpan<byte> Customer(int index)
    {
        var key = _keys[index];
        return key.Slice(LengthBytes, BinaryPrimitives.ReadInt32LittleEndian(key));
    }

    /// <summary>Adds a line.</summary>
    /// <param name="customer">Not empty.</param>
    /// <param name="invoice">Empty where there is none.</param>
    /// <param name="form">How its date is written: lines whose dates may turn out to be none are kept apart from the others of their purchase.</param>
    /// <param name="line">The line as a purchase of its own.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<byte> customer, ReadOnlySpan<byte> invoice, DateForm form, in Order line)
    {
        var kind = form <= DateForm.ShortYear ? 0 : (int)form << 1;
        if (!invoice.IsEmpty)
        {
            Add(customer, (byte)kind, invoice, line);
            return;
        }

        Span<byte> moment = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(moment, line.FirstByDay);
        BinaryPrimitives.WriteInt64LittleEndian(moment[sizeof(long)..], line.FirstByMonth);
        Add(customer, (byte)(kind | ByMoment), moment, line);
    }

    /// <summary>Adds the purchases of lines that follow.</summary>
    public void Append(OrderBook others)
    {
        for (var i = 0; i < others.Count; i++) Add(others._keys[i], others._orders[i]);
    }

    /// <summary>The same purchases once it is known how ids and dates are to be read: those that then turn out to be one are joined. O(purchases).</summary>
    /// <param name="dates">Which reading of the dates holds.</param>
    /// <param name="trimIds">Whether ids lose a fraction of zeros.</param>
    /// <param name="leftOut">Takes the lines whose dates are none by this reading.</param>
    public OrderBook Settled(DateReading dates, bool trimIds, LeftOutLines leftOut)
    {
        var settled = new OrderBook(maxOrders);
        for (var i = 0; i < Count; i++)
        {
            var order = _orders[i];
            var key = _keys[i];
            var customer = Customer(i);
            var rest = key[(LengthBytes + customer.Length)..];
            if (!dates.Takes((DateForm)(rest[0] >> 1)))
            {
                leftOut.Add(LeftOut.NoDate, order.FirstLine, order.Lines);
                continue;
            }

            order.FirstByDay = order.FirstByMonth = order.First(dates.IsMonthFirst);
            order.LastByDay = order.LastByMonth = order.Last(dates.IsMonthFirst);
            settled.Add(trimIds ? WholeNumber.Trim(customer) : customer, (rest[0] & ByMoment) == 0 ? rest[1..] : [], DateForm.Calendar, order);
        }

        return settled;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ReadOnlySpan<byte> customer, byte kind, ReadOnlySpan<byte> purchase, in Order line)
    {
        var length = LengthBytes + customer.Length + 1 + purchase.Length;
        if (_key.Length < length) _key = new byte[2 * length];
        BinaryPrimitives.WriteInt32LittleEndian(_key, customer.Length);
        customer.CopyTo(_key.AsSpan(LengthBytes));
        _key[LengthBytes + customer.Length] = kind;
        purchase.CopyTo(_key.AsSpan(LengthBytes + customer.Length + 1));
        Add(_key.AsSpan(0, length), line);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ReadOnlySpan<byte> key, in Order line)
    {
        // In most logs the lines of a purchase follow each other.
        var index = _last >= 0 && _keys[_last].SequenceEqual(key) ? _last : _keys.FindOrAdd(key);
        _last = index;
        if (index >= maxOrders) throw new InvalidTableException(TableDefect.TooManyOrders, $"The log has more than {maxOrders} purchases, the most that is allowed.");
        if (index == _orders.Length) Array.Resize(ref _orders, 2 * index);
        ref var order = ref _orders[index];
        if (order.Lines == 0) order = line;
        else order.Add(line);
    }
}
