using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>Numbers that stand for a moment, and are no amounts.</summary>
/// <param name="Description">What they are, in words that follow "its values are".</param>
/// <param name="DateFormat">The format that reads them as dates; null where they are none by themselves, such as years.</param>
internal sealed record NumericMoment(string Description, string? DateFormat)
{
    private const int FewestValues = 5;
    private const double FirstYear = 1900;
    private const double LastYear = 2100;
    private const double SecondsIn1980 = 315_532_800;
    private const double SecondsIn2060 = 2_840_140_800;
    private const double MillisecondsInSecond = 1000;
    private const double SerialOf1930 = 10_959;
    private const double SerialOf2060 = 58_440;

    private static readonly NumericMoment Dates = new("dates written as YYYYMMDD", "yyyyMMdd");
    private static readonly NumericMoment YearsAndMonths = new("months written as YYYYMM", null);
    private static readonly NumericMoment Seconds = new("seconds since 1970", "unix");
    private static readonly NumericMoment Milliseconds = new("milliseconds since 1970", "unix-ms");
    private static readonly NumericMoment SerialDays = new("the days by which spreadsheets count dates", "excel");
    private static readonly NumericMoment Years = new("years", null);
    private static readonly NumericMoment Cycle = new("parts of a year or a day, of which the last is followed by the first", null);

    /// <summary>What moments the values of a column stand for; null where they stand for none. Names decide where values alone do not.</summary>
    /// <param name="words">The name of the column.</param>
    /// <param name="values">Its values.</param>
    public static NumericMoment? Of(NameWords words, ColumnSummary values)
    {
        if (values.Count == 0 || words.Has(ColumnWords.Durations)) return null;
        if (values.AreWhole && values.Count >= FewestValues && !values.IsFlag)
        {
            if (values.AreWithin(19_000_101, 20_991_231) && values.All(IsDate)) return Dates;
            if (values.AreWithin(199_001, 204_912) && values.All(value => value % 100 is >= 1 and <= 12)) return YearsAndMonths;
        }

        if (values.AreWhole && (words.Has(ColumnWords.Years) || words.Has(ColumnWords.YearHints)) && values.AreWithin(FirstYear, LastYear)) return Years;
        if (values.AreWhole && IsCycle(words, values)) return Cycle;
        var isDay = words.Has(ColumnWords.Days);
        if (isDay && values.AreWithin(SerialOf1930, SerialOf2060)) return SerialDays;
        return isDay || words.Has(ColumnWords.Moments) ? Counted(values) : null;
    }

    /// <summary>Seconds or milliseconds since 1970.</summary>
    private static NumericMoment? Counted(ColumnSummary values)
    {
        if (values.AreWithin(SecondsIn1980, SecondsIn2060)) return Seconds;
        return values.AreWithin(SecondsIn1980 * MillisecondsInSecond, SecondsIn2060 * MillisecondsInSecond) ? Milliseconds : null;
    }

    private static bool IsDate(double value)
    {
        var (year, month, day) = ((int)(value / 10_000), (int)(value / 100 % 100), (int)(value % 100));
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    private static bool IsCycle(NameWords words, ColumnSummary values)
    {
        for (var i = 0; i < words.Words.Count; i++)
        {
            // "pay_day", "month_of_birth" and "week no" are moments; "spend per month" and "day_minutes" measure something.
            var isAtEnd = words.Words[i] == words.Last;
            var isNumbered = i + 1 < words.Words.Count && words.Words[i + 1] is ("of" or "id" or "no" or "number" or "num" or "nr");
            if (!(isAtEnd || isNumbered) || !ColumnWords.Cycles.TryGetValue(words.Words[i], out var most)) continue;
            if (i > 0 && ColumnWords.Spans.Contains(words.Words[i - 1])) return false;
            return values.AreWithin(0, most);
        }

        return false;
    }
}
