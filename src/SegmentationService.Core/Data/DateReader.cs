using System.Globalization;
using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>
/// Reads dates. Without a format these: ISO 8601 (<c>2011-12-09</c>, <c>2011-12-09T12:50:00.5+01:00</c>, also with <c>/</c> or <c>.</c>),
/// <c>20111209</c>, day and month in either order and a year of four digits (<c>9/12/2011 8:26</c>, <c>09.12.2011</c>, <c>9-12-2011</c>), and months
/// by their English names (<c>9-Dec-11</c>, <c>9 December 2011</c>, <c>Dec 9, 2011</c>); each with or without a time, 24 hours or AM and PM. What tells
/// a zone is turned to UTC; the rest stays as it is. Years from 1900 to 2199: others mean that a date is not known.
/// </summary>
/// <param name="format">Null; or <see cref="DayFirst"/>, <see cref="MonthFirst"/>, or a pattern of d, M, y, H, h, m, s, f, t and z.</param>
internal sealed class DateReader(string? format)
{
    /// <summary>The format that says that the day stands first.</summary>
    public const string DayFirst = "day-first";

    /// <summary>The format that says that the month stands first.</summary>
    public const string MonthFirst = "month-first";

    private const int FirstYear = 1900;
    private const int LastYear = 2199;
    private const int LongestDate = 64;
    private const DateTimeStyles PatternStyles = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly string[] Weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    private readonly string? _pattern = IsPattern(format) ? format : null;

    /// <summary>Whether a format is a pattern, and no word for the order of day and month.</summary>
    public static bool IsPattern(string? format) => format is not (null or DayFirst or MonthFirst);

