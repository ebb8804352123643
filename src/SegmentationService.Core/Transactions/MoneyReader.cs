using System.Buffers;
using System.Runtime.CompilerServices;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>
/// Reads the money of lines, in both notations as long as the log allows both: a file is written by one program, so one decimal sign holds for all of
/// its numbers.
/// </summary>
/// <param name="unit">What the numbers of the lines count.</param>
/// <param name="columns">Which column plays which part.</param>
internal sealed class MoneyReader(RowUnit unit, OrderColumns columns)
{
    private static readonly SearchValues<byte> NumberLike = SearchValues.Create("0123456789.,'+-()% $eE\u00A3\u00A5\u20AC\u00A0"u8);

    /// <summary>What the numbers tell about how they are written.</summary>
    public DecimalEvidence Notation { get; } = new();

    /// <summary>The currencies that stand with the amounts, or in a column of their own.</summary>
    public FewValues Currencies { get; } = new();

    /// <summary>Adds what was found out of lines that follow.</summary>
    public void Append(MoneyReader part)
    {
        Notation.Append(part.Notation);
        Currencies.Append(part.Currencies);
    }

    /// <summary>Reads the money of a line.</summary>
    /// <param name="cells">Its cells.</param>
    /// <param name="line">Its number.</param>
    /// <param name="money">The money; null where the line has none of its own.</param>
    /// <returns>Why the line cannot count; null where it can.</returns>
    /// <exception cref="InvalidTableException">A number is infinite or too large, or no number in any notation.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public LeftOut? Read(in OrderLine cells, long line, out LineMoney? money)
    {
        money = null;
        if (columns.Amount >= 0) return ReadAmount(cells, line, ref money);
        if (columns.Price < 0 && columns.Quantity < 0) return null;

        // Without a quantity each line is one piece; without a price what is summed up are the pieces.
        var (quantity, price) = (new Number(1, 1), new Number(1, 1));
        if (columns.Quantity >= 0)
        {
            quantity = ReadNumber(cells.Quantity, columns.Quantity, line, cells.IsInvariant);
            if (quantity.IsNotPositive) return LeftOut.QuantityNotPositive;
        }

        if (columns.Price >= 0)
        {
            price = ReadNumber(cells.Price, columns.Price, line, cells.IsInvariant);
            if (price.IsNotPositive) return columns.Quantity < 0 ? LeftOut.AmountNotPositive : LeftOut.PriceNotPositive;
        }

        if (quantity.IsMissing || price.IsMissing) return LeftOut.NoNumber;
        TakeCurrency(cells.Currency);
        money = Multiply(quantity, price, line, price.Any, quantityBeside: 0, isProduct: false);
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private LeftOut? ReadAmount(in OrderLine cells, long line, ref LineMoney? money)
    {
        var amount = ReadNumber(cells.Amount, columns.Amount, line, cells.IsInvariant);
        if (amount.IsNotPositive) return LeftOut.AmountNotPositive;

        // A total may stand on one line of its order only.
        if (amount.IsMissing) return IsMissing(cells.Amount) ? null : LeftOut.NoNumber;
        var quantity = columns.Quantity < 0 ? 0 : Evidence(cells.Quantity);
        if (quantity < 0) return LeftOut.QuantityNotPositive;
        TakeCurrency(cells.Currency);
        var isProduct = quantity > 0 && columns.Price >= 0 && Evidence(cells.Price) is var price && IsNear(quantity * price, amount.WithPoint, amount.WithComma);
        money = Multiply(new Number(1, 1), amount, line, amount.Any, quantity, isProduct);
        return null;
    }

    /// <summary>A number that only tells what another one means.</summary>
    private static double Evidence(ReadOnlySpan<byte> cell)
    {
        cell = Cell.Trim(cell);
        if (Cell.Read(cell, out var value) == CellKind.Number) return value;
        return WrittenNumber.TryRead(cell, out var number) ? double.IsNaN(number.WithPoint) ? number.WithComma : number.WithPoint : 0;
    }

    private static bool IsNear(double product, double withPoint, double withComma) => Math.Abs(product - withPoint) <= 0.011 || Math.Abs(product - withComma) <= 0.011;

    private static bool IsMissing(ReadOnlySpan<byte> cell) => Cell.Read(Cell.Trim(cell), out _) == CellKind.Missing;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private LineMoney Multiply(Number quantity, Number price, long line, double each, double quantityBeside, bool isProduct)
    {
        var withPoint = Multiply(quantity.WithPoint, price.WithPoint, line);
        var withComma = quantity.IsOne && price.IsOne ? withPoint : Multiply(quantity.WithComma, price.WithComma, line);
        return new LineMoney(withPoint, withComma, each, quantityBeside, isProduct);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Int128 Multiply(double quantity, double price, long line)
    {
        // What is no number in a notation is not added: the notation cannot hold.
        if (double.IsNaN(quantity) || double.IsNaN(price)) return 0;
        if (!Money.TryMultiply(quantity, price, out var units)) throw TooLarge($"Quantity times price is {quantity:R} x {price:R}", null, line);
        return units;
    }

    private void TakeCurrency(ReadOnlySpan<byte> cell)
    {
        if (columns.Currency < 0) return;
        cell = Cell.Trim(cell);
        if (Cell.Read(cell, out _) == CellKind.Text) Currencies.Take(cell);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Number ReadNumber(ReadOnlySpan<byte> cell, int column, long line, bool isInvariant)
    {
        cell = Cell.Trim(cell);
        var kind = Cell.Read(cell, out var value);
        if (kind == CellKind.Number && Math.Abs(value) <= Money.Most)
            return new Number(value, Notation.AllowsComma ? Notation.TakePlain(cell, value, line, isInvariant, out _) : value);

        if (kind is CellKind.Number or CellKind.Infinite) throw TooLarge($"'{columns.NameOf(column)}' has '{Excerpt.Of(cell)}'", columns.NameOf(column), line);
        return kind == CellKind.Text ? ReadWritten(cell, column, line) : default(Number) with { IsMissing = true };
    }

    private Number ReadWritten(ReadOnlySpan<byte> cell, int column, long line)
    {
        if (!WrittenNumber.TryRead(cell, out var written) || written.IsPercent || !written.Unit.IsEmpty)
        {
            if (cell.IndexOfAnyExcept(NumberLike) >= 0 || cell.IndexOfAnyInRange((byte)'0', (byte)'9') < 0) return default(Number) with { IsMissing = true };
            throw new InvalidTableException(TableDefect.UnreadableNumber, $"'{columns.NameOf(column)}' has '{Excerpt.Of(cell)}' in {unit.Place(line)}, which is no sum of money; numbers are written such as 1234.50, 1,234.50, 1.234,50 or $5.")
            {
                Column = columns.NameOf(column),
                Line = line,
            };
        }

        Notation.Take(cell, written, line);
        if (columns.Currency < 0 && !written.Currency.IsEmpty) Currencies.Take(written.Currency);
        if (Math.Abs(written.WithPoint) > Money.Most || Math.Abs(written.WithComma) > Money.Most) throw TooLarge($"'{columns.NameOf(column)}' has '{Excerpt.Of(cell)}'", columns.NameOf(column), line);
        return new Number(written.WithPoint, written.WithComma);
    }

    private InvalidTableException TooLarge(string what, string? column, long line) =>
        new(TableDefect.InfiniteNumber, $"{what} in {unit.Place(line)}; at most {Money.Most:0e0} is allowed.") { Column = column, Line = line };

    /// <summary>A number in both notations; NaN in one that it cannot have.</summary>
    private readonly record struct Number(double WithPoint, double WithComma)
    {
        public bool IsMissing { get; init; }

        /// <summary>Its value in a notation that it can have.</summary>
        public double Any => double.IsNaN(WithPoint) ? WithComma : WithPoint;

        /// <summary>Whether it is the same in both.</summary>
        public bool IsOne => WithPoint == WithComma;

        public bool IsNotPositive => !IsMissing && Any <= 0;
    }
}
