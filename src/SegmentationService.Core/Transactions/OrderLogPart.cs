using System.Buffers;
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
    private static readonly SearchValues<byte> NumberLike = SearchValues.Create("0123456789.,'+-()% $eE\u00A3\u00A5\u20AC\u00A0"u8);

    private readonly RowUnit _unit;
    private readonly DateReader _reader;
    private readonly WrittenDate[] _latest = new WrittenDate[Enum.GetValues<DateForm>().Length];
    private readonly byte[] _lastCell = new byte[64];
    private int _lastLength;
    private WrittenDate _lastDate;

    internal OrderLogPart(RowUnit unit, OrderColumns columns, string? dateFormat, int maxOrders)
    {
        (_unit, Columns, Orders) = (unit, columns, new OrderBook(maxOrders));
        _reader = new DateReader(dateFormat);
    }

    /// <summary>The purchases.</summary>
    internal OrderBook Orders { get; }

    /// <summary>The lines that do not count.</summary>
    internal LeftOutLines LeftOut { get; } = new();

    /// <summary>Which column plays which part.</summary>
    internal OrderColumns Columns { get; }

    /// <summary>The lines.</summary>
    internal long Lines { get; private set; }

    /// <summary>What the dates tell about how they are written.</summary>
    internal DateEvidence Dates { get; } = new();

    /// <summary>The first line that would count if its date could be read.</summary>
    internal CellReference? Unreadable { get; private set; }

    /// <summary>Adds a line.</summary>
    /// <param name="line">Its 1-based line or item in the body.</param>
    /// <param name="cells">The cells that play a part.</param>
    /// <exception cref="InvalidTableException">A number is infinite, too large, or written in a way that could be read as another.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(long line, in OrderLine cells)
    {
        Lines++;
        var dateCell = Cell.Trim(cells.Date);
        var date = ReadDate(dateCell, line);
        var customer = Cell.Trim(cells.Customer);
        var invoice = Cell.Trim(cells.Invoice);
        if (IsMissing(customer)) LeftOut.Add(Transactions.LeftOut.NoCustomer, line);
        else if (IsCancelled(invoice)) LeftOut.Add(Transactions.LeftOut.Cancelled, line);
        else if (ReadMoney(cells, line, out var amount) is { } reason) LeftOut.Add(reason, line);
        else if (!date.IsReadable)
        {
            LeftOut.Add(Transactions.LeftOut.NoDate, line);
            Unreadable ??= CellReference.Of(dateCell, line);
        }
        else Orders.Add(customer, IsMissing(invoice) ? [] : invoice, date.Form, Order.Of(date, amount, line));
    }

    /// <summary>The latest moment of any line, left out or not, in ticks; 0 where there is none.</summary>
    /// <param name="reading">How the dates are read.</param>
    internal long Latest(DateReading reading)
    {
        long latest = 0;
        for (var form = 0; form < _latest.Length; form++)
            if (reading.Takes((DateForm)form)) latest = Math.Max(latest, _latest[form][reading.IsMonthFirst]);
        return latest;
    }

    /// <summary>Adds the lines of a part that follows.</summary>
    internal void Append(OrderLogPart part)
    {
        Orders.Append(part.Orders);
        LeftOut.Append(part.LeftOut);
        Lines += part.Lines;
        for (var form = 0; form < _latest.Length; form++) _latest[form] = Later(_latest[form], part._latest[form]);
        Dates.Append(part.Dates);
        Unreadable ??= part.Unreadable;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private WrittenDate ReadDate(ReadOnlySpan<byte> cell, long line)
    {
        // The lines of a purchase have the same date, cell for cell.
        if (cell.SequenceEqual(_lastCell.AsSpan(0, _lastLength))) return _lastDate;
        var date = _reader.Read(cell);
        if (cell.Length <= _lastCell.Length)
        {
            cell.CopyTo(_lastCell);
            (_lastLength, _lastDate) = (cell.Length, date);
        }

        _latest[(int)date.Form] = Later(_latest[(int)date.Form], date);
        Dates.Take(cell, date, line);
        return date;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private LeftOut? ReadMoney(in OrderLine cells, long line, out Int128 amount)
    {
        amount = 0;
        if (Columns.Amount >= 0)
        {
            if (ReadNumber(cells.Amount, Columns.Amount, line) is not { } money) return Transactions.LeftOut.NoNumber;
            if (money <= 0) return Transactions.LeftOut.AmountNotPositive;
            Money.TryMultiply(1, money, out amount);
            return null;
        }

        var quantity = ReadNumber(cells.Quantity, Columns.Quantity, line);
        if (quantity <= 0) return Transactions.LeftOut.QuantityNotPositive;
        var price = ReadNumber(cells.Price, Columns.Price, line);
        if (price <= 0) return Transactions.LeftOut.PriceNotPositive;
        if (quantity is null || price is null) return Transactions.LeftOut.NoNumber;
        if (!Money.TryMultiply(quantity.Value, price.Value, out amount)) throw TooLarge($"Quantity times price is {quantity:R} x {price:R}", null, line);
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double? ReadNumber(ReadOnlySpan<byte> cell, int column, long line)
    {
        cell = Cell.Trim(cell);
        var kind = Cell.Read(cell, out var value);
        if (kind == CellKind.Number && Math.Abs(value) <= Money.Most) return value;
        if (kind is CellKind.Number or CellKind.Infinite) throw TooLarge($"'{Columns.NameOf(column)}' has '{Excerpt.Of(cell)}'", Columns.NameOf(column), line);
        if (kind == CellKind.Text && cell.IndexOfAnyExcept(NumberLike) < 0 && cell.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0)
            throw new InvalidTableException(
                TableDefect.UnreadableNumber,
                $"'{Columns.NameOf(column)}' has '{Excerpt.Of(cell)}' in {_unit.Place(line)}; numbers of a log of orders are written such as 1234.50: with a point, and without group separators, currency or percent signs.")
            {
                Column = Columns.NameOf(column),
                Line = line,
            };
        return null;
    }

    private InvalidTableException TooLarge(string what, string? column, long line) =>
        new(TableDefect.InfiniteNumber, $"{what} in {_unit.Place(line)}; at most {Money.Most:0e0} is allowed.") { Column = column, Line = line };

    private static bool IsMissing(ReadOnlySpan<byte> cell) => cell.Length <= 4 && Cell.Read(cell, out _) == CellKind.Missing;

    /// <summary>C and a number; the hexadecimal digits of a GUID may begin with C as well.</summary>
    private static bool IsCancelled(ReadOnlySpan<byte> invoice) =>
        invoice.Length > 0 && invoice[0] == 'C' && !(System.Buffers.Text.Utf8Parser.TryParse(invoice, out Guid _, out var consumed) && consumed == invoice.Length);

    private static WrittenDate Later(WrittenDate one, WrittenDate other) =>
        new(Math.Max(one.DayFirst, other.DayFirst), Math.Max(one.MonthFirst, other.MonthFirst));
}
