using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SegmentationService.Core.Kernels;

/// <summary>
/// The weights exp((smallest - d²) / T) of a softmax over squared distances. The exponential is made of exactly rounded operations only, and
/// always eight side by side, so that every processor gives the same bits; the mathematical library of a platform does not promise that.
/// </summary>
internal static class SoftmaxWeights
{
    /// <summary>Distances are read in groups of so many.</summary>
    public const int Group = 16;

    /// <summary>Below it the exponential is no normal number any more, and is taken as 0: beside a weight of 1 it is nothing.</summary>
    private const double LeastExponent = -708;

    /// <summary>1.5 x 2^52: a number of moderate size added to it is rounded to a whole one, which stands in the low bits.</summary>
    private const double Rounding = 6755399441055744;

    private const double Log2OfE = 1.4426950408889634;
    private const double Ln2High = 0.69314718036912382;
    private const double Ln2Low = 1.9082149292705877e-10;
    private const int ExponentBias = 1023;
    private const int MantissaBits = 52;

    /// <summary>1 / i! from i = 13 down to 0: on [-ln 2 / 2, ln 2 / 2] the rest of the series is below 1e-17.</summary>
    private static readonly double[] Taylor =
    [
        1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1,
    ];

    /// <summary>The sum of the weights, in an order of its own. O(k).</summary>
    /// <param name="distances">in: squared distances, a multiple of <see cref="Group"/>; infinite ones weigh nothing.</param>
    /// <param name="smallest">The smallest of them.</param>
    /// <param name="temperature">T, above 0.</param>
    public static double Sum(ReadOnlySpan<float> distances, float smallest, double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(distances.Length % Group, 0);
        ref var origin = ref MemoryMarshal.GetReference(distances);
        var (from, t) = (Vector512.Create((double)smallest), Vector512.Create(temperature));
        var farthest = Vector512.Create((float)Math.Min(smallest - (LeastExponent * temperature), float.MaxValue));
        var sums = Vector512<double>.Zero;
        for (var i = 0; i < distances.Length; i += Group)
        {
            var group = Vector512.LoadUnsafe(ref origin, (nuint)i);
            if (Vector512.GreaterThanAll(group, farthest)) continue;
            var (lower, upper) = Vector512.Widen(group);
            sums += Exp((from - lower) / t);

            // A model of eight segments or fewer has nothing but padding here, which would add zeros.
            if (!Vector512.EqualsAll(upper, Vector512.Create(double.PositiveInfinity))) sums += Exp((from - upper) / t);
        }

        return (sums[0] + sums[1] + (sums[2] + sums[3])) + (sums[4] + sums[5] + (sums[6] + sums[7]));
    }

    /// <summary>One weight, as it is part of <see cref="Sum"/>.</summary>
    /// <param name="distance">A squared distance.</param>
    /// <param name="smallest">The smallest of them.</param>
    /// <param name="temperature">T, above 0.</param>
    public static double Of(float distance, float smallest, double temperature) =>
        distance == smallest ? 1 : Exp(Vector512.Create(((double)smallest - distance) / temperature)).ToScalar();

    /// <summary>
    /// e^x = 2^n e^r with n whole and |r| at most ln 2 / 2 (Cody and Waite 1980), e^r by its series. Tests hold it within 2 ulp of Math.Exp.
    /// </summary>
    /// <param name="x">At most 0.</param>
    internal static Vector512<double> Exp(Vector512<double> x)
    {
        var shifted = Vector512.FusedMultiplyAdd(x, Vector512.Create(Log2OfE), Vector512.Create(Rounding));
        var n = shifted - Vector512.Create(Rounding);
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2High), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Low), r);
        var series = Vector512.Create(Taylor[0]);
        for (var i = 1; i < Taylor.Length; i++) series = Vector512.FusedMultiplyAdd(series, r, Vector512.Create(Taylor[i]));
        var power = ((shifted.AsInt64() + Vector512.Create((long)ExponentBias)) << MantissaBits).AsDouble();
        return Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(x, Vector512.Create(LeastExponent)), series * power, Vector512<double>.Zero);
    }
}
