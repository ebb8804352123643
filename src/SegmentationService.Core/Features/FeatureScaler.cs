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

    /// <summary>Fits transform, fences, centre and scale, in this order. O(n), needs 8 bytes a value.</summary>
    /// <param name="feature">in: name, source, missing.</param>
    /// <param name="values">in: n finite values in original units, missing ones imputed.</param>
    /// <param name="transform">How the transform is decided.</param>
    /// <param name="scaler">How centre and scale are measured.</param>
    /// <param name="outliers">Whether values are clipped.</param>
    /// <returns>The fitted feature; null when its values are the same or too close together to be told apart.</returns>
    /// <exception cref="InvalidOptionsException">Without a scaler the values are too far apart to calculate with.</exception>
    public static Feature? Fit(Feature feature, double[] values, TransformMethod transform, ScalerMethod scaler, OutlierHandling outliers) =>
        Fit(feature, values, values, new double[values.Length], transform, scaler, outliers);

    /// <summary>
    /// The same, where some values were filled in; and hands out the values transformed and clipped, to be made coordinates by
    /// <see cref="Feature.Place"/>. What is filled in is no evidence of the shape of a feature: transform, quartiles and fences come from the values
    /// that are there. Range, centre and scale are those of all, as the feature is clustered.
    /// </summary>
    /// <param name="feature">in: name, source, missing.</param>
    /// <param name="values">in: n finite values in original units, missing ones imputed.</param>
    /// <param name="present">in: those of the values that were not filled in.</param>
    /// <param name="prepared">out: n values, where there is a fitted feature.</param>
    /// <param name="transform">How the transform is decided.</param>
    /// <param name="scaler">How centre and scale are measured.</param>
    /// <param name="outliers">Whether values are clipped.</param>
    internal static Feature? Fit(
        Feature feature, ReadOnlySpan<double> values, ReadOnlySpan<double> present, Span<double> prepared, TransformMethod transform, ScalerMethod scaler, OutlierHandling outliers)
    {
        var span = new FeatureSpan(values, present, prepared);
        var fitted = Fit(feature, ref span, transform, scaler, outliers);
        if (fitted is not null) span.Write(fitted);
        return fitted;
    }

    private static Feature? Fit(Feature feature, ref FeatureSpan values, TransformMethod transform, ScalerMethod scaler, OutlierHandling outliers)
    {
        if (values.Present == 0) return null;
        var order = values.Order(ofAll: false);
        if (order.Min == order.Max) return null;

        feature = feature with
        {
            Transform = TransformFunctions.Choose(transform, feature, ref values, order.Min < 0),
            Median = order.Median.Value,
            Min = order.Min,
            Max = order.Max,
        };

        // The transforms are increasing, so order statistics stay order statistics.
        var (q1, q3) = (Prepared(feature, order.LowerQuartile).Value, Prepared(feature, order.UpperQuartile).Value);
        if (outliers == OutlierHandling.Clip && q3 > q1)
        {
            feature = feature with { LowerFence = q1 - (FenceWidth * (q3 - q1)), UpperFence = q3 + (FenceWidth * (q3 - q1)) };
            feature = feature with { Clipped = values.CountClipped(feature) };
        }

        if (Prepared(feature, order.Min) == Prepared(feature, order.Max)) return null;
        if (values.HasFilled)
        {
            order = values.Order(ofAll: true);
            feature = feature with { Min = order.Min, Max = order.Max };
            (q1, q3) = (Prepared(feature, order.LowerQuartile).Value, Prepared(feature, order.UpperQuartile).Value);
        }

        var (min, max) = (Prepared(feature, order.Min), Prepared(feature, order.Max));
        var sum = values.SumOf(feature, ofAll: true);
        var (mean, deviation) = (sum.Mean, values.MomentsOf(feature, ofAll: true, sum, withCubes: false).Deviation);
        var (center, scale) = scaler switch
        {
            ScalerMethod.Robust => (Prepared(feature, order.Median).Value, q3 > q1 ? q3 - q1 : deviation),
            ScalerMethod.MinMax => (min, max - min),
            ScalerMethod.None => (mean, 1.0),
            _ => (mean, deviation),
        };
        if (scaler == ScalerMethod.None) CheckSpread(feature.Name, max - min);
        return double.IsNormal(scale) && double.IsNormal(deviation) ? feature with { Center = center, Scale = scale } : null;
    }

    /// <summary>
    /// Fits a value of an encoded column, which is 1 or 0: no log and no fences. All values of a column have one scale, and what they add to squared
    /// distances has together the variance of one feature: so a column of two values weighs exactly as much as a scaled column of 0 and 1 does,
    /// and any two values of a column are equally far apart.
    /// </summary>
    /// <param name="feature">in: name, source, value, missing.</param>
    /// <param name="ones">How many customers have the value.</param>
    /// <param name="customers">How many customers there are.</param>
    /// <param name="columnVariance">The sum of the variances of all values of the column, p (1 - p) for a share of p.</param>
    /// <param name="scaler">How features are scaled. For minmax two values are at distance 1, the ends of the range; robust is as standard, since the quartiles of 0 and 1 say nothing.</param>
    /// <returns>The fitted feature; null when all customers are the same.</returns>
    internal static Feature? FitIndicator(Feature feature, int ones, int customers, double columnVariance, ScalerMethod scaler)
    {
        if (ones == 0 || ones == customers) return null;
        var share = (double)ones / customers;
        var (center, scale) = scaler switch
        {
            ScalerMethod.MinMax => (0, Math.Sqrt(2)),
            ScalerMethod.None => (share, 1),
            _ => (share, Math.Sqrt(columnVariance)),
        };
        return feature with { Median = share == 0.5 ? 0.5 : Math.Round(share), Min = 0, Max = 1, Center = center, Scale = scale };
    }

    /// <summary>A quantile of sorted values, linear between order statistics. O(1).</summary>
    /// <param name="sorted">in: ascending, at least one.</param>
    /// <param name="probability">0 to 1.</param>
    public static double Quantile(double[] sorted, double probability) =>
        SortedArrayStatistics.QuantileCustom(sorted, probability, QuantileDefinition.R7);

    private static double Prepared(Feature feature, double value) => feature.Clip(feature.Transform.Apply(value));

    private static QuantilePlace Prepared(Feature feature, QuantilePlace place) =>
        place with { Lower = Prepared(feature, place.Lower), Upper = Prepared(feature, place.Upper) };

    private static void CheckSpread(string name, double spread)
    {
        if (spread is < SmallestSpread or > LargestSpread)
            throw new InvalidOptionsException("scaler", $"With scaler=none the values of '{name}' span {spread:g3}; between {SmallestSpread:g} and {LargestSpread:g} can be calculated with. Use scaler=standard, robust or minmax.");
    }
}
