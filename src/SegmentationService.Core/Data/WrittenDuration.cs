using System.Buffers;
using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>
/// A cell as a duration of more than one part: <c>00:03:25</c>, <c>1 day 02:00:00</c>, <c>1h 20m</c>, <c>PT5M</c>, <c>2 yrs 3 mon</c>. One part alone,
/// <c>20 min</c>, is a number with a unit. What looks like a clock may be a time of day as well; the form says so, and the column decides.
/// </summary>
internal static class WrittenDuration
{
    /// <summary>Parts named by units, or days beside a clock: a duration and nothing else.</summary>
    public const string Named = "1h 20m";

    /// <summary>Years and months: the value is in months, and not in seconds.</summary>
    public const string NamedMonths = "2y 3m";

    /// <summary>Hours that no day has, minutes beyond 59 or fractions of a second.</summary>
    public const string LongClock = "25:00:00";

    /// <summary>A clock within the first hour of a day, or within the first minute where it has two parts.</summary>
    public const string ShortClock = "0:00:00";

    /// <summary>A clock at any other time of a day.</summary>
    public const string Clock = "1:00:00";

    /// <summary>The same as <see cref="Clock"/>, of two parts: minutes and seconds if it is a duration.</summary>
    public const string ClockOfTwo = "1:00";

    /// <summary>The same as <see cref="ShortClock"/>, of two parts.</summary>
    public const string ShortClockOfTwo = "0:00";

    private const int Longest = 48;
    private const double SecondsOfDay = 86_400;

    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("0123456789."u8);
    private static readonly SearchValues<byte> EndsOfUnits = SearchValues.Create(" ,0123456789"u8);

    /// <summary>Reads a cell.</summary>
    /// <param name="cell">UTF-8 text, trimmed.</param>
    /// <param name="value">The duration in seconds, or in months for <see cref="NamedMonths"/>. In a clock of two parts minutes come first.</param>
    /// <param name="form">One of the constants.</param>
    /// <returns>Whether it is a duration of more than one part.</returns>
    public static bool TryRead(ReadOnlySpan<byte> cell, out double value, out string form)
    {
        (value, form) = (0, Named);
        if (cell.Length is 0 or > Longest) return false;
        var isNegative = cell[0] == '-';
        if (isNegative) cell = cell[1..];
        if (TryReadNamed(cell, UnitWords.Months, out value)) form = NamedMonths;
        else if (!TryReadNamed(cell, UnitWords.Seconds, out value) && !TryReadClock(cell, ref value, ref form) && !TryReadIso(cell, out value)) return false;
        if (isNegative) value = -value;
        return true;
    }

    private static bool TryReadClock(ReadOnlySpan<byte> cell, ref double seconds, ref string form)
    {
        var hour = cell.IndexOf((byte)':');
        if (hour < 0) return false;
        var hasDays = TryCutDays(ref cell, ref hour, out var days);
        if (!TryTakeDigits(ref cell, out var first) || !TryTakeColon(ref cell) || !TryTakeDigits(ref cell, out var second, digits: 2) || second > 59) return false;
        var hasThird = TryTakeColon(ref cell);
        double third = 0;
        if (hasThird && (!TryTakeDigits(ref cell, out third, digits: 2) || third > 59)) return false;
        var fraction = 0.0;
        var hasFraction = !cell.IsEmpty;
        if (hasFraction && (cell[0] is not ((byte)'.' or (byte)',') || cell.Length < 2 || !TryReadFraction(cell[1..], out fraction))) return false;

        seconds = (days * SecondsOfDay) + (hasThird ? (first * 3600) + (second * 60) + third : (first * 60) + second) + fraction;
        form = hasDays || hasFraction || first > 23 ? LongClock
            : hasThird ? first == 0 ? ShortClock : Clock
            : first == 0 ? ShortClockOfTwo : ClockOfTwo;
        return true;
    }

