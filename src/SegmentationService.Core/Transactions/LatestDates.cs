using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>The latest moment of each year, in every form and reading of the dates, so that the latest of the log can be told without a year that is wrong.</summary>
internal sealed class LatestDates
{
    private const int Years = DateReader.LastYear - DateReader.FirstYear + 1;

    private readonly (long ByDay, long ByMonth)[]?[] _latest = new (long, long)[]?[Enum.GetValues<DateForm>().Length];

    /// <summary>Takes a date.</summary>
    public void Take(WrittenDate date)
    {
        if (!date.IsReadable) return;
        var years = _latest[(int)date.Form] ??= new (long, long)[Years];

        // A zone may turn a moment of the first or last year to one beyond.
        var year = Math.Clamp(new DateTime(date.DayFirst != 0 ? date.DayFirst : date.MonthFirst).Year - DateReader.FirstYear, 0, Years - 1);
        ref var latest = ref years[year];
        latest = (Math.Max(latest.ByDay, date.DayFirst), Math.Max(latest.ByMonth, date.MonthFirst));
    }

    /// <summary>Adds those of lines that follow.</summary>
    public void Append(LatestDates part)
    {
        for (var form = 0; form < _latest.Length; form++)
        {
            if (part._latest[form] is not { } others) continue;
            var years = _latest[form] ??= new (long, long)[Years];
            for (var year = 0; year < Years; year++) years[year] = (Math.Max(years[year].ByDay, others[year].ByDay), Math.Max(years[year].ByMonth, others[year].ByMonth));
        }
    }

    /// <summary>The latest moment up to the end of a year, in ticks; 0 where there is none.</summary>
    /// <param name="reading">How the dates are read.</param>
    /// <param name="lastYear">The year.</param>
    public long UpTo(DateReading reading, int lastYear)
    {
        long latest = 0;
        for (var form = 0; form < _latest.Length; form++)
        {
            if (_latest[form] is not { } years || !reading.Takes((DateForm)form)) continue;
            for (var year = 0; year < Years && year <= lastYear - DateReader.FirstYear; year++)
                latest = Math.Max(latest, reading.IsMonthFirst ? years[year].ByMonth : years[year].ByDay);
        }

        return latest;
    }
}
