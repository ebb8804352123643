using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SegmentationService.Core.Features;

/// <summary>
/// Moments of a column in two passes. Sums run in eight lanes, value i in lane i mod 8, and the lanes are added in their order:
/// the same bits on any processor, whatever the width of its vectors, and less rounding than one running sum.
/// </summary>
internal static class Moments
{
    /// <summary>
    /// Mean and population standard deviation; the second pass makes good what rounding took from the mean in the first (Chan,
    /// Golub and LeVeque 1983, doi 10.1080/00031305.1983.10483115). O(n).
    /// </summary>
    /// <param name="values">in: at least one finite value.</param>
    public static (double Mean, double Deviation) MeanAndDeviation(ReadOnlySpan<double> values)
    {
        var mean = Mean(values);
        var vectors = MemoryMarshal.Cast<double, Vector512<double>>(values);
        var (drifts, squares, means) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512.Create(mean));
        foreach (var vector in vectors)
        {
            var difference = vector - means;
            drifts += difference;
            squares += difference * difference;
        }

        var (drift, square) = (InOrder(drifts), InOrder(squares));
        foreach (var value in values[(vectors.Length * Vector512<double>.Count)..])
        {
            drift += value - mean;
            square += (value - mean) * (value - mean);
        }

        drift /= values.Length;
        return (mean + drift, Math.Sqrt(Math.Max((square / values.Length) - (drift * drift), 0)));
    }

    /// <summary>The population skewness; NaN where all values are the same. O(n).</summary>
    /// <param name="values">in: at least one finite value, of at most <see cref="Data.Cell.MaxMagnitude"/>.</param>
    public static double Skewness(ReadOnlySpan<double> values)
    {
        var mean = MeanAndDeviation(values).Mean;
        var vectors = MemoryMarshal.Cast<double, Vector512<double>>(values);
        var (squares, cubes, means) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512.Create(mean));
        foreach (var vector in vectors)
        {
            var difference = vector - means;
            squares += difference * difference;
            cubes += difference * difference * difference;
        }

        var (square, cube) = (InOrder(squares), InOrder(cubes));
        foreach (var value in values[(vectors.Length * Vector512<double>.Count)..])
        {
            var difference = value - mean;
            square += difference * difference;
            cube += difference * difference * difference;
        }

        var variance = square / values.Length;
        return cube / values.Length / (variance * Math.Sqrt(variance));
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var vectors = MemoryMarshal.Cast<double, Vector512<double>>(values);
        var sums = Vector512<double>.Zero;
        foreach (var vector in vectors) sums += vector;
        var sum = InOrder(sums);
        foreach (var value in values[(vectors.Length * Vector512<double>.Count)..]) sum += value;
        return sum / values.Length;
    }

    private static double InOrder(Vector512<double> lanes)
    {
        var sum = lanes[0];
        for (var lane = 1; lane < Vector512<double>.Count; lane++) sum += lanes[lane];
        return sum;
    }
}
