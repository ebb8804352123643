using System.Globalization;

namespace SegmentationService.Core.Data;

/// <summary>
/// Moments that systems write as one number: seconds, milliseconds, microseconds or nanoseconds since 1970, or the days of a spreadsheet. The
/// numbers of the years that a log or a table is of lie so far apart that each tells by its size alone which of them it is.
/// </summary>
internal static class NumberedDate
{
    private const int MostDigits = 19;

    /// <summary>The 30th of December 1899: what the days of a spreadsheet count from since it takes 1900 for a leap year.</summary>
    private const long SpreadsheetEpoch = 599_264_352_000_000_000;

    /// <summary>The names that callers have for the forms, with what they mean in words.</summary>
    private static readonly (DateForm Form, string Name, string Words)[] Forms =
    [
        (DateForm.UnixSeconds, "unix", "seconds since 1970"),
        (DateForm.UnixMilliseconds, "unix-ms", "milliseconds since 1970"),
        (DateForm.UnixMicroseconds, "unix-us", "microseconds since 1970"),
        (DateForm.UnixNanoseconds, "unix-ns", "nanoseconds since 1970"),
        (DateForm.SpreadsheetDays, "excel", "days of a spreadsheet, of which 45292 is 2024-01-01"),
    ];

    /// <summary>The form that a caller names; null where the name is none of a form.</summary>
    public static DateForm? FormOf(string? name) => Array.FindIndex(Forms, form => form.Name == name) is var index and >= 0 ? Forms[index].Form : null;

    /// <summary>The name of a form.</summary>
    public static string NameOf(DateForm form) => Array.Find(Forms, known => known.Form == form).Name;

    /// <summary>A form in words.</summary>
    public static string WordsOf(DateForm form) => Array.Find(Forms, known => known.Form == form).Words;

    /// <summary>Reads a number whose size tells what it is: a moment from 1990 to 2099, or the day of a spreadsheet from 1954 to 2119.</summary>
    /// <param name="cell">UTF-8 text, trimmed.</param>
    public static WrittenDate Read(ReadOnlySpan<byte> cell)
    {
        if (!TryReadNumber(cell, out var whole, out var fraction)) return default;
        DateForm? form = whole switch
        {
            >= 20_000 and < 80_000 => DateForm.SpreadsheetDays,
            >= 631_152_000 and < 4_102_444_800 => DateForm.UnixSeconds,
            >= 631_152_000_000 and < 4_102_444_800_000 => DateForm.UnixMilliseconds,
            >= 631_152_000_000_000 and < 4_102_444_800_000_000 => DateForm.UnixMicroseconds,
            >= 631_152_000_000_000_000 and < 4_102_444_800_000_000_000 => DateForm.UnixNanoseconds,
            _ => null,
        };
        return form is { } known ? Of(known, whole, fraction) : default;
    }

    /// <summary>Reads a number of a form that is known.</summary>
    /// <param name="cell">UTF-8 text, trimmed.</param>
    /// <param name="form">The form.</param>
    /// <returns>The moment, from 1900 to 2199; else none.</returns>
    public static WrittenDate Read(ReadOnlySpan<byte> cell, DateForm form) => TryReadNumber(cell, out var whole, out var fraction) ? Of(form, whole, fraction) : default;

    private static WrittenDate Of(DateForm form, long whole, decimal fraction)
    {
        var (epoch, unit) = form switch
        {
            DateForm.UnixSeconds => (DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerSecond),
            DateForm.UnixMilliseconds => (DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerMillisecond),
            DateForm.UnixMicroseconds => (DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond),
            DateForm.UnixNanoseconds => (DateTime.UnixEpoch.Ticks, 1m / TimeSpan.NanosecondsPerTick),
            _ => (SpreadsheetEpoch, (decimal)TimeSpan.TicksPerDay),
        };
        var ticks = epoch + decimal.Round((whole + fraction) * unit);

        // A spreadsheet keeps the time as a fraction of the day, and rounds it: what is meant is a whole second.
        if (form == DateForm.SpreadsheetDays) ticks = decimal.Round(ticks / TimeSpan.TicksPerSecond) * TimeSpan.TicksPerSecond;
        return ticks >= DateReader.FirstTicks && ticks < DateReader.EndTicks ? new WrittenDate((long)ticks, (long)ticks, form) : default;
    }

    /// <summary>Digits, and perhaps a fraction behind a point or a comma.</summary>
    private static bool TryReadNumber(ReadOnlySpan<byte> cell, out long whole, out decimal fraction)
    {
        fraction = 0;
        var digits = cell.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0) digits = cell.Length;
        whole = 0;
        if (digits is 0 or > MostDigits || !long.TryParse(cell[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out whole)) return false;
        if (digits == cell.Length) return true;
        if (cell[digits] is not ((byte)'.' or (byte)',') || cell.Length - digits - 1 is 0 or > MostDigits) return false;
        var unit = 1m;
        foreach (var digit in cell[(digits + 1)..])
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            fraction += (unit /= 10) * (digit - '0');
        }

        return true;
    }
}