    /// <summary>Whether a format can be used: dates written by it are read back as the same.</summary>
    public static bool IsFormat(string format)
    {
        if (!IsPattern(format)) return true;
        if (!format.Contains('d', StringComparison.Ordinal) || !format.Contains('M', StringComparison.Ordinal) || !format.Contains('y', StringComparison.Ordinal)) return false;
        var date = new DateTime(2011, 12, 9, 0, 0, 0, DateTimeKind.Utc);
        try
        {
            return DateTime.TryParseExact(date.ToString(format, CultureInfo.InvariantCulture), format, CultureInfo.InvariantCulture, PatternStyles, out var read) && read == date;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Reads a moment that a caller names: ISO 8601.</summary>
    /// <param name="text">The text.</param>
    /// <param name="moment">The moment.</param>
    public static bool TryReadIso(string text, out DateTime moment)
    {
        var date = text.Length >= 8 && text.AsSpan(0, 4).IndexOfAnyExceptInRange('0', '9') < 0 ? new DateReader(null).Read(Encoding.UTF8.GetBytes(text)) : default;
        moment = new DateTime(date.DayFirst);
        return date.DayFirst != 0;
    }

    /// <summary>Reads a cell.</summary>
    /// <param name="cell">UTF-8 text, trimmed.</param>
    public WrittenDate Read(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty || cell.Length > LongestDate) return default;
        if (_pattern is not null) return ReadPattern(cell);
        var scan = new Scan(cell);
        return format switch
        {
            DayFirst when scan.ReadDate(out var date) => new WrittenDate(date.DayFirst, date.DayFirst),
            MonthFirst when scan.ReadDate(out var date) => new WrittenDate(date.MonthFirst, date.MonthFirst),
            null when scan.ReadDate(out var date) => date,
            _ => default,
        };
    }

    private WrittenDate ReadPattern(ReadOnlySpan<byte> cell)
    {
        Span<char> text = stackalloc char[LongestDate];
        var length = Encoding.UTF8.GetChars(cell, text);
        return DateTime.TryParseExact(text[..length], _pattern, CultureInfo.InvariantCulture, PatternStyles, out var read) && read.Year is >= FirstYear and <= LastYear
            ? new WrittenDate(read.Ticks, read.Ticks)
            : default;
    }

    /// <summary>Walks through a cell.</summary>
    private ref struct Scan(ReadOnlySpan<byte> text)
    {
        private ReadOnlySpan<byte> _rest = text;

        private readonly byte Next => _rest.IsEmpty ? (byte)0 : _rest[0];

        /// <summary>Reads a date, its time, and nothing else.</summary>
        public bool ReadDate(out WrittenDate date)
        {
            date = default;
            if (char.IsAsciiLetter((char)Next) && SkipWord(Weekdays) >= 0) SkipAny(" ,"u8);
            var (day, month) = char.IsAsciiLetter((char)Next) ? ReadNamedMonthFirst() : ReadNumberFirst();
            if ((day | month) == 0 || !ReadTime(out var time)) return false;
            date = new WrittenDate(day == 0 ? 0 : day + time, month == 0 ? 0 : month + time);
            return true;
        }

        private (long DayFirst, long MonthFirst) ReadNumberFirst()
        {
            if (!ReadNumber(out var first, out var digits)) return default;
            if (digits == 8) return Same(first / 10_000, first / 100 % 100, first % 100);
            var separator = Next;
            if (separator is not ((byte)'/' or (byte)'-' or (byte)'.' or (byte)' ')) return default;
            SkipAny(separator == '.' ? ". "u8 : _rest[..1]);
            if (char.IsAsciiLetter((char)Next)) return ReadNamedMonthSecond(first, digits, separator);
            if (!ReadNumber(out var second, out _) || separator == ' ' || !Skip(separator) || !ReadNumber(out var third, out var lastDigits)) return default;
            if (digits == 4 && lastDigits <= 2) return Same(first, second, third);
            return digits <= 2 && lastDigits == 4 ? (Ticks(third, second, first), Ticks(third, first, second)) : default;
        }

        /// <summary><c>9-Dec-11</c>, <c>9 December 2011</c>, <c>2011-Dec-09</c>.</summary>
        private (long DayFirst, long MonthFirst) ReadNamedMonthSecond(int first, int digits, byte separator)
        {
            var month = SkipWord(Months) + 1;
            SkipAny(separator == ' ' ? " .,"u8 : [separator, (byte)'.', (byte)' ']);
            if (month == 0 || !ReadNumber(out var last, out var lastDigits)) return default;
            if (digits == 4 && lastDigits <= 2) return Same(first, month, last);
            return digits <= 2 && lastDigits is 2 or 4 ? Same(Year(last, lastDigits), month, first) : default;
        }

        /// <summary><c>Dec 9, 2011</c>.</summary>
        private (long DayFirst, long MonthFirst) ReadNamedMonthFirst()
        {
            var month = SkipWord(Months) + 1;
            SkipAny(" .-/"u8);
            if (month == 0 || !ReadNumber(out var day, out var digits) || digits > 2) return default;
            SkipAny(" ,-/"u8);
            return ReadNumber(out var year, out digits) && digits is 2 or 4 ? Same(Year(year, digits), month, day) : default;
        }

        private bool ReadTime(out long ticks)
        {
            ticks = 0;
            if (_rest.IsEmpty) return true;
            if (!Skip((byte)'T') && !Skip((byte)'t') && SkipAny(" ,"u8) == 0) return false;
            if (!ReadNumber(out var hour, out var digits) || digits > 2 || !Skip((byte)':')) return false;
            if (!ReadNumber(out var minute, out digits) || digits != 2) return false;
            var second = 0;
            if (Skip((byte)':') && (!ReadNumber(out second, out digits) || digits != 2)) return false;
            if (Next is (byte)'.' or (byte)',' && !ReadFraction(out ticks)) return false;
            SkipAny(" "u8);
            if (!ReadHalfDay(ref hour) || hour > 23 || minute > 59 || second > 59) return false;
            ticks += (((hour * 60L) + minute) * 60 + second) * TimeSpan.TicksPerSecond;
            return ReadZone(ref ticks) && _rest.IsEmpty;
        }

        private bool ReadFraction(out long ticks)
        {
            _rest = _rest[1..];
            ticks = 0;
            var unit = TimeSpan.TicksPerSecond;
            if (!char.IsAsciiDigit((char)Next)) return false;
            for (; char.IsAsciiDigit((char)Next); _rest = _rest[1..])
            {
                unit /= 10;
                ticks += unit * (Next - '0');
            }

            return true;
        }

        private bool ReadHalfDay(ref int hour)
        {
            if ((Next | 0x20) is not ('a' or 'p')) return true;
            var afternoon = (Next | 0x20) == 'p';
            _rest = _rest[1..];
            Skip((byte)'.');
            if ((Next | 0x20) != 'm' || hour is < 1 or > 12) return false;
            _rest = _rest[1..];
            Skip((byte)'.');
            SkipAny(" "u8);
            hour = (hour % 12) + (afternoon ? 12 : 0);
            return true;
        }

        private bool ReadZone(ref long ticks)
        {
            if (_rest.IsEmpty) return true;
            if (Ascii.EqualsIgnoreCase(_rest, "Z"u8) || Ascii.EqualsIgnoreCase(_rest, "UTC"u8) || Ascii.EqualsIgnoreCase(_rest, "GMT"u8))
            {
                _rest = [];
                return true;
            }

            var sign = Next == '+' ? 1 : Next == '-' ? -1 : 0;
            if (sign == 0) return false;
            _rest = _rest[1..];
            if (!ReadNumber(out var hours, out var digits)) return false;
            var minutes = 0;
            if (digits == 4) (hours, minutes) = (hours / 100, hours % 100);
            else if (digits > 2 || (Skip((byte)':') && (!ReadNumber(out minutes, out digits) || digits != 2))) return false;
            if (hours > 14 || minutes > 59) return false;
            ticks -= sign * ((hours * 60L) + minutes) * TimeSpan.TicksPerMinute;
            return true;
        }

        private bool ReadNumber(out int number, out int digits)
        {
            (number, digits) = (0, 0);
            while (digits < 9 && digits < _rest.Length && char.IsAsciiDigit((char)_rest[digits])) number = (number * 10) + (_rest[digits++] - '0');
            _rest = _rest[digits..];
            return digits > 0 && !char.IsAsciiDigit((char)Next);
        }

        /// <summary>Skips a word of a list, written out or by its first three letters.</summary>
        /// <returns>Its index, or -1.</returns>
        private int SkipWord(string[] words)
        {
            var length = 0;
            while (length < _rest.Length && char.IsAsciiLetter((char)_rest[length])) length++;
            if (length < 3) return -1;
            Span<char> word = stackalloc char[LongestDate];
            for (var i = 0; i < length; i++) word[i] = (char)(_rest[i] | 0x20);
            for (var w = 0; w < words.Length; w++)
            {
                if (!words[w].AsSpan().StartsWith(word[..length]) || (length != words[w].Length && length > 4)) continue;
                _rest = _rest[length..];
                return w;
            }

            return -1;
        }

        private bool Skip(byte value)
        {
            if (Next != value || _rest.IsEmpty) return false;
            _rest = _rest[1..];
            return true;
        }

        private int SkipAny(scoped ReadOnlySpan<byte> values)
        {
            var before = _rest.Length;
            while (!_rest.IsEmpty && values.Contains(_rest[0])) _rest = _rest[1..];
            return before - _rest.Length;
        }

        private static (long DayFirst, long MonthFirst) Same(int year, int month, int day)
        {
            var ticks = Ticks(year, month, day);
            return (ticks, ticks);
        }

        private static int Year(int year, int digits) => digits == 2 ? CultureInfo.InvariantCulture.Calendar.ToFourDigitYear(year) : year;

        private static long Ticks(int year, int month, int day) =>
            year is >= FirstYear and <= LastYear && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
                ? new DateTime(year, month, day).Ticks
                : 0;
    }
}
