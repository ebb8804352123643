using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Features;

/// <summary>A quantile: a place between two neighbouring order statistics.</summary>
/// <param name="Lower">The order statistic at or below the place.</param>
/// <param name="Upper">The next one.</param>
/// <param name="Weight">How far from the one to the other, 0 to 1.</param>
internal readonly record struct QuantilePlace(double Lower, double Upper, double Weight)
{
    /// <summary>The quantile, linear between the two (R's type 7).</summary>
    public double Value => Lower + (Weight * (Upper - Lower));
}

/// <summary>The extremes and quartiles of a column, found by selection. Quantiles are those of the sorted values, to the last bit.</summary>
/// <param name="Min">The smallest value.</param>
/// <param name="LowerQuartile">At a quarter.</param>
/// <param name="Median">At a half.</param>
/// <param name="UpperQuartile">At three quarters.</param>
/// <param name="Max">The largest value.</param>
internal readonly record struct OrderStatistics(double Min, QuantilePlace LowerQuartile, QuantilePlace Median, QuantilePlace UpperQuartile, double Max)
{
    private const int SampleSize = 4096;
    private const int SmallEnoughToSort = 2 * SampleSize;

    /// <summary>How many places of the sample lie between the one expected and either end of the bracket: 3.5 deviations.</summary>
    private const int SampleMargin = 112;

    /// <summary>Of a sample that is drawn because the first one misled: 14 deviations.</summary>
    private const int SecondMargin = 4 * SampleMargin;

    /// <summary>2^64 by the golden ratio: its multiples are spread evenly, whatever period the values have (Knuth, The Art of Computer Programming 3, 6.4).</summary>
    private const ulong Scattering = 0x9E3779B97F4A7C15;

    /// <summary>Finds them. O(n) for any usual data, O(n log n) at worst.</summary>
    /// <param name="values">in: at least one value, no NaN. Not changed.</param>
    public static OrderStatistics Of(ReadOnlySpan<double> values)
    {
        if (values.Length <= SmallEnoughToSort)
        {
            var sorted = Sorted(values);
            return new OrderStatistics(sorted[0], At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75), sorted[^1]);
        }

        var sample = Sample(values);
        var (min, max) = Selection.Extremes(values);
        return new OrderStatistics(min, Select(values, sample, 0.25), Select(values, sample, 0.5), Select(values, sample, 0.75), max);
    }

    /// <summary>The median alone. O(n) for any usual data.</summary>
    /// <param name="values">in: at least one value, no NaN.</param>
    public static double MedianOf(ReadOnlySpan<double> values) =>
        (values.Length > SmallEnoughToSort ? Select(values, Sample(values), 0.5) : At(Sorted(values), 0.5)).Value;

    /// <summary>The smallest value that at least a share of all values do not exceed (R's type 1: a value that is there). O(n) for any usual data.</summary>
    /// <param name="values">in: at least one value, no NaN.</param>
    /// <param name="share">Above 0, at most 1.</param>
    public static double Covering(ReadOnlySpan<double> values, double share)
    {
        var place = CoveringPlace(values.Length, share);
        return (values.Length > SmallEnoughToSort ? Select(values, Sample(values), place) : At(Sorted(values), place)).Value;
    }

    /// <summary>The same of floats for several shares, and how many values each covers. O(n).</summary>
    /// <param name="values">in: at least one value, no NaN.</param>
    /// <param name="shares">in: ascending, each above 0, at most 1.</param>
    public static (float Value, int Covered)[] Covering(ReadOnlySpan<float> values, ReadOnlySpan<double> shares)
    {
        var (places, found, covered) = (new int[shares.Length], new float[shares.Length], new int[shares.Length]);
        for (var i = 0; i < places.Length; i++) places[i] = CoveringPlace(values.Length, shares[i]).Rank;
        RadixSelection.Find(values, places, found, covered);
        return [.. found.Zip(covered)];
    }

    private static (int Rank, double Weight) CoveringPlace(int count, double share) => (Math.Max(0, (int)Math.Ceiling(count * share) - 1), 0);

    private static (int Rank, double Weight) Place(int count, double probability)
    {
        var place = (count - 1) * probability;
        var rank = (int)place;
        return (rank, place - rank);
    }

    private static QuantilePlace At(double[] sorted, double probability) => At(sorted, Place(sorted.Length, probability));

    private static QuantilePlace At(ReadOnlySpan<double> sorted, (int Rank, double Weight) place)
    {
        var (rank, weight) = place;
        return new QuantilePlace(sorted[rank], sorted[Math.Min(rank + 1, sorted.Length - 1)], weight);
    }

    private static double[] Sample(ReadOnlySpan<double> values)
    {
        var sample = new double[SampleSize];
        for (var i = 0; i < sample.Length; i++) sample[i] = values[(int)((long)i * values.Length / SampleSize)];
        Array.Sort(sample);
        return sample;
    }

    /// <summary>Another sample, whose places have no period.</summary>
    private static double[] ScatteredSample(ReadOnlySpan<double> values)
    {
        var sample = new double[SampleSize];
        for (var i = 0; i < sample.Length; i++) sample[i] = values[(int)Math.BigMul((ulong)i * Scattering, (ulong)values.Length, out _)];
        Array.Sort(sample);
        return sample;
    }

    private static QuantilePlace Select(ReadOnlySpan<double> values, double[] sample, double probability) =>
        Select(values, sample, Place(values.Length, probability));

    /// <summary>Should the sample mislead, another one is drawn; should that, too, everything is sorted.</summary>
    private static QuantilePlace Select(ReadOnlySpan<double> values, double[] sample, (int Rank, double Weight) place) =>
        Select(values, sample, SampleMargin, place) ?? Select(values, ScatteredSample(values), SecondMargin, place) ?? At(Sorted(values), place);

    /// <summary>
    /// Brackets the two order statistics between two values of a sorted sample, counts what lies below, and looks in the same way only at what
    /// lies between (the idea of Floyd and Rivest 1975, doi 10.1145/360680.360691).
    /// </summary>
    /// <returns>Null where the sample misled: they do not lie between.</returns>
    private static QuantilePlace? Select(ReadOnlySpan<double> values, double[] sample, int margin, (int Rank, double Weight) place)
    {
        var (rank, weight) = place;
        var expected = (int)((rank + 0.5) / values.Length * sample.Length);
        var low = sample[Math.Max(expected - margin, 0)];
        var high = sample[Math.Min(expected + margin, sample.Length - 1)];
        var below = Selection.Count(values, low, high);
        if (rank < below.Low || rank + 1 >= below.UpToHigh) return null;

        // Equal values at either end of the bracket are counted and not collected: columns of few different numbers are common.
        if (End(rank) is { } lower && End(rank + 1) is { } upper) return new QuantilePlace(lower, upper, weight);
        using var rented = new RentedColumn(below.High - below.UpToLow);
        var between = rented.Values;
        Selection.Between(values, low, high, between);
        var inside = Inside(between, Math.Max(rank - below.UpToLow, 0));
        return new QuantilePlace(End(rank) ?? inside.Lower, End(rank + 1) ?? (End(rank) is null ? inside.Upper : inside.Lower), weight);

        double? End(int wanted) => wanted < below.UpToLow ? low : wanted >= below.High ? high : null;

        static QuantilePlace Inside(Span<double> between, int rank)
        {
            if (between.Length > SmallEnoughToSort) return Select(between, Sample(between), (rank, 0));
            between.Sort();
            return At(between, (rank, 0));
        }
    }

    private static double[] Sorted(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
