using FsCheck.Fluent;
using MathNet.Numerics.Statistics;
using SegmentationService.Core.Features;
using SegmentationService.Core.Tests.Kernels;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects the moments against those of a library, and that no order of the values shows in their bits.</summary>
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

        var (mean, deviation) = MeanAndDeviationOf(values);

        Assert.Equal(expected.Mean, mean, 1e-12 * expected.Mean);
        Assert.Equal(expected.PopulationStandardDeviation, deviation, 1e-12 * expected.Mean);
        Assert.Equal(expected.PopulationSkewness, SkewnessOf(values), 1e-9);
    }

    [Fact]
    public void MeanAndDeviation_ByHand_IsThePopulationDeviation()
    {
        // Deviations -3, -1, -1, -1, 0, 0, 2, 4 around 5: 32 / 8 = 4.
        Assert.Equal((5, 2), MeanAndDeviationOf([2, 4, 4, 4, 5, 5, 7, 9]));
    }

    [Theory]
    [InlineData(1e9, 1, 1_000)]
    [InlineData(1.7e9, 0.125, 300_000)]
    [InlineData(1.0e15, 0.125, 200_000)]
    [InlineData(-3e12, 0.001953125, 100_001)]
    public void MeanAndDeviation_TwoValuesFarFromZero_IsExactToRounding(double offset, double step, int n)
    {
        // Half of the values lie at the offset, half a step above: the deviation is half a step (but for the odd one),
        // although the sum of so many values has lost the digits that the step is in.
        double[] values = [.. Enumerable.Range(0, n).Select(i => offset + (i % 2 * step))];
        var share = (double)(n / 2) / n;

        var (mean, deviation) = MeanAndDeviationOf(values);

        Assert.Equal(Math.Sqrt(share * (1 - share)) * step, deviation, 1e-6 * step);
        Assert.Equal(offset + (share * step), mean, Math.BitIncrement(Math.Abs(offset)) - Math.Abs(offset));
    }

    [Fact]
    public void Skewness_ByHand()
    {
        // Mean 2.75; squares 28.75, cubes 50.625: (50.625 / 4) / (28.75 / 4)^1.5.
        Assert.Equal(50.625 / 4 / Math.Pow(28.75 / 4, 1.5), SkewnessOf([0, 1, 3, 7]), 1e-14);
        Assert.Equal(double.NaN, SkewnessOf([4, 4, 4]));
    }

    [Fact]
    public void Mean_OfWholeNumbers_IsTheirExactSumDivided()
    {
        // In a running sum the ones would be lost beside 2^53, one after the other.
        double[] values = [Math.Pow(2, 53), 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1];

        Assert.Equal((Math.Pow(2, 53) + 14) / 16, MeanAndDeviationOf(values).Mean);
    }

    [Fact]
    public void Of_ValuesInAnyPiecesAndOrder_HasTheSameBits() =>
        SeededProperty.Holds(Gen.Choose(0, int.MaxValue), seed =>
        {
            var random = new Random(seed);
            double[] values = [.. Enumerable.Range(0, random.Next(1, 5_000)).Select(_ => Math.Exp(4 * random.NextDouble()) - 5)];
            var (mean, deviation) = MeanAndDeviationOf(values);
            var skewness = SkewnessOf(values);
            random.Shuffle(values);
            double[][] parts = [.. values.GroupBy(_ => random.Next(5)).Select(part => part.ToArray())];

            var sum = new MeanSum();
            foreach (var part in parts) sum.Add(part);
            var moments = new Moments(sum);
            foreach (var part in parts) moments.AddSquaresAndCubes(part);

            Assert.Equal((mean, deviation, skewness), (sum.Mean, moments.Deviation, moments.Skewness));
            Assert.Equal(ExactNumbers.Sum(values) / values.Length, mean);
        }, tests: 50);

    private static (double Mean, double Deviation) MeanAndDeviationOf(double[] values)
    {
        var sum = new MeanSum();
        sum.Add(values);
        return Moments.MeanAndDeviation(values, sum);
    }

    private static double SkewnessOf(double[] values)
    {
        var sum = new MeanSum();
        sum.Add(values);
        var moments = new Moments(sum);
        moments.AddSquaresAndCubes(values);
        return moments.Skewness;
    }
}
