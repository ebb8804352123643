using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation.Profiles;

/// <summary>
/// A column in which a segment is not as all customers are: a value that it has more often, or more rarely, or a median that lies above theirs, or below. Both numbers differ in the
/// direction of the effect, so what is said of them is true as it reads.
/// </summary>
/// <param name="Column">The name of the column.</param>
/// <param name="Value">The value; null for a column of numbers.</param>
/// <param name="OfSegment">The share of the segment's customers that have the value, 0 to 1; of numbers the median of the segment.</param>
/// <param name="OfAll">The same of all customers.</param>
/// <param name="Effect">How much it stands out, above 0 where the segment lies above: of shares Cohen's h, the difference of their arcsines (2 asin sqrt p), and of numbers Cohen's d, the difference of the means in standard deviations of all customers.</param>
public sealed record StandingOut(string Column, string? Value, double OfSegment, double OfAll, double Effect)
{
    /// <summary>The most that are told of a segment.</summary>
    public const int Most = 5;

    /// <summary>A weaker effect is not worth telling.</summary>
    private const double LeastEffect = 0.35;

    /// <summary>Medians that are nearer to each other, in standard deviations, read as the same.</summary>
    private const double LeastGap = 0.1;

    /// <summary>What as many customers drawn by chance would show, they show within so many standard errors.</summary>
    private const double StandardErrors = 3;

    private const double MostlyKnown = 0.5;

    /// <summary>What stands out in a segment, the strongest effect first, one entry a column. O(columns x values) for each segment.</summary>
    /// <param name="report">What the training learned.</param>
    /// <param name="segment">0-based segment.</param>
    public static IReadOnlyList<StandingOut> Of(TrainingReport report, int segment) =>
    [
        .. (report.Table?.Columns ?? []).Select(column => column.Kind switch
        {
            ProfileKind.Values => OfValues(column, segment, report),
            ProfileKind.Number => OfNumbers(column, segment, report),
            _ => null,
        }).OfType<StandingOut>().OrderByDescending(found => Math.Abs(found.Effect)).Take(Most),
    ];

    /// <summary>Of a flag the value that affirms it; of other values the one that is more frequent here by most, and only where there is none the one that is rarer by most.</summary>
    private static StandingOut? OfValues(ColumnProfile column, int segment, TrainingReport report)
    {
        StandingOut[] found = [.. Enumerable.Range(0, column.Values.Count).Select(v => OfValue(column, v, segment, report)).OfType<StandingOut>()];
        if (column.Values.Count == 2 && found.FirstOrDefault(value => FlagWords.AnswerOf(value.Value) == Answer.Yes) is { } affirmed) return affirmed;
        return found.Where(value => value.Effect > 0).MaxBy(value => value.Effect) ?? found.MinBy(value => value.Effect);
    }

    private static StandingOut? OfValue(ColumnProfile column, int value, int segment, TrainingReport report)
    {
        var (size, customers) = (report.Profiles[segment].Size, report.Customers);
        if (size == 0) return null;
        var (share, ofAll) = ((double)column.Segments[segment].Counts![value] / size, (double)column.All.Counts![value] / customers);
        var effect = 2 * (Math.Asin(Math.Sqrt(share)) - Math.Asin(Math.Sqrt(ofAll)));
        var isSure = Math.Abs(share - ofAll) > StandardErrors * Math.Sqrt(ofAll * (1 - ofAll)) * ErrorOfMean(size, customers);
        return Math.Abs(effect) >= LeastEffect && isSure ? new StandingOut(column.Column, column.Values[value], share, ofAll, effect) : null;
    }

    private static StandingOut? OfNumbers(ColumnProfile column, int segment, TrainingReport report)
    {
        if (column.Segments[segment] is not { Number: { } here, Missing: var missing } || column.All.Number is not { } all) return null;
        var size = report.Profiles[segment].Size;
        if (missing > (1 - MostlyKnown) * size) return null;
        if (DeviationOf(column, report) is not (> 0 and var deviation)) return null;
        var (effect, gap) = ((here.Mean - all.Mean) / deviation, (here.Median - all.Median) / deviation);
        if (Math.Abs(effect) < LeastEffect || Math.Sign(gap) != Math.Sign(effect) || Math.Abs(gap) < LeastGap) return null;
        var isSure = Math.Abs(effect) > StandardErrors * ErrorOfMean(size - missing, report.Customers - column.All.Missing);
        return isSure ? new StandingOut(column.Column, null, here.Median, all.Median, effect) : null;
    }

    /// <summary>The standard deviation of all customers with a value: within the segments, and between their means.</summary>
    private static double DeviationOf(ColumnProfile column, TrainingReport report)
    {
        double squares = 0;
        for (var c = 0; c < report.Profiles.Count; c++)
        {
            if (report.Profiles[c].Statistics.FirstOrDefault(known => known.Name == column.Column) is not { Mean: { } mean, Std: { } deviation } statistics) continue;
            var distance = mean - column.All.Number!.Mean;
            squares += (report.Profiles[c].Size - statistics.Missing) * ((deviation * deviation) + (distance * distance));
        }

        return Math.Sqrt(squares / (report.Customers - column.All.Missing));
    }

    /// <summary>The standard error of the mean of some of all customers, drawn by chance, over their standard deviation.</summary>
    private static double ErrorOfMean(int drawn, int all) => all < 2 ? 0 : Math.Sqrt((double)(all - drawn) / ((double)drawn * (all - 1)));
}
