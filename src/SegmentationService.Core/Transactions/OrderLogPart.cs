using System.Runtime.CompilerServices;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>
/// A run of lines of a log, summed up apart from those before and after, on any thread. Begun by <see cref="OrderLog.BeginPart"/> and joined
/// by <see cref="OrderLog.Append"/>.
/// </summary>
/// <remarks>What runs for each line is optimised at once: a log is often the first and only thing that a process is given.</remarks>
public sealed class OrderLogPart
{
    private readonly DateReader _reader;
    private readonly byte[] _lastCell = new byte[64];
    private readonly byte[] _dateAndTime = new byte[DateReader.LongestDate];
    private int _lastLength;
    private WrittenDate _lastDate;

    internal OrderLogPart(RowUnit unit, OrderColumns columns, OrderLogOptions options, string? dateFormat, MemoryShare? memory)
    {
        Memory = memory?.Part();
        (Columns, Orders) = (columns, new OrderBook(options.MaxOrders, Memory));
        (TakenBack, Unbought) = (new Utf8Index(Memory), new Utf8Index(Memory));
        (Status, Money) = (new StatusColumn(options.CountStatus), new MoneyReader(unit, columns));
        _reader = new DateReader(dateFormat);
    }

    /// <summary>What the part takes its memory from; null where nobody counts.</summary>
    internal MemoryShare? Memory { get; }

    /// <summary>The purchases.</summary>
    internal OrderBook Orders { get; }

    /// <summary>The lines that do not count.</summary>
    internal LeftOutLines LeftOut { get; } = new();

    /// <summary>Which column plays which part.</summary>
    internal OrderColumns Columns { get; }

    /// <summary>What the dates tell about how they are written.</summary>
    internal DateEvidence Dates { get; } = new();

    /// <summary>The latest dates of all lines, left out or not.</summary>
    internal LatestDates Latest { get; } = new();

    /// <summary>The values of the status.</summary>
    internal StatusColumn Status { get; }

    /// <summary>What the numbers tell about how they are written.</summary>
    internal MoneyReader Money { get; }

    /// <summary>The invoices by a number of C and digits of which a line takes something back.</summary>
    internal Utf8Index TakenBack { get; }

    /// <summary>The invoices of which a line says that it is no purchase.</summary>
    internal Utf8Index Unbought { get; }

    /// <summary>The lines.</summary>
    internal long Lines { get; private set; }

    /// <summary>Whether there are lines of which only the whole log tells whether and to what they count.</summary>
    internal bool HasOpenLines { get; private set; }

    /// <summary>The first line with a date that cannot be read, that would count if it could.</summary>
    internal CellReference? Unreadable { get; private set; }

    /// <summary>The first line without a date, that would count with one.</summary>
    internal CellReference? Undated { get; private set; }

    /// <summary>Adds a line.</summary>
    /// <param name="line">Its 1-based line or item in the body.</param>
    /// <param name="cells">The cells that play a part.</param>
    /// <exception cref="InvalidTableException">A number is infinite, too large, or no number in any notation.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(long line, in OrderLine cells)
    {
        Lines++;
        var dateCell = Cell.Trim(cells.Date);
        var date = ReadDate(dateCell, cells.Time, line);
        var customer = Present(cells.Customer);
        var invoice = Present(cells.Invoice);
        if (customer.IsEmpty && invoice.IsEmpty)
        {
            LeftOut.Add(Transactions.LeftOut.NoCustomer, line);
            return;
        }

        var reason = Money.Read(cells, line, out var money);
        if (invoice.Length > 1 && InvoiceNumber.MayCancel(invoice)) reason = ReadCancelled(invoice, reason);
        if (reason is null && money is null && invoice.IsEmpty && Columns.HasMoney) reason = Transactions.LeftOut.NoNumber;
        var status = Columns.Status < 0 ? [] : Present(cells.Status);
        if (Columns.Status >= 0 && reason != Transactions.LeftOut.Cancelled && !IsBought(status, invoice)) reason = Transactions.LeftOut.NoPurchase;
        var order = Order.Of(date, money, line);
        if (reason is { } known) LeftOut.Add(customer.IsEmpty ? Transactions.LeftOut.NoCustomer : known, order);
        else
        {
            if (!date.IsReadable) KeepUndated(dateCell, line);
            HasOpenLines |= customer.IsEmpty || !date.IsReadable || money is null || status.Length > 0;
            Orders.Add(new OrderEntry { Customer = customer, Invoice = invoice, Status = status, Form = date.Form, HoldsItems = Columns.HasOnlyItems }, order);
        }
    }

