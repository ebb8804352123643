using System.Buffers;
using System.Globalization;

namespace SegmentationService.Core.Data;

/// <summary>What a cell of a table holds.</summary>
public enum CellKind
{
    /// <summary>Nothing: empty, or one of the words that mean so.</summary>
    Missing,

    /// <summary>A number of a size that can be calculated with.</summary>
    Number,

    /// <summary>An infinite number, or one beyond <see cref="Cell.MaxMagnitude"/>.</summary>
    Infinite,

    /// <summary>Anything else.</summary>
    Text,
}

/// <summary>Reads one cell. The only place that knows how numbers and missing values are written.</summary>
public static class Cell
{
    /// <summary>The largest absolute value accepted: its fourth power, summed over any table, is still a finite double.</summary>
    public const double MaxMagnitude = 1e60;

    /// <summary>Room in which <see cref="Write"/> can write any number, in bytes.</summary>
    public const int LongestWritten = 32;

    private const int MaxExactDigits = 15;
    private const int LongestNumber = 400;

    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("0123456789+-.eE"u8);

    private static readonly double[] PowersOfTen =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Removes the blanks around a cell: space, tab and the no-break space.</summary>
    /// <param name="cell">UTF-8 text.</param>
    /// <returns>The part of <paramref name="cell"/> between the blanks.</returns>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell)
    {
        while (true)
        {
            if (cell.Length > 0 && cell[0] is (byte)' ' or (byte)'\t') cell = cell[1..];
            else if (cell.Length > 0 && cell[^1] is (byte)' ' or (byte)'\t') cell = cell[..^1];
            else if (cell.StartsWith("\u00A0"u8)) cell = cell[2..];
            else if (cell.EndsWith("\u00A0"u8)) cell = cell[..^2];
            else return cell;
        }
    }

    /// <summary>
    /// Reads a cell. Numbers are invariant (<c>1234.5</c>, <c>9.34E-05</c>), without group separators; missing are the empty
    /// cell, <c>NA</c>, <c>N/A</c>, <c>NaN</c>, <c>null</c>, <c>?</c> and <c>-</c>, in any case.
    /// </summary>
    /// <param name="cell">UTF-8 text, already trimmed.</param>
    /// <param name="value">The number; NaN when the cell holds none.</param>
    /// <returns>What the cell holds.</returns>
    public static CellKind Read(ReadOnlySpan<byte> cell, out double value)
    {
        if (TryReadPlainDecimal(cell, out value, out _)) return CellKind.Number;

        value = double.NaN;
        if (IsMissing(cell)) return CellKind.Missing;
        if (IsInfinity(cell)) return CellKind.Infinite;
        if (cell.Length > LongestNumber || !LooksNumeric(cell)) return CellKind.Text;
        if (!double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed)) return CellKind.Text;
        if (!(Math.Abs(parsed) <= MaxMagnitude)) return CellKind.Infinite;
        value = parsed;
        return CellKind.Number;
    }

    /// <summary>Writes a number as the shortest text that <see cref="Read"/> reads as the same number.</summary>
    /// <param name="value">The number; NaN is missing.</param>
    /// <param name="buffer">out: at least <see cref="LongestWritten"/> bytes.</param>
    /// <returns>The text, within the buffer; empty where the number is missing.</returns>
    public static ReadOnlySpan<byte> Write(double value, Span<byte> buffer)
    {
        if (double.IsNaN(value)) return [];
        value.TryFormat(buffer, out var length, provider: CultureInfo.InvariantCulture);
        return buffer[..length];
    }

    /// <summary>
    /// Whether a text is a number in another notation than <see cref="Read"/> knows: with a decimal comma, group separators, a currency, or
    /// in percent. What number it is depends on the others of its column.
    /// </summary>
    /// <param name="cell">UTF-8 text, already trimmed, that <see cref="Read"/> has found to be text.</param>
    public static bool IsNumberInOtherNotation(ReadOnlySpan<byte> cell) => WrittenNumber.TryRead(cell, out _);

    /// <summary>
    /// Reads the usual case: digits with at most one point, up to 15 digits in all: both the digits and the power of ten are exact doubles, so their
    /// quotient is correctly rounded (Clinger, doi 10.1145/93542.93557). All but a few cells of real tables are of this kind.
    /// </summary>
    /// <param name="cell">UTF-8 text.</param>
    /// <param name="value">The number; NaN when it is not of this kind.</param>
    /// <param name="decimals">The digits after the point.</param>
    internal static bool TryReadPlainDecimal(ReadOnlySpan<byte> cell, out double value, out int decimals)
    {
        value = double.NaN;
        decimals = 0;
        var negative = cell.Length > 0 && cell[0] == '-';
        var i = negative ? 1 : 0;
        if (cell.Length == i || cell.Length - i > MaxExactDigits + 1) return false;

        long digits = 0;
        var count = 0;
        var point = -1;
        for (; i < cell.Length; i++)
        {
            var digit = (uint)(cell[i] - '0');
            if (digit <= 9)
            {
                digits = (digits * 10) + digit;
                count++;
            }
            else if (cell[i] == '.' && point < 0) point = count;
            else return false;
        }

        if (count is 0 or > MaxExactDigits) return false;
        if (point >= 0) decimals = count - point;
        value = digits / PowersOfTen[decimals];
        if (negative) value = -value;
        return true;
    }

    private static bool LooksNumeric(ReadOnlySpan<byte> cell) =>
        cell.IndexOfAnyExcept(NumberBytes) < 0 && cell.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0;

    private static bool IsMissing(ReadOnlySpan<byte> cell) => cell.Length switch
    {
        0 => true,
        1 => cell[0] is (byte)'?' or (byte)'-',
        2 => Is(cell, "NA"u8),
        3 => Is(cell, "N/A"u8) || Is(cell, "NaN"u8),
        4 => Is(cell, "null"u8),
        _ => false,
    };

    private static bool IsInfinity(ReadOnlySpan<byte> cell)
    {
        if (cell.Length > 0 && cell[0] is (byte)'+' or (byte)'-') cell = cell[1..];
        return Is(cell, "inf"u8) || Is(cell, "infinity"u8) || cell.SequenceEqual("∞"u8);
    }

    private static bool Is(ReadOnlySpan<byte> cell, ReadOnlySpan<byte> word) =>
        cell.Length == word.Length && System.Text.Ascii.EqualsIgnoreCase(cell, word);
}
