using System.Globalization;
using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>
/// A cell as a number that people write: with group separators, a decimal comma, a currency, or in percent. Many can be read in two
/// ways (<c>1,234</c>); both are given, and <see cref="NotationEvidence"/> decides for the whole column.
/// </summary>
internal readonly ref struct WrittenNumber
{
    private const int LongestNumber = 64;
    private const int DigitsOfGroup = 3;

    /// <summary>How sums of money are marked besides the currency signs of Unicode.</summary>
    private static readonly byte[][] Currencies =
    [
        .. "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KRW KZT MAD MXN MYR NGN NOK NZD PEN PHP PKR PLN RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR US$ A$ C$ R$ S$ HK$ NT$ NZ$ MX$ Fr Fr. Rs Rs. kr kr. Kč zł Ft lei лв руб руб."
            .Split(' ').Select(Encoding.UTF8.GetBytes),
    ];

    private WrittenNumber(Affixes affixes)
    {
        Currency = affixes.Currency;
        IsPercent = affixes.IsPercent;
    }

    /// <summary>The value if the point is the decimal sign; NaN where it cannot be.</summary>
    public double WithPoint { get; init; }

    /// <summary>The value if the comma is the decimal sign; NaN where it cannot be.</summary>
    public double WithComma { get; init; }

    /// <summary>What separates groups of digits if the point is the decimal sign: comma, blank or apostrophe; 0 where nothing does.</summary>
    public char GroupWithPoint { get; init; }

    /// <summary>What separates groups of digits if the comma is the decimal sign: point, blank or apostrophe; 0 where nothing does.</summary>
    public char GroupWithComma { get; init; }

    /// <summary>The currency as it stands there, empty where there is none.</summary>
    public ReadOnlySpan<byte> Currency { get; }

    /// <summary>Whether the number is followed by a percent sign; the value is the number before it.</summary>
    public bool IsPercent { get; }

    /// <summary>Reads a cell.</summary>
    /// <param name="cell">UTF-8 text, already trimmed.</param>
    /// <param name="number">The number.</param>
    /// <returns>Whether it is one, in at least one way.</returns>
    public static bool TryRead(ReadOnlySpan<byte> cell, out WrittenNumber number)
    {
        number = default;
        if (cell.Length > LongestNumber) return false;
        var first = cell.IndexOfAnyInRange((byte)'0', (byte)'9');
        if (first < 0) return false;
        var last = cell.LastIndexOfAnyInRange((byte)'0', (byte)'9');

        // ",5" begins with its decimal sign; the point of "Rs.500" belongs to the currency.
        if (first > 0 && cell[first - 1] is (byte)'.' or (byte)',' && (first == 1 || !char.IsAsciiLetter((char)cell[first - 2]))) first--;
        if (!Affixes.TryRead(cell[..first], cell[(last + 1)..], out var affixes)) return false;

        Span<byte> digits = stackalloc byte[LongestNumber];
        if (!TryNormalize(cell[first..(last + 1)], digits, out var length, out var exponent)) return false;
        var mantissa = digits[..length];
        var withPoint = Evaluate(mantissa, exponent, affixes.IsNegative, (byte)'.', out var groupWithPoint);
        var withComma = Evaluate(mantissa, exponent, affixes.IsNegative, (byte)',', out var groupWithComma);
        number = new WrittenNumber(affixes)
        {
            WithPoint = withPoint,
            WithComma = withComma,
            GroupWithPoint = groupWithPoint,
            GroupWithComma = groupWithComma,
        };
        return !double.IsNaN(withPoint) || !double.IsNaN(withComma);
    }

    /// <summary>Makes one of the different blanks and apostrophes, and cuts off the exponent.</summary>
    private static bool TryNormalize(ReadOnlySpan<byte> text, Span<byte> mantissa, out int length, out ReadOnlySpan<byte> exponent)
    {
        length = 0;
        exponent = [];
        while (!text.IsEmpty)
        {
            if (text[0] is (byte)'e' or (byte)'E')
            {
                exponent = text;
                var digits = text.Length > 1 && text[1] is (byte)'+' or (byte)'-' ? text[2..] : text[1..];
                return IsDigits(digits);
            }

            var taken = 1;
            var value = text[0];
            if (text.StartsWith("\u00A0"u8)) (taken, value) = (2, (byte)' ');
            else if (text.StartsWith("\u202F"u8) || text.StartsWith("\u2009"u8)) (taken, value) = (3, (byte)' ');
            else if (text.StartsWith("\u2019"u8)) (taken, value) = (3, (byte)'\'');
            else if (value is not ((>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)',' or (byte)' ' or (byte)'\'')) return false;
            mantissa[length++] = value;
            text = text[taken..];
        }

        return true;
    }

    private static double Evaluate(ReadOnlySpan<byte> mantissa, ReadOnlySpan<byte> exponent, bool isNegative, byte decimalSign, out char group)
    {
        group = '\0';
        var sign = mantissa.IndexOf(decimalSign);
        var whole = sign < 0 ? mantissa : mantissa[..sign];
        var fraction = sign < 0 ? [] : mantissa[(sign + 1)..];
        if (sign >= 0 && !IsDigits(fraction)) return double.NaN;

        Span<byte> plain = stackalloc byte[LongestNumber + 2];
        var length = 0;
        if (isNegative) plain[length++] = (byte)'-';
        var separator = whole.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (separator < 0)
        {
            whole.CopyTo(plain[length..]);
            length += whole.Length;
        }
        else
        {
            if (!exponent.IsEmpty || separator is 0 or > DigitsOfGroup || whole[0] == '0') return double.NaN;
            group = (char)whole[separator];
            whole[..separator].CopyTo(plain[length..]);
            length += separator;
            for (var rest = whole[separator..]; !rest.IsEmpty; rest = rest[(DigitsOfGroup + 1)..])
            {
                if (rest.Length <= DigitsOfGroup || rest[0] != group || !IsDigits(rest.Slice(1, DigitsOfGroup))) return double.NaN;
                rest.Slice(1, DigitsOfGroup).CopyTo(plain[length..]);
                length += DigitsOfGroup;
            }
        }

        if (sign >= 0) plain[length++] = (byte)'.';
        fraction.CopyTo(plain[length..]);
        length += fraction.Length;
        exponent.CopyTo(plain[length..]);
        length += exponent.Length;

        // The same digits as a plain number: the same value, to the last bit.
        return Cell.Read(plain[..length], out var value) == CellKind.Number ? value : double.NaN;
    }

    private static bool IsDigits(ReadOnlySpan<byte> text) => !text.IsEmpty && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    /// <summary>What stands around the digits.</summary>
    private ref struct Affixes
    {
        public ReadOnlySpan<byte> Currency { get; private set; }

        public bool IsNegative { get; private set; }

        public bool IsPercent { get; private set; }

        public static bool TryRead(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, out Affixes affixes)
        {
            affixes = default;
            before = Cell.Trim(before);
            var rest = WithoutSign(before, out var isNegative);
            if (rest.Length == before.Length && !before.IsEmpty && before[^1] is (byte)'-' or (byte)'+')
            {
                isNegative = before[^1] == '-';
                rest = before[..^1];
            }

            affixes.IsNegative = isNegative;
            before = Cell.Trim(rest);

            after = Cell.Trim(after);
            if (after is [(byte)'%'])
            {
                affixes.IsPercent = true;
                return before.IsEmpty;
            }

            if (!before.IsEmpty && !after.IsEmpty) return false;
            affixes.Currency = before.IsEmpty ? after : before;
            return affixes.Currency.IsEmpty || IsCurrency(affixes.Currency);
        }

        private static ReadOnlySpan<byte> WithoutSign(ReadOnlySpan<byte> before, out bool isNegative)
        {
            var isMinus = before.StartsWith("\u2212"u8);
            isNegative = isMinus || (!before.IsEmpty && before[0] == '-');
            if (isMinus) return before[3..];
            return isNegative || (!before.IsEmpty && before[0] == '+') ? before[1..] : before;
        }

        private static bool IsCurrency(ReadOnlySpan<byte> text)
        {
            if (Rune.DecodeFromUtf8(text, out var sign, out var length) == System.Buffers.OperationStatus.Done
                && length == text.Length
                && Rune.GetUnicodeCategory(sign) == UnicodeCategory.CurrencySymbol) return true;
            foreach (var currency in Currencies)
                if (currency.Length == text.Length && (text.SequenceEqual(currency) || Ascii.EqualsIgnoreCase(text, currency))) return true;
            return false;
        }
    }
}
