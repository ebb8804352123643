using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>
/// A cell as a number that people write: with group separators, a decimal comma, a currency, in percent, in brackets, or with a unit. Many can be read in
/// two ways (<c>1,234</c>); both are given, and <see cref="NotationEvidence"/> decides for the whole column. So it is for what a unit means:
/// see <see cref="UnitEvidence"/>.
/// </summary>
internal readonly ref struct WrittenNumber
{
    private const int LongestNumber = 64;
    private const int DigitsOfGroup = 3;
    private const int DigitsOfGroupInIndia = 2;

    private const int LongestMagnitude = 10;

    /// <summary>The largest number with a unit: whatever it is scaled by, it stays within <see cref="Cell.MaxMagnitude"/>.</summary>
    private const double LargestWithUnit = 1e40;

    /// <summary>How sums of money are marked besides the currency signs of Unicode, by <see cref="Key"/>: ids begin like them, and there are many of these.</summary>
    private static readonly FrozenDictionary<int, byte[][]> Currencies =
        "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KRW KZT MAD MXN MYR NGN NOK NZD PEN PHP PKR PLN RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR US$ A$ C$ R$ S$ HK$ NT$ NZ$ MX$ Fr Fr. Rs Rs. kr kr. Kč zł Ft lei лв руб руб."
            .Split(' ').Select(Encoding.UTF8.GetBytes).GroupBy(currency => Key(currency)).ToFrozenDictionary(alike => alike.Key, alike => alike.ToArray());

    private static readonly byte[] Flag = Encoding.UTF8.GetBytes(UnitWords.Flag);

    private WrittenNumber(Affixes affixes)
    {
        Currency = affixes.Currency;
        IsPercent = affixes.IsPercent;
        Negative = affixes.Negative;
        Unit = affixes.Unit;
    }

    /// <summary>The value before its unit if the point is the decimal sign; NaN where it cannot be.</summary>
    public double WithPoint { get; init; }

    /// <summary>The value before its unit if the comma is the decimal sign; NaN where it cannot be.</summary>
    public double WithComma { get; init; }

    /// <summary>How digits are grouped if the point is the decimal sign.</summary>
    public DigitGroups GroupsWithPoint { get; init; }

    /// <summary>How digits are grouped if the comma is the decimal sign.</summary>
    public DigitGroups GroupsWithComma { get; init; }

    /// <summary>The currency as it stands there, empty where there is none.</summary>
    public ReadOnlySpan<byte> Currency { get; }

    /// <summary>Whether the number has a percent sign; the value is the number beside it.</summary>
    public bool IsPercent { get; }

    /// <summary>How it is marked as negative, if it is.</summary>
    public NegativeForm? Negative { get; }

    /// <summary>
    /// The unit as it stands there, empty where there is none; <see cref="UnitWords.Flag"/> for true and false, and a form of
    /// <see cref="WrittenDuration"/> for a duration of several parts, whose value is in seconds.
    /// </summary>
    public ReadOnlySpan<byte> Unit { get; init; }

    /// <summary>Reads a cell.</summary>
    /// <param name="cell">UTF-8 text, already trimmed.</param>
    /// <param name="number">The number.</param>
    /// <returns>Whether it is one, in at least one way.</returns>
    public static bool TryRead(ReadOnlySpan<byte> cell, out WrittenNumber number)
    {
        number = default;
        if (cell.Length > LongestNumber) return false;
        if (cell.IndexOfAnyInRange((byte)'0', (byte)'9') is >= 0 and var first)
        {
            if (TryReadNumber(cell, first, out number)) return true;
            if (!WrittenDuration.TryRead(cell, out var seconds, out var form)) return false;
            number = Same(seconds, Encoding.UTF8.GetBytes(form));
        }
        else
        {
            if (!Cell.TryReadFlag(cell, out var flag)) return false;
            number = Same(flag ? 1 : 0, Flag);
        }

        return true;
    }

    /// <summary>Whether a cell is a currency and a dash, with which accounts write that there is no sum: <c>$ -</c>, <c>- €</c>.</summary>
    /// <param name="cell">UTF-8 text, already trimmed.</param>
    public static bool IsSumOfNothing(ReadOnlySpan<byte> cell)
    {
        if (cell.Length is < 2 or > LongestNumber) return false;
        if (cell[^1] == '-') return Affixes.IsCurrency(Cell.Trim(cell[..^1].TrimEnd((byte)'-')));
        return cell[0] == '-' && Affixes.IsCurrency(Cell.Trim(cell.TrimStart((byte)'-')));
    }

    /// <summary>The length of a text and its first byte, whatever its case: few texts have those of another.</summary>
    private static int Key(ReadOnlySpan<byte> text) => (text.Length << 8) | (char.IsAsciiLetter((char)text[0]) ? text[0] | 0x20 : text[0]);

    private static WrittenNumber Same(double value, byte[] unit) => new(default) { WithPoint = value, WithComma = value, Unit = unit };

    private static bool TryReadNumber(ReadOnlySpan<byte> cell, int first, out WrittenNumber number)
    {
        number = default;
        var last = cell.LastIndexOfAnyInRange((byte)'0', (byte)'9');

        // ",5" begins with its decimal sign; the point of "Rs.500" belongs to the currency.
        if (first > 0 && cell[first - 1] is (byte)'.' or (byte)',' && (first == 1 || !char.IsAsciiLetter((char)cell[first - 2]))) first--;
        if (!Affixes.TryRead(cell[..first], cell[(last + 1)..], out var affixes)) return false;

        Span<byte> digits = stackalloc byte[LongestNumber];
        if (!TryNormalize(cell[first..(last + 1)], digits, out var length, out var exponent)) return false;
        var mantissa = digits[..length];
        var withPoint = Evaluate(mantissa, exponent, affixes.Negative is not null, (byte)'.', out var groupsWithPoint);
        var withComma = Evaluate(mantissa, exponent, affixes.Negative is not null, (byte)',', out var groupsWithComma);
        number = new WrittenNumber(affixes)
        {
            WithPoint = withPoint,
            WithComma = withComma,
            GroupsWithPoint = groupsWithPoint,
            GroupsWithComma = groupsWithComma,
        };
        if (!affixes.Unit.IsEmpty && (Math.Abs(withPoint) > LargestWithUnit || Math.Abs(withComma) > LargestWithUnit)) return false;
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
            if (Cell.BlankAtStart(text) is > 1 and var blank) (taken, value) = (blank, (byte)' ');
            else if (text.StartsWith("\u2019"u8)) (taken, value) = (3, (byte)'\'');
            else if (value is not ((>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)',' or (byte)' ' or (byte)'\'')) return false;
            mantissa[length++] = value;
            text = text[taken..];
        }

        return true;
    }

    private static double Evaluate(ReadOnlySpan<byte> mantissa, ReadOnlySpan<byte> exponent, bool isNegative, byte decimalSign, out DigitGroups groups)
    {
        groups = DigitGroups.None;
        var sign = mantissa.IndexOf(decimalSign);
        var whole = sign < 0 ? mantissa : mantissa[..sign];
        var fraction = sign < 0 ? [] : mantissa[(sign + 1)..];
        if (sign >= 0 && !IsDigits(fraction)) return double.NaN;

        Span<byte> plain = stackalloc byte[LongestNumber + 2];
        var length = 0;
        if (isNegative) plain[length++] = (byte)'-';
        if (IsDigitsOrNothing(whole))
        {
            whole.CopyTo(plain[length..]);
            length += whole.Length;
        }
        else if (!exponent.IsEmpty || !TryJoin(whole, plain, ref length, out groups)) return double.NaN;

        if (sign >= 0) plain[length++] = (byte)'.';
        fraction.CopyTo(plain[length..]);
        length += fraction.Length;
        exponent.CopyTo(plain[length..]);
        length += exponent.Length;

        // The same digits as a plain number: the same value, to the last bit.
        return Cell.Read(plain[..length], out var value) == CellKind.Number ? value : double.NaN;
    }

    /// <summary>Joins the groups of a whole number: all of three digits, or as in India the last of three and the others of two.</summary>
    private static bool TryJoin(ReadOnlySpan<byte> whole, Span<byte> plain, ref int length, out DigitGroups groups)
    {
        groups = DigitGroups.None;
        var first = whole.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (first is 0 or > DigitsOfGroup || whole[0] == '0') return false;
        var separator = whole[first];
        groups = separator switch
        {
            (byte)',' => DigitGroups.Commas,
            (byte)'.' => DigitGroups.Points,
            (byte)' ' => DigitGroups.Blanks,
            _ => DigitGroups.Apostrophes,
        };
        whole[..first].CopyTo(plain[length..]);
        length += first;
        for (var rest = whole[first..]; !rest.IsEmpty;)
        {
            var end = rest[1..].IndexOf(separator);
            var group = end < 0 ? rest[1..] : rest[1..(end + 1)];
            if (rest[0] != separator || !IsDigits(group)) return false;
            if (end >= 0 && group.Length == DigitsOfGroupInIndia && separator == ',') groups |= DigitGroups.OfTwo;
            else if (group.Length != DigitsOfGroup) return false;
            else if (end >= 0) groups |= DigitGroups.OfThree;
            group.CopyTo(plain[length..]);
            length += group.Length;
            rest = rest[(group.Length + 1)..];
        }

        return !groups.HasFlag(DigitGroups.OfTwo) || (first <= DigitsOfGroupInIndia && !groups.HasFlag(DigitGroups.OfThree));
    }

    private static bool IsDigitsOrNothing(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    private static bool IsDigits(ReadOnlySpan<byte> text) => !text.IsEmpty && IsDigitsOrNothing(text);

    /// <summary>What stands around the digits.</summary>
    private ref struct Affixes
    {
        public ReadOnlySpan<byte> Currency { get; private set; }

        public ReadOnlySpan<byte> Unit { get; private set; }

        public NegativeForm? Negative { get; private set; }

        public bool IsPercent { get; private set; }

        public static bool TryRead(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, out Affixes affixes)
        {
            affixes = default;
            var isApart = Cell.BlankAtStart(after) > 0;
            before = Cell.Trim(before);
            after = Cell.Trim(after);
            affixes.Negative = TakeSign(ref before, ref after);
            if (IsPercentSign(before) ? after.IsEmpty : IsPercentSign(after) && before.IsEmpty) return affixes.IsPercent = true;
            if (before.IsEmpty) return after.IsEmpty || affixes.TryReadAfter(after, isApart);
            if (!IsCurrency(before)) return false;
            affixes.Currency = before;
            return after.IsEmpty || affixes.TryReadBesideCurrency(after);
        }

        /// <summary>Whether a text marks a sum of money.</summary>
        public static bool IsCurrency(ReadOnlySpan<byte> text)
        {
            if (IsCurrencySign(text)) return true;
            if (text.IsEmpty || !Currencies.TryGetValue(Key(text), out var alike)) return false;
            foreach (var currency in alike)
                if (text.SequenceEqual(currency) || Ascii.EqualsIgnoreCase(text, currency)) return true;
            return false;
        }

        /// <summary>Takes off what marks a negative number; a plus before it marks nothing.</summary>
        private static NegativeForm? TakeSign(ref ReadOnlySpan<byte> before, ref ReadOnlySpan<byte> after)
        {
            var isInFront = !before.IsEmpty && before[0] == '(';
            if (!before.IsEmpty && !after.IsEmpty && (isInFront ? after[^1] == ')' : before[^1] == '(' && after[0] == ')'))
            {
                before = Cell.Trim(isInFront ? before[1..] : before[..^1]);
                after = Cell.Trim(isInFront ? after[..^1] : after[1..]);
                return NegativeForm.Brackets;
            }

            if (Minus(before) is > 0 and var minus) before = Cell.Trim(before[minus..]);
            else if (!before.IsEmpty && before[^1] == '-') before = Cell.Trim(before[..^1]);
            else if (TakeMinusBehind(ref after)) return NegativeForm.MinusBehind;
            else
            {
                if (!before.IsEmpty && before[0] == '+') before = Cell.Trim(before[1..]);
                else if (!before.IsEmpty && before[^1] == '+') before = Cell.Trim(before[..^1]);
                return null;
            }

            return NegativeForm.MinusBefore;
        }

        /// <summary>Takes off a minus behind a number, before its currency or after it; <c>4711-AB</c> is a code.</summary>
        private static bool TakeMinusBehind(ref ReadOnlySpan<byte> after)
        {
            if (after.IsEmpty) return false;
            var minus = Minus(after);
            var rest = Cell.Trim(minus > 0 ? after[minus..] : after[..^1]);
            if ((minus == 0 && after[^1] != '-') || !(rest.IsEmpty || IsCurrency(rest))) return false;
            after = rest;
            return true;
        }

        /// <summary>The bytes of the minus, or of the dash that stands for it, that a text begins with.</summary>
        private static int Minus(ReadOnlySpan<byte> text) =>
            text.StartsWith("-"u8) ? 1 : text.StartsWith("\u2212"u8) || text.StartsWith("\u2013"u8) ? 3 : 0;

        private static bool IsPercentSign(ReadOnlySpan<byte> text) => text.SequenceEqual("%"u8) || text.SequenceEqual("\uFF05"u8) || text.SequenceEqual("\u066A"u8);

        /// <summary>A currency, a unit, a magnitude and a currency, or a currency and what the sum is for: <c>1,2 Mio. €</c>, <c>12 €/month</c>.</summary>
        private bool TryReadAfter(ReadOnlySpan<byte> after, bool isApart)
        {
            if (IsCurrency(after))
            {
                Currency = after;
                return true;
            }

            if (after.IndexOf((byte)' ') is > 0 and var blank && IsMagnitude(after[..blank]) && IsCurrency(Cell.Trim(after[blank..])))
            {
                Currency = Cell.Trim(after[blank..]);
                Unit = after[..blank];
                return true;
            }

            // The sum of a month, and not the unit $/month of anything.
            if (after.IndexOf((byte)'/') is > 0 and var slash && IsCurrency(Cell.Trim(after[..slash])))
            {
                Currency = Cell.Trim(after[..slash]);
                after = after[slash..];
            }

            Unit = after;
            return UnitWords.IsUnit(after, isApart);
        }

        /// <summary>What may stand behind a number with a currency before it: the code of the currency, a magnitude, or what the sum is for: <c>$12 USD</c>, <c>$1.2M</c>, <c>$12/month</c>.</summary>
        private bool TryReadBesideCurrency(ReadOnlySpan<byte> after)
        {
            if (IsCurrencySign(Currency) && !IsCurrencySign(after) && IsCurrency(after))
            {
                Currency = after;
                return true;
            }

            Unit = after;
            return IsMagnitude(after) || (after[0] == '/' && UnitWords.IsUnit(after, isApart: true));
        }

        private static bool IsMagnitude(ReadOnlySpan<byte> text) =>
            text.Length <= LongestMagnitude && UnitWords.ExponentOf(Encoding.UTF8.GetString(text), out _) is not null;

        private static bool IsCurrencySign(ReadOnlySpan<byte> text) =>
            Rune.DecodeFromUtf8(text, out var sign, out var length) == System.Buffers.OperationStatus.Done
            && length == text.Length
            && Rune.GetUnicodeCategory(sign) == UnicodeCategory.CurrencySymbol;
    }
}
