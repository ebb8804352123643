using FsCheck.Fluent;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Tests.Kernels;

namespace SegmentationService.Core.Tests.Clustering.Passes;

/// <summary>Protects the scale of the fixed-point sums: fine enough to lose nothing, coarse enough never to overflow.</summary>
public sealed class PointTotalsTests
{
    [Fact]
    public void Totals_ThreePoints_ByHand()
    {
        // (3, 4), (-1, 2), (0, 0): squares 25 + 5 + 0. Three points are fewer than 2^2, their coordinates below 2^3: 62 - 2 - 3 bits are left.
        var points = PointSets.Matrix([3, 4], [-1, 2], [0, 0]);
        PointSets.PoisonPadding(points);

        var totals = new PointTotals(points, Parallelism.None);

        Assert.Equal(30, totals.SumOfSquares);
        Assert.Equal(25, totals.LargestSquaredNorm);
        Assert.Equal(Math.Pow(2, 57), totals.Scale);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(9_000)] // three chunks
    public void Totals_AnyNumberOfPoints_EqualPlainLoopsOnAnyNumberOfThreads(int n)
    {
        var rows = PointSets.Blobs(51, n, 5, 3, noise: 2);
        var points = PointSets.Matrix(rows);
        PointSets.PoisonPadding(points);

        var (one, many) = (new PointTotals(points, Parallelism.None), new PointTotals(points, new Parallelism(8, CancellationToken.None)));

        var squares = rows.Sum(row => row.Sum(x => x * x));
        Assert.Equal(squares, one.SumOfSquares, 1e-12 * squares);
        Assert.Equal(rows.Max(row => row.Aggregate(0f, (sum, x) => MathF.FusedMultiplyAdd((float)x, (float)x, sum))), one.LargestSquaredNorm);
        Assert.Equal((one.SumOfSquares, one.LargestSquaredNorm, one.Scale), (many.SumOfSquares, many.LargestSquaredNorm, many.Scale));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(127, 0.999999)]
    [InlineData(128, 1)]
    [InlineData(129, 1.000001)]
    [InlineData(1000, 1e15)]
    [InlineData(1000, 3e-20)]
    public void Scale_AllPointsAtTheLargestValue_FitAndUseMostOfTheBits(int n, double value)
    {
        var totals = new PointTotals(PointSets.Line([.. Enumerable.Repeat(-value, n)]), Parallelism.None);

        Assert.InRange(n * (float)value * totals.Scale, Math.Pow(2, 59), Math.Pow(2, 63) - 1024);
    }

    [Fact]
    public void Totals_NothingButZeros_HaveAScale()
    {
        var totals = new PointTotals(PointSets.Line(0, 0, 0), Parallelism.None);

        Assert.Equal((0, 0), (totals.SumOfSquares, totals.LargestSquaredNorm));
        Assert.True(double.IsNormal(totals.Scale));
    }

    [Fact]
    public void Of_PointsInAnyPartsAndOrder_AreThoseOfAll() =>
        SeededProperty.Holds(Gen.Choose(0, int.MaxValue), seed =>
        {
            var random = new Random(seed);
            var rows = PointSets.Blobs(seed, random.Next(1, 300), 3, 4, noise: 2);
            var all = new PointTotals(PointSets.Matrix(rows), Parallelism.None);
            random.Shuffle(rows);

            var parts = PointTotals.Of([.. rows.GroupBy(_ => random.Next(4)).Select(part => new PointTotals(PointSets.Matrix([.. part]), Parallelism.None))]);

            Assert.Equal((all.SumOfSquares, all.LargestSquaredNorm, all.Scale, all.BitsOfValue), (parts.SumOfSquares, parts.LargestSquaredNorm, parts.Scale, parts.BitsOfValue));
            Assert.Equal(ExactNumbers.Sum(rows.SelectMany(row => row.Select(x => x * x))), all.SumOfSquares);
        }, tests: 60);
}
