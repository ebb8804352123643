namespace SegmentationService.Core.Data;

/// <summary>Dates that programs write where there is none: the zeros of spreadsheets, databases and Unix, and days beyond any calendar of a shop.</summary>
public static class PlaceholderDates
{
    private const int FirstYearBeyond = 2100;

    private static readonly long[] Zeros = [new DateTime(1899, 12, 30).Ticks, new DateTime(1900, 1, 1).Ticks, new DateTime(1970, 1, 1).Ticks];

    /// <summary>Whether a moment stands for none.</summary>
    /// <param name="ticks">The moment.</param>
    public static bool Are(long ticks) => Array.IndexOf(Zeros, ticks) >= 0 || ticks >= new DateTime(FirstYearBeyond, 1, 1).Ticks;
}
