using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>One segment: how big it is, and what is typical of its customers, in original units.</summary>
public sealed record SegmentProfile
{
    /// <summary>The number of training customers.</summary>
    public required int Size { get; init; }

    /// <summary>The share of all training customers, 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>The centroid in original units, a value for each feature in their order.</summary>
    public required IReadOnlyList<double> Centroid { get; init; }

    /// <summary>Statistics of every numeric column and every behavioural feature.</summary>
    public required IReadOnlyList<ColumnStatistics> Statistics { get; init; }

    /// <summary>What sets the segment apart, strongest first.</summary>
    public required IReadOnlyList<DistinguishingFeature> Distinguishing { get; init; }

    /// <summary>What the name of the segment says; null where that is not known: of a name that a person gave, and in models from before it was kept.</summary>
    public IReadOnlyList<NamePhrase>? Phrases { get; init; }

    /// <summary>How far the same segment is found again when customers are resampled, 0 to 1 (see <see cref="Clustering.Jury.JuryVerdict.Stability"/>); null where that is not known.</summary>
    public double? Stability { get; init; }
}

/// <summary>Statistics of one column over the customers of a segment that have a value; null where none has.</summary>
/// <param name="Name">The column, or behavioural feature.</param>
/// <param name="Mean">The arithmetic mean.</param>
/// <param name="Median">The median.</param>
/// <param name="Std">The population standard deviation.</param>
/// <param name="Min">The smallest value.</param>
/// <param name="Q25">The first quartile.</param>
/// <param name="Q75">The third quartile.</param>
/// <param name="Max">The largest value.</param>
/// <param name="Missing">The number of customers without a value.</param>
public sealed record ColumnStatistics(
    string Name, double? Mean, double? Median, double? Std, double? Min, double? Q25, double? Q75, double? Max, int Missing)
{
    /// <summary>The statistics of values. O(n) for any usual data.</summary>
    /// <param name="name">The column, or behavioural feature.</param>
    /// <param name="values">The values that are there.</param>
    /// <param name="sum">Of these values.</param>
    /// <param name="missing">The number of customers without a value.</param>
    internal static ColumnStatistics Of(string name, ReadOnlySpan<double> values, MeanSum sum, int missing)
    {
        if (values.IsEmpty) return new ColumnStatistics(name, null, null, null, null, null, null, null, missing);
        var order = OrderStatistics.Of(values);
        var (mean, deviation) = Moments.MeanAndDeviation(values, sum);
        return new ColumnStatistics(name, mean, order.Median.Value, deviation, order.Min, order.LowerQuartile.Value, order.UpperQuartile.Value, order.Max, missing);
    }
}

/// <summary>A feature in which a segment differs from the whole.</summary>
/// <param name="Feature">The name of the feature.</param>
/// <param name="Effect">The mean of the segment less the overall mean, in overall standard deviations of the prepared feature: above 0 where the segment lies above the whole.</param>
/// <param name="Text">The same in words and original units.</param>
public sealed record DistinguishingFeature(string Feature, double Effect, string Text);
