using MathNet.Numerics;

namespace SegmentationService.Core.Features;

/// <summary>What is done to the values of a feature before they are scaled. All are strictly increasing and can be inverted.</summary>
public enum Transform
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>ln(1 + x), for x of at least 0.</summary>
    Log1p,

    /// <summary>sign(x) ln(1 + |x|), for any x.</summary>
    SignedLog1p,
}

/// <summary>How the transform of each feature is decided.</summary>
public enum TransformMethod
{
    /// <summary>For each feature from its skewness.</summary>
    Auto,

    /// <summary>No feature is transformed.</summary>
    None,

    /// <summary>Every feature, with its sign where there are negative values.</summary>
    Log1p,
}

/// <summary>Applies, inverts and chooses transforms.</summary>
public static class TransformFunctions
{
    /// <summary>A feature more skewed than this gets a log, if that helps.</summary>
    private const double SkewnessLimit = 1;

    /// <summary>A log must take away more of the skewness than this share of it, which rounding could.</summary>
    private const double LeastGain = 1e-9;

    /// <summary>The transformed value.</summary>
    /// <param name="transform">The transform.</param>
    /// <param name="value">A finite value; below 0 the plain log1p continues as the signed one, so that no value gives NaN.</param>
    public static double Apply(this Transform transform, double value) => transform switch
    {
        Transform.None => value,
        _ => value < 0 ? -SpecialFunctions.Log1p(-value) : SpecialFunctions.Log1p(value),
    };

    /// <summary>The value that <see cref="Apply"/> takes to <paramref name="transformed"/>.</summary>
    /// <param name="transform">The transform.</param>
    /// <param name="transformed">A finite value.</param>
    public static double Invert(this Transform transform, double transformed) => transform switch
    {
        Transform.None => transformed,
        _ => transformed < 0 ? -SpecialFunctions.Expm1(-transformed) : SpecialFunctions.Expm1(transformed),
    };

    /// <summary>
    /// Chooses: a log where the population skewness is above 1 and the log brings its absolute value down, signed where there
    /// are negative values. O(n).
    /// </summary>
    /// <param name="method">How to decide.</param>
    /// <param name="values">Finite values.</param>
    public static Transform Choose(TransformMethod method, double[] values)
    {
        var span = new FeatureSpan(values, values, new double[values.Length]);
        return Choose(method, new Feature { Name = "", Source = "" }, ref span, values.Min() < 0);
    }

    /// <summary>The same of the values of a feature.</summary>
    /// <param name="method">How to decide.</param>
    /// <param name="feature">The feature that is fitted, without a transform and fences.</param>
    /// <param name="values">Its values.</param>
    /// <param name="hasNegative">Whether one of them is below 0.</param>
    internal static Transform Choose(TransformMethod method, Feature feature, ref FeatureSpan values, bool hasNegative)
    {
        var log = hasNegative ? Transform.SignedLog1p : Transform.Log1p;
        if (method != TransformMethod.Auto) return method == TransformMethod.Log1p ? log : Transform.None;
        var skewness = SkewnessOf(feature, ref values);
        return skewness > SkewnessLimit && Math.Abs(SkewnessOf(feature with { Transform = log }, ref values)) < skewness * (1 - LeastGain) ? log : Transform.None;
    }

    private static double SkewnessOf(Feature form, ref FeatureSpan values) =>
        values.MomentsOf(form, ofAll: false, values.SumOf(form, ofAll: false), withCubes: true).Skewness;
}
