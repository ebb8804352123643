using System.Globalization;
using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>
/// Reads one cell as a date; what a whole column tells is up to <see cref="DateEvidence"/>. Without a format these: ISO 8601 (<c>2011-12-09</c>,
/// <c>2011-12-09T12:50:00.5+01:00</c>, also with <c>/</c> or <c>.</c>), <c>20111209</c>, day and month in either order and a year of four or two digits
/// (<c>9/12/2011 8:26</c>, <c>09.12.2011</c>, <c>9-12-11</c>), months by their names in European languages (<c>9-Dec-11</c>, <c>9 December 2011</c>,
/// <c>Dec 9, 2011</c>, <c>9. März 2011</c>, <c>9 de marzo de 2011</c>); each with or without a time, 24 hours or AM and PM; and moments as numbers
/// (<see cref="NumberedDate"/>). What tells a zone is turned to UTC; the rest stays as it is. Years from 1900 to 2199: others mean that a date is not known.
/// </summary>
/// <param name="format">Null; or <see cref="DayFirst"/>, <see cref="MonthFirst"/>, a name of <see cref="NumberedDate"/>, or a pattern of d, M, y, H, h, m, s, f, t and z.</param>
internal sealed class DateReader(string? format)
{
    /// <summary>The format that says that the day stands first.</summary>
    public const string DayFirst = "day-first";

    /// <summary>The format that says that the month stands first.</summary>
    public const string MonthFirst = "month-first";

    /// <summary>The most bytes of a date.</summary>
    public const int LongestDate = 80;

    /// <summary>The first year.</summary>
    public const int FirstYear = 1900;

    /// <summary>The last year.</summary>
    public const int LastYear = 2199;

    /// <summary>The first moment of the first year.</summary>
    public static readonly long FirstTicks = new DateTime(FirstYear, 1, 1).Ticks;

    /// <summary>The first moment after the last year.</summary>
    public static readonly long EndTicks = new DateTime(LastYear + 1, 1, 1).Ticks;

    private const DateTimeStyles PatternStyles = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static readonly string[] Stamps = ["yyyyMMddHHmm", "yyyyMMddHHmmss"];

    private readonly string? _pattern = IsPattern(format) ? format : null;
    private readonly DateForm? _form = NumberedDate.FormOf(format);

    /// <summary>Whether a format is a pattern, and no word for the order of day and month or for a kind of number.</summary>
    public static bool IsPattern(string? format) => format is not (null or DayFirst or MonthFirst) && NumberedDate.FormOf(format) is null;

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
        moment = new DateTime(date.IsNumber ? 0 : date.DayFirst);
        return moment.Ticks != 0;
    }

    /// <summary>Reads a cell.</summary>
    /// <param name="cell">UTF-8 text, trimmed.</param>
    public WrittenDate Read(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty || cell.Length > LongestDate) return default;
        if (_pattern is not null) return ReadPattern(cell);
        if (_form is { } form) return NumberedDate.Read(cell, form);
        if (!ReadWritten(cell, out var date)) return format is null ? ReadNumber(cell) : default;
        return format switch
        {
            DayFirst => date with { MonthFirst = date.DayFirst },
            MonthFirst => date with { DayFirst = date.MonthFirst },
            _ => date,
        };
    }

    private static bool ReadWritten(ReadOnlySpan<byte> cell, out WrittenDate date)
    {
        if (Ascii.IsValid(cell)) return new DateScan(cell).ReadDate(out date);
        Span<byte> folded = stackalloc byte[LongestDate];
        date = default;
        return LatinText.TryFold(cell, folded, out var length) && new DateScan(folded[..length]).ReadDate(out date);
    }

    private static WrittenDate ReadNumber(ReadOnlySpan<byte> cell)
    {
        Span<char> text = stackalloc char[LongestDate];
        foreach (var stamp in Stamps)
        {
            if (cell.Length == stamp.Length && DateTime.TryParseExact(text[..Encoding.UTF8.GetChars(cell, text)], stamp, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) && IsInRange(read))
                return new WrittenDate(read.Ticks, read.Ticks);
        }

        return NumberedDate.Read(cell);
    }

    private WrittenDate ReadPattern(ReadOnlySpan<byte> cell)
    {
        Span<char> text = stackalloc char[LongestDate];
        var length = Encoding.UTF8.GetChars(cell, text);
        return DateTime.TryParseExact(text[..length], _pattern, CultureInfo.InvariantCulture, PatternStyles, out var read) && IsInRange(read)
            ? new WrittenDate(read.Ticks, read.Ticks)
            : default;
    }

    private static bool IsInRange(DateTime date) => date.Year is >= FirstYear and <= LastYear;
}
