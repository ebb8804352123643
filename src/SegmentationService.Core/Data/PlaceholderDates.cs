using System.Buffers;
using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>Dates that programs write where there is none: the zeros of spreadsheets, databases and Unix, and days beyond any calendar of a shop.</summary>
public static class PlaceholderDates
{
    private const int FirstYearBeyond = 2100;

    private static readonly long[] Zeros = [new DateTime(1899, 12, 30).Ticks, new DateTime(1900, 1, 1).Ticks, new DateTime(1970, 1, 1).Ticks];

    /// <summary>Days that stand for none where all other dates are far from them.</summary>
    private static readonly HashSet<DateTime> Suspects =
        [new(1900, 1, 1), new(1900, 1, 2), new(1901, 1, 1), new(1904, 1, 1), new(1970, 1, 1), new(1970, 1, 2), new(1980, 1, 1), new(2079, 6, 6), new(2099, 1, 1), new(2099, 12, 31), new(2100, 1, 1), new(2199, 12, 31)];

    private static readonly SearchValues<byte> BytesOfDates = SearchValues.Create("0123456789-/. :TZ"u8);

    private static readonly byte[][] Years = [.. ((string[])["9999", "2999", "0000", "0001"]).Select(Encoding.ASCII.GetBytes)];

    /// <summary>Whether a cell is a date beyond all that are read, such as <c>9999-12-31</c> or <c>0000-00-00</c>.</summary>
    /// <param name="cell">UTF-8, trimmed.</param>
    public static bool AreWritten(ReadOnlySpan<byte> cell)
    {
        if (cell.Length < 10 || cell.IndexOfAnyExcept(BytesOfDates) >= 0) return false;
        foreach (var year in Years)
            if ((cell.StartsWith(year) || cell[..10].EndsWith(year)) && !char.IsAsciiDigit((char)cell[cell.StartsWith(year) ? 4 : 5])) return true;
        return false;
    }

    /// <summary>Whether a moment is of a day that stands for none where all other dates are far from it, whatever its time.</summary>
    /// <param name="ticks">The moment.</param>
    public static bool MayBe(long ticks) => Suspects.Contains(new DateTime(ticks).Date);

    /// <summary>Whether a moment stands for none.</summary>
    /// <param name="ticks">The moment.</param>
    public static bool Are(long ticks) => Array.IndexOf(Zeros, ticks) >= 0 || ticks >= new DateTime(FirstYearBeyond, 1, 1).Ticks;
}
