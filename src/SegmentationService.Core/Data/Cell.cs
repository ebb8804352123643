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

    /// <summary>Whole numbers from here on are written with an exponent.</summary>
    private const double FirstWithExponent = 1e15;

    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("0123456789+-.eE"u8);

    private static readonly DateReader AnyDate = new(format: null);

    private static readonly double[] PowersOfTen =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>
    /// Removes what is around a cell and no part of it: blanks of any width, and what exports put around a text so that a spreadsheet does not take it for a
    /// number: <c>="0012"</c>, <c>'0012</c>; also <c>=12.5</c>, and quotes that were quoted once more.
    /// </summary>
    /// <param name="cell">UTF-8 text.</param>
    /// <returns>The part of <paramref name="cell"/> within.</returns>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell)
    {
        while (BlankAtStart(cell) is > 0 and var blank) cell = cell[blank..];
        while (BlankAtEnd(cell) is > 0 and var blank) cell = cell[..^blank];
        return cell.Length > 1 && cell[0] is (byte)'=' or (byte)'\'' or (byte)'"' ? WithoutGuard(cell) : cell;
    }

    /// <summary>The bytes of the blank that a text begins with: space, tab, the no-break space and those of other widths; 0 where there is none.</summary>
    internal static int BlankAtStart(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return 0;
        return text[0] switch
        {
            (byte)' ' or (byte)'\t' => 1,
            0xC2 => text.Length > 1 && text[1] == 0xA0 ? 2 : 0,
            0xE2 or 0xE3 or 0xEF => text.Length > 2 && IsWideBlank(text) ? 3 : 0,
            _ => 0,
        };
    }

    /// <summary>
    /// Reads a cell. Numbers are invariant (<c>1234.5</c>, <c>9.34E-05</c>), without group separators; missing are the empty
    /// cell, <c>NA</c>, <c>N/A</c>, <c>NaN</c>, <c>null</c>, <c>?</c> and <c>-</c>, in any case, and what nothing else is written as: <c>#DIV/0!</c>, <c>\N</c>.
    /// </summary>
    /// <param name="cell">UTF-8 text, already trimmed.</param>
    /// <param name="value">The number; NaN when the cell holds none.</param>
    /// <returns>What the cell holds.</returns>
    public static CellKind Read(ReadOnlySpan<byte> cell, out double value)
    {
        if (TryReadPlainDecimal(cell, out value, out _)) return CellKind.Number;

        value = double.NaN;
        if (IsMissing(cell) || MissingWords.IsCertain(cell)) return CellKind.Missing;
        if (IsInfinity(cell)) return CellKind.Infinite;
        if (!LooksNumeric(cell)) return CellKind.Text;
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

        // The text of a whole number, but for that of -0, is the same and much sooner found.
        if (value == Math.Truncate(value) && Math.Abs(value) < FirstWithExponent && value != 0)
        {
            ((long)value).TryFormat(buffer, out var digits, provider: CultureInfo.InvariantCulture);
            return buffer[..digits];
        }

        value.TryFormat(buffer, out var length, provider: CultureInfo.InvariantCulture);
        return buffer[..length];
    }

    /// <summary>
    /// Whether a text says, where a number is expected, that there is none: <c>None</c>, <c>--</c>, <c>$ -</c>. <see cref="Read"/> takes it for text, which it is elsewhere.
    /// </summary>
    /// <param name="cell">UTF-8 text, already trimmed.</param>
    public static bool IsMissingNumber(ReadOnlySpan<byte> cell) => MissingWords.IsAmongNumbers(cell) || WrittenNumber.IsSumOfNothing(cell);

    /// <summary>
    /// Whether a text is a number in another notation than <see cref="Read"/> knows: with a decimal comma, group separators, a currency, in percent, or
    /// in brackets. What number it is depends on the others of its column. What has a unit is another quantity, not another notation.
    /// </summary>
    /// <param name="cell">UTF-8 text, already trimmed, that <see cref="Read"/> has found to be text.</param>
    public static bool IsNumberInOtherNotation(ReadOnlySpan<byte> cell) => WrittenNumber.TryRead(cell, out var number) && number.Unit.IsEmpty;

    /// <summary>Whether a text is a date or a moment, in any of the ways that <see cref="DateReader"/> reads without being told one.</summary>
    /// <param name="cell">UTF-8 text, already trimmed.</param>
    public static bool IsDate(ReadOnlySpan<byte> cell) => AnyDate.Read(cell).IsReadable;

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

    /// <summary>Reads <c>true</c> and <c>false</c>, in any case.</summary>
    /// <param name="cell">UTF-8 text, already trimmed.</param>
    /// <param name="value">Which of them it is.</param>
    internal static bool TryReadFlag(ReadOnlySpan<byte> cell, out bool value)
    {
        value = Is(cell, "true"u8);
        return value || Is(cell, "false"u8);
    }

    private static int BlankAtEnd(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return 0;
        if (text[^1] is (byte)' ' or (byte)'\t') return 1;
        if (text[^1] < 0x80) return 0;
        if (text.EndsWith("\u00A0"u8)) return 2;
        return text.Length > 2 && IsWideBlank(text[^3..]) ? 3 : 0;
    }

    /// <summary>Blanks of U+2000 to U+200B, the narrow no-break space, that of formulas, the ideographic one, the marks of a direction, and the mark of the byte order.</summary>
    private static bool IsWideBlank(ReadOnlySpan<byte> text) => (text[0], text[1], text[2]) switch
    {
        (0xE2, 0x80, (>= 0x80 and <= 0x8B) or 0x8E or 0x8F or 0xAF) => true,
        (0xE2, 0x81, 0x9F or 0xA0) or (0xE3, 0x80, 0x80) or (0xEF, 0xBB, 0xBF) => true,
        _ => false,
    };

    private static ReadOnlySpan<byte> WithoutGuard(ReadOnlySpan<byte> cell)
    {
        var isFormula = cell[0] == '=';
        var content = isFormula || cell[0] == '\'' ? cell[1..] : cell;
        if (content.Length > 1 && content[0] == '"' && content[^1] == '"' && !content[1..^1].Contains((byte)'"'))
        {
            content = content[1..^1];
            if (isFormula) return Trim(content);
        }

        return TryReadPlainDecimal(content, out _, out _) ? content : cell;
    }

    private static bool LooksNumeric(ReadOnlySpan<byte> cell) =>
        cell.IndexOfAnyExcept(NumberBytes) < 0 && cell.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0;

    /// <summary>Whether a cell is one of the usual ways to say that there is no value, which need not be told of.</summary>
    /// <param name="cell">UTF-8 text, already trimmed.</param>
    internal static bool IsMissing(ReadOnlySpan<byte> cell) => cell.Length switch
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
