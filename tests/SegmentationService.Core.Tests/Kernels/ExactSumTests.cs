using FsCheck.Fluent;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the exact sum: no bit is lost before the one rounding at the end, in whatever order terms come.</summary>
public sealed class ExactSumTests
{
    [Theory]
    [InlineData(new double[0], 0)]
    [InlineData(new[] { 1e100, 1, -1e100 }, 1)]
    [InlineData(new[] { double.MaxValue, double.MaxValue, -double.MaxValue, -1 }, double.MaxValue)]
    [InlineData(new[] { double.Epsilon, -3 * double.Epsilon }, -2 * double.Epsilon)]
    [InlineData(new[] { 9007199254740992.0, 1 }, 9007199254740992.0)] // In the middle: the even one.
    [InlineData(new[] { 9007199254740992.0, 1, 1e-300 }, 9007199254740994.0)]
    [InlineData(new[] { -9007199254740992.0, -1, 1e-300 }, -9007199254740992.0)]
    [InlineData(new[] { -9007199254740992.0, -1, -1e-300 }, -9007199254740994.0)]
    public void Value_ByHand(double[] terms, double expected) => Assert.Equal(expected, Of(terms).Value);

    [Fact]
    public void Add_WholeNumbers_ByHand()
    {
        var sum = new ExactSum();

        sum.Add(long.MaxValue, -70);
        sum.Add(-3, -70);
        sum.Add(5, 900);
        sum.Add(-5, 900);

        Assert.Equal((long.MaxValue - 3) * Math.Pow(2, -70), sum.Value);
    }

    [Fact]
    public void Value_AnyTermsInAnyPartsAndOrder_IsTheExactSumRoundedOnce() =>
        SeededProperty.Holds(Gen.Choose(0, int.MaxValue), seed =>
        {
            var random = new Random(seed);
            var terms = ExactNumbers.Random(random, random.Next(1, 60), random.Next(0, 2000));
            var expected = ExactNumbers.Sum(terms);
            random.Shuffle(terms);
            ExactSum[] parts = [.. terms.GroupBy(_ => random.Next(4)).Select(part => Of([.. part]))];

            var sum = new ExactSum();
            foreach (var part in parts) sum.Add(part);

            Assert.Equal(expected, Of(terms).Value);
            Assert.Equal(expected, sum.Value);
        });

    private static ExactSum Of(double[] terms)
    {
        var sum = new ExactSum();
        foreach (var term in terms) sum.Add(term);
        return sum;
    }
}