    /// <summary>Adds the lines of a part that follows.</summary>
    internal void Append(OrderLogPart part)
    {
        Orders.Append(part.Orders);
        LeftOut.Append(part.LeftOut);
        Lines += part.Lines;
        Latest.Append(part.Latest);
        Dates.Append(part.Dates);
        Status.Append(part.Status);
        Money.Append(part.Money);
        TakenBack.Append(part.TakenBack);
        Unbought.Append(part.Unbought);
        HasOpenLines |= part.HasOpenLines;
        Unreadable ??= part.Unreadable;
        Undated ??= part.Undated;
    }

    /// <summary>The cell, empty where it says that there is nothing.</summary>
    private static ReadOnlySpan<byte> Present(ReadOnlySpan<byte> cell)
    {
        cell = Cell.Trim(cell);
        return cell.Length <= 4 && Cell.Read(cell, out _) == CellKind.Missing ? [] : cell;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private WrittenDate ReadDate(ReadOnlySpan<byte> cell, ReadOnlySpan<byte> time, long line)
    {
        if (!time.IsEmpty) cell = WithTime(cell, Cell.Trim(time));

        // The lines of a purchase have the same date, cell for cell.
        if (cell.SequenceEqual(_lastCell.AsSpan(0, _lastLength))) return _lastDate;
        var date = _reader.Read(cell);
        if (cell.Length <= _lastCell.Length)
        {
            cell.CopyTo(_lastCell);
            (_lastLength, _lastDate) = (cell.Length, date);
        }

        Latest.Take(date);
        Dates.Take(cell, date, line);
        return date;
    }

    /// <summary>The date with the time that stands beside it, where that gives one.</summary>
    private ReadOnlySpan<byte> WithTime(ReadOnlySpan<byte> date, ReadOnlySpan<byte> time)
    {
        var length = date.Length + 1 + time.Length;
        if (date.IsEmpty || time.IsEmpty || length > _dateAndTime.Length) return date;
        date.CopyTo(_dateAndTime);
        _dateAndTime[date.Length] = (byte)' ';
        time.CopyTo(_dateAndTime.AsSpan(date.Length + 1));
        var both = _dateAndTime.AsSpan(0, length);
        return _reader.Read(both).IsReadable ? both : date;
    }

    private void KeepUndated(ReadOnlySpan<byte> cell, long line)
    {
        if (cell.IsEmpty) Undated ??= CellReference.Of(cell, line);
        else Unreadable ??= CellReference.Of(cell, line);
    }

    private LeftOut? ReadCancelled(ReadOnlySpan<byte> invoice, LeftOut? reason)
    {
        HasOpenLines = true;
        if (reason is not (Transactions.LeftOut.QuantityNotPositive or Transactions.LeftOut.AmountNotPositive)) return reason;
        TakenBack.FindOrAdd(invoice);
        return Transactions.LeftOut.Cancelled;
    }

    private bool IsBought(ReadOnlySpan<byte> status, ReadOnlySpan<byte> invoice)
    {
        if (status.IsEmpty)
        {
            Status.TakeBlank();
            HasOpenLines = true;
            return true;
        }

        if (Status.Take(status, Columns.IsFlagByName) != StatusMeaning.NoPurchase) return true;
        if (!invoice.IsEmpty) Unbought.FindOrAdd(invoice);
        return false;
    }
}
