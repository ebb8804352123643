using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Features;

/// <summary>
/// Moments of a column in two passes, of exact sums: the same bits whatever the order of the values, and in however many pieces they are added.
/// </summary>
internal sealed class Moments(MeanSum sum)
{
    private readonly double _mean = sum.Mean;
    private readonly ExactSum _squares = new();
    private readonly ExactSum _cubes = new();

    /// <summary>
    /// The population standard deviation; what rounding took from the mean is made good (Chan, Golub and LeVeque 1983,
    /// doi 10.1080/00031305.1983.10483115).
    /// </summary>
    public double Deviation
    {
        get
        {
            var drift = sum.Above(sum.Mean);
            return Math.Sqrt(Math.Max((_squares.Value / sum.Count) - (drift * drift), 0));
        }
    }

    /// <summary>The population skewness; NaN where all values are the same.</summary>
    public double Skewness
    {
        get
        {
            var variance = _squares.Value / sum.Count;
            return _cubes.Value / sum.Count / (variance * Math.Sqrt(variance));
        }
    }

    /// <summary>Mean and population standard deviation. O(n).</summary>
    /// <param name="values">in: at least one finite value.</param>
    /// <param name="sum">in: of these values.</param>
    public static (double Mean, double Deviation) MeanAndDeviation(ReadOnlySpan<double> values, MeanSum sum)
    {
        var moments = new Moments(sum);
        moments.AddSquares(values);
        return (sum.Mean, moments.Deviation);
    }

    /// <summary>Adds the squares about the mean, which <see cref="Deviation"/> needs. O(n).</summary>
    /// <param name="values">in: some of the values that the mean is of.</param>
    public void AddSquares(ReadOnlySpan<double> values) => ExactSums.Add(values, new SquareTerm(_mean), _squares);

    /// <summary>Adds the squares and cubes about the mean, which <see cref="Skewness"/> needs. O(n).</summary>
    /// <param name="values">in: some of the values that the mean is of.</param>
    public void AddSquaresAndCubes(ReadOnlySpan<double> values) => ExactSums.AddSquaresAndCubes(values, _mean, _squares, _cubes);
}
