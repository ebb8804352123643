using MathNet.Numerics.Statistics;

namespace SegmentationService.Core.Features;

/// <summary>How features are brought to a common scale.</summary>
public enum ScalerMethod
{
    /// <summary>Mean and population standard deviation.</summary>
    Standard,

    /// <summary>Median and interquartile range; the standard deviation where that range is 0.</summary>
    Robust,

    /// <summary>Minimum and range: coordinates from 0 to 1.</summary>
    MinMax,

    /// <summary>Only centred on the mean, which changes no distance and keeps float32 precise; distances are in original units.</summary>
    None,
}

/// <summary>What is done with values far outside.</summary>
public enum OutlierHandling
{
    /// <summary>Limited to Tukey's outer fences.</summary>
    Clip,

    /// <summary>Kept as they are.</summary>
    Keep,
}

/// <summary>Fits the preparation of one feature to its training values. Quantiles are linear between order statistics (R's type 7).</summary>
public static class FeatureScaler
{
    /// <summary>Tukey's outer fences lie so many interquartile ranges outside the quartiles (Tukey 1977, "Exploratory Data Analysis").</summary>
    private const double FenceWidth = 3;

    private const double SmallestSpread = 1e-15;
    private const double LargestSpread = 1e15;

    /// <summary>Fits transform, fences, centre and scale, in this order. O(n log n).</summary>
    /// <param name="feature">in: name, source, missing.</param>
    /// <param name="values">in: n finite values in original units, missing ones imputed.</param>
    /// <param name="transform">How the transform is decided.</param>
    /// <param name="scaler">How centre and scale are measured.</param>
    /// <param name="outliers">Whether values are clipped.</param>
    /// <returns>The fitted feature; null when its values are the same or too close together to be told apart.</returns>
    /// <exception cref="InvalidOptionsException">Without a scaler the values are too far apart to calculate with.</exception>
    public static Feature? Fit(Feature feature, double[] values, TransformMethod transform, ScalerMethod scaler, OutlierHandling outliers)
    {
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        if (sorted[0] == sorted[^1]) return null;

        feature = feature with
        {
            Transform = TransformFunctions.Choose(transform, values),
            Median = Quantile(sorted, 0.5),
            Min = sorted[0],
            Max = sorted[^1],
        };

        // The transforms are increasing, so the order stays.
        for (var i = 0; i < sorted.Length; i++) sorted[i] = feature.Transform.Apply(sorted[i]);
        var (q1, q3) = (Quantile(sorted, 0.25), Quantile(sorted, 0.75));
        if (outliers == OutlierHandling.Clip && q3 > q1)
        {
            feature = feature with { LowerFence = q1 - (FenceWidth * (q3 - q1)), UpperFence = q3 + (FenceWidth * (q3 - q1)) };
            feature = feature with { Clipped = sorted.Count(value => value < feature.LowerFence || value > feature.UpperFence) };
            for (var i = 0; i < sorted.Length; i++) sorted[i] = feature.Clip(sorted[i]);
        }

        if (sorted[0] == sorted[^1]) return null;
        var (mean, deviation) = MeanAndDeviation(sorted);
        var (center, scale) = scaler switch
        {
            ScalerMethod.Robust => (Quantile(sorted, 0.5), q3 > q1 ? q3 - q1 : deviation),
            ScalerMethod.MinMax => (sorted[0], sorted[^1] - sorted[0]),
            ScalerMethod.None => (mean, 1.0),
            _ => (mean, deviation),
        };
        if (scaler == ScalerMethod.None) CheckSpread(feature.Name, sorted[^1] - sorted[0]);
        return double.IsNormal(scale) && double.IsNormal(deviation) ? feature with { Center = center, Scale = scale } : null;
    }

    /// <summary>A quantile of sorted values, linear between order statistics. O(1).</summary>
    /// <param name="sorted">in: ascending, at least one.</param>
    /// <param name="probability">0 to 1.</param>
    public static double Quantile(double[] sorted, double probability) =>
        SortedArrayStatistics.QuantileCustom(sorted, probability, QuantileDefinition.R7);

    /// <summary>
    /// Mean and population standard deviation in two passes, the second of which makes good what rounding took from the mean in
    /// the first: exact also for many values far from zero (Chan, Golub and LeVeque 1983, doi 10.1080/00031305.1983.10483115). O(n).
    /// </summary>
    /// <param name="values">in: at least one finite value.</param>
    public static (double Mean, double Deviation) MeanAndDeviation(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        foreach (var value in values) mean += value;
        mean /= values.Length;

        var (drift, squares) = (0.0, 0.0);
        foreach (var value in values)
        {
            drift += value - mean;
            squares += (value - mean) * (value - mean);
        }

        drift /= values.Length;
        return (mean + drift, Math.Sqrt(Math.Max((squares / values.Length) - (drift * drift), 0)));
    }

    private static void CheckSpread(string name, double spread)
    {
        if (spread is < SmallestSpread or > LargestSpread)
            throw new InvalidOptionsException("scaler", $"With scaler=none the values of '{name}' span {spread:g3}; between {SmallestSpread:g} and {LargestSpread:g} can be calculated with. Use scaler=standard, robust or minmax.");
    }
}