    /// <summary>The days before a clock: <c>1 day, 02:00:00</c> of Python, <c>1.02:00:00</c> of .NET.</summary>
    private static bool TryCutDays(ref ReadOnlySpan<byte> cell, ref int hour, out double days)
    {
        days = 0;
        var end = cell[..hour].LastIndexOfAny((byte)' ', (byte)'.');
        if (end < 0) return false;
        var rest = cell[..end];
        if (!TryTakeDigits(ref rest, out days)) return false;
        rest = Cell.Trim(rest);
        if (!rest.IsEmpty && rest[^1] == ',') rest = rest[..^1];
        var isDay = rest.IsEmpty ? cell[end] == '.' : UnitWords.Seconds(Encoding.UTF8.GetString(rest)) == (int)SecondsOfDay;
        if (!isDay) return false;
        cell = cell[(end + 1)..];
        return true;
    }

    /// <summary>ISO 8601 without years and months, whose length differs: <c>P1DT2H30M</c>.</summary>
    private static bool TryReadIso(ReadOnlySpan<byte> cell, out double seconds)
    {
        seconds = 0;
        if (cell.Length < 3 || cell[0] is not ((byte)'P' or (byte)'p')) return false;
        cell = cell[1..];
        var isTime = false;
        while (!cell.IsEmpty)
        {
            if (!isTime && cell[0] is (byte)'T' or (byte)'t')
            {
                isTime = true;
                cell = cell[1..];
                if (cell.IsEmpty) return false;
                continue;
            }

            if (!TryTakeNumber(ref cell, out var number) || cell.IsEmpty) return false;
            var size = SecondsOfDesignator((char)cell[0], isTime);
            if (size == 0) return false;
            seconds += number * size;
            cell = cell[1..];
        }

        return true;
    }

    private static double SecondsOfDesignator(char designator, bool isTime) => (char.ToUpperInvariant(designator), isTime) switch
    {
        ('W', false) => 7 * SecondsOfDay,
        ('D', false) => SecondsOfDay,
        ('H', true) => 3600,
        ('M', true) => 60,
        ('S', true) => 1,
        _ => 0,
    };

    /// <summary>Parts from the largest unit to the smallest: <c>1 hr 20 min</c>, <c>3d4h</c>, <c>2 hours, 5 minutes</c>.</summary>
    private static bool TryReadNamed(ReadOnlySpan<byte> cell, Func<string, int?> sizeOf, out double value)
    {
        value = 0;
        var (parts, last) = (0, int.MaxValue);
        while (!cell.IsEmpty)
        {
            if (!TryTakeNumber(ref cell, out var number)) return false;
            cell = Cell.Trim(cell);
            var length = cell.IndexOfAny(EndsOfUnits);
            var unit = length < 0 ? cell : cell[..length];
            if (unit.IsEmpty || sizeOf(Encoding.UTF8.GetString(unit)) is not { } size || size >= last) return false;
            value += number * size;
            last = size;
            parts++;
            cell = Cell.Trim(cell[unit.Length..]);
            if (!cell.IsEmpty && cell[0] == ',') cell = Cell.Trim(cell[1..]);
        }

        return parts > 1;
    }

    private static bool TryTakeColon(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != ':') return false;
        text = text[1..];
        return true;
    }

    private static bool TryTakeDigits(ref ReadOnlySpan<byte> text, out double value, int digits = 0)
    {
        var length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (length < 0) length = text.Length;
        value = double.NaN;
        if (length is 0 or > 6 || (digits > 0 && length != digits)) return false;
        Cell.Read(text[..length], out value);
        text = text[length..];
        return true;
    }

    private static bool TryReadFraction(ReadOnlySpan<byte> digits, out double fraction)
    {
        fraction = 0;
        if (digits.Length > 12 || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0) return false;
        Span<byte> text = stackalloc byte[16];
        text[0] = (byte)'.';
        digits.CopyTo(text[1..]);
        return Cell.Read(text[..(digits.Length + 1)], out fraction) == CellKind.Number;
    }

    private static bool TryTakeNumber(ref ReadOnlySpan<byte> text, out double value)
    {
        var length = text.IndexOfAnyExcept(NumberBytes);
        if (length < 0) length = text.Length;
        var isNumber = Cell.TryReadPlainDecimal(text[..length], out value, out _);
        text = text[length..];
        return isNumber;
    }
}
