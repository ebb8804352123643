using System.Runtime.Intrinsics;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the confidence: an exponential that is right to the last digit, and a sum that leaves nothing out.</summary>
public sealed class SoftmaxWeightsTests
{
    [Fact]
    public void Exp_OfKnownArguments_IsExact()
    {
        Assert.Equal(1, Exp(0));
        Assert.Equal(1 / Math.E, Exp(-1), 1e-16);
        Assert.Equal(0.5, Exp(-0.69314718055994531), 1e-16);
        Assert.Equal(0, Exp(-709));
        Assert.Equal(0, Exp(double.NegativeInfinity));
        Assert.Equal(0, Exp(-1e308));
    }

    [Fact]
    public void Exp_OfManyArguments_IsThatOfTheLibraryWithinAUlpOfBoth()
    {
        var random = new Random(5);
        for (var i = 0; i < 100_000; i++)
        {
            var x = -Math.Pow(10, (random.NextDouble() * 18) - 15) * 0.7;
            Assert.InRange(Math.Abs(BitConverter.DoubleToInt64Bits(Exp(x)) - BitConverter.DoubleToInt64Bits(Math.Exp(x))), 0, x < -708 ? long.MaxValue : 2);
        }
    }

    [Theory]
    [InlineData(1, 1e-300)]
    [InlineData(5, 0.5)]
    [InlineData(64, 3)]
    [InlineData(1000, 1e-3)]
    [InlineData(1000, 1e30)]
    public void Sum_OfAnyNumberAndTemperature_IsThatOfTheDefinition(int count, double temperature)
    {
        var random = new Random(count);
        var distances = Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 40)).ToArray();
        var smallest = distances.Min();
        var padded = Enumerable.Repeat(float.PositiveInfinity, (count + 15) / 16 * 16).ToArray();
        distances.CopyTo(padded, 0);

        var expected = distances.Sum(distance => Math.Exp(((double)smallest - distance) / temperature));

        Assert.Equal(expected, SoftmaxWeights.Sum(padded, smallest, temperature), 1e-13 * expected);
        Assert.Equal(Math.Exp(((double)smallest - distances[^1]) / temperature), SoftmaxWeights.Of(distances[^1], smallest, temperature), 1e-15);
    }

    private static double Exp(double x) => SoftmaxWeights.Exp(Vector512.Create(x)).GetElement(5);
}
