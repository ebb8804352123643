using MathNet.Numerics.Statistics;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects the moments against those of a library, and the order of their sums.</summary>
public sealed class MomentsTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(1_000)]
    [InlineData(12_345)]
    public void Of_SkewedValues_AreThoseOfTheLibrary(int n)
    {
        var random = new Random(n);
        double[] values = [.. Enumerable.Range(0, n).Select(_ => Math.Exp(3 * random.NextDouble()))];
        var expected = new RunningStatistics(values);

        var (mean, deviation) = Moments.MeanAndDeviation(values);

        Assert.Equal(expected.Mean, mean, 1e-12 * expected.Mean);
        Assert.Equal(expected.PopulationStandardDeviation, deviation, 1e-12 * expected.Mean);
        Assert.Equal(expected.PopulationSkewness, Moments.Skewness(values), 1e-9);
    }

    [Fact]
    public void Skewness_ByHand()
    {
        // Mean 2.75; squares 28.75, cubes 50.625: (50.625 / 4) / (28.75 / 4)^1.5.
        Assert.Equal(50.625 / 4 / Math.Pow(28.75 / 4, 1.5), Moments.Skewness([0, 1, 3, 7]), 1e-14);
        Assert.Equal(double.NaN, Moments.Skewness([4, 4, 4]));
    }

    [Fact]
    public void MeanAndDeviation_Sums_RunInEightLanes()
    {
        // In one running sum the ones would be lost beside 2^53, one after the other; in a lane of their own they add up.
        double[] values = [Math.Pow(2, 53), 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1];

        Assert.Equal((Math.Pow(2, 53) + 14) / 16, Moments.MeanAndDeviation(values).Mean, 0.25);
    }
}
