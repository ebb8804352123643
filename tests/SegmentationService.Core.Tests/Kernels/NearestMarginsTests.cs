using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>
/// Protects the bounds at their source: a margin that is too large lets a point keep a wrong cluster; one that is far too small
/// costs all the time that the bounds save.
/// </summary>
public sealed class NearestMarginsTests
{
    private const int Features = 3;

    public static TheoryData<int> Widths => KernelsOfWidth.Widths;

    [Fact]
    public void Bound_PointsBetweenTwoCentroids_ByHand()
    {
        // Centroids at 0 and 10, the point at 2: d1 = 2, d2 = 8. Scores |c|^2 / 2 - x c are 0 and 50 - 20 = 30, and with d1^2 + d2^2 = 68
        // the bound is 2 x 30 / sqrt(2 x 68) = 5.145, below d2 - d1 = 6. Half way, at 5, the scores are equal and the margin is 0.
        var (margins, squares) = (new float[64], new float[64]);
        float[] block = [2, 5, .. new float[62]];
        float[] second = [30, 0, .. Enumerable.Repeat(50f, 62)];

        NearestMargins.Bound<Lane1>(block, new float[64], second, error: 0, cap: 100, margins, squares);

        Assert.Equal(60 / Math.Sqrt(136), margins[0], 1e-4);
        Assert.Equal(0, margins[1]);
        Assert.Equal([4, 25, 0], squares[..3]);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Bound_ManyPoints_IsNeverAboveTheTrueMarginAndMostlyNear(int width)
    {
        // The bound is (d1 + d2) / sqrt(2 (d1^2 + d2^2)) of the margin: all of it half way, 1 / sqrt(2) on a centroid.
        var random = new Random(21);
        var near = 0;
        for (var round = 0; round < 50; round++)
        {
            var size = Math.Pow(10, random.Next(-3, 4));
            var (block, centroids) = (Coordinates(random, 64, size), Coordinates(random, 6, size));
            var (best, second, margins, squares) = (new float[64], new float[64], new float[64], new float[64]);
            Score(block, centroids, best, second);
            var error = ErrorOf(block, centroids);

            KernelsOfWidth.Margins(width)(block, best, second, error, float.MaxValue, margins, squares);

            for (var i = 0; i < 64; i++)
            {
                var distances = DistancesOf(block, centroids, i);
                Assert.True(margins[i] <= distances[1] - distances[0], $"{margins[i]} for {distances[1] - distances[0]}");
                Assert.True(Math.Abs(squares[i] - (distances[0] * distances[0])) <= 4 * error);
                if (margins[i] >= 0.7 * (distances[1] - distances[0])) near++;
            }
        }

        Assert.True(near > 0.95 * 50 * 64, $"Of {50 * 64} bounds only {near} are near the margin.");
    }

    [Fact]
    public void Bound_ScoresCloserThanTheirErrors_AreNoMargin()
    {
        // Each score may be wrong by 1: a difference of 2 may be none, one of 3 is at least 1. The squares are 0 and 6 by the scores,
        // and may be wrong by 4 each.
        var (margins, squares) = (new float[64], new float[64]);
        float[] second = [2, 3, .. new float[62]];

        NearestMargins.Bound<Lane1>(new float[64], new float[64], second, error: 1, cap: 100, margins, squares);

        Assert.Equal(0, margins[0]);
        Assert.Equal(2 / Math.Sqrt(2 * (6 + 8)), margins[1], 1e-5);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Bound_AnyWidth_SameBitsAsOneLane(int width)
    {
        var random = new Random(22);
        for (var round = 0; round < 200; round++)
        {
            var (block, centroids) = (Coordinates(random, 64, Math.Pow(10, random.Next(-10, 11))), Coordinates(random, 4, 1));
            var (best, second) = (new float[64], new float[64]);
            Score(block, centroids, best, second);
            if (round % 4 == 0) second.AsSpan().Fill(float.PositiveInfinity); // Only one centroid was looked at.
            float[][] results = [new float[64], new float[64], new float[64], new float[64]];
            var cap = (float)random.NextDouble();

            NearestMargins.Bound<Lane1>(block, best, second, 1e-5f, cap, results[0], results[1]);
            KernelsOfWidth.Margins(width)(block, best, second, 1e-5f, cap, results[2], results[3]);

            Assert.Equal(results[0].Select(BitConverter.SingleToInt32Bits), results[2].Select(BitConverter.SingleToInt32Bits));
            Assert.Equal(results[1].Select(BitConverter.SingleToInt32Bits), results[3].Select(BitConverter.SingleToInt32Bits));
            Assert.All(results[2], margin => Assert.InRange(margin, 0, cap));
        }
    }

    [Fact]
    public void Bound_OnlyOneCentroid_IsTheCap()
    {
        var margins = new float[64];

        NearestMargins.Bound<Lane1>(new float[64], new float[64], [.. Enumerable.Repeat(float.PositiveInfinity, 64)], 0, cap: 7, margins, new float[64]);

        Assert.All(margins, margin => Assert.Equal(7, margin));
    }

    [Theory]
    [InlineData(63, 64, 64, 64)]
    [InlineData(64, 63, 64, 64)]
    [InlineData(64, 64, 63, 64)]
    [InlineData(64, 64, 64, 63)]
    public void Bound_WrongLengths_Throws(int best, int second, int margins, int squares) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            NearestMargins.Bound<Lane1>(new float[64], new float[best], new float[second], 0, 1, new float[margins], new float[squares]));

    private static float[] Coordinates(Random random, int count, double size) =>
        [.. Enumerable.Range(0, count * Features).Select(_ => (float)(size * ((random.NextDouble() * 6) - 3)))];

    private static void Score(float[] block, float[] centroids, float[] best, float[] second)
    {
        var packed = new float[centroids.Length / Features * CentroidScores.Stride(Features)];
        CentroidScores.Pack(centroids, Features, packed);
        CentroidScores.AssignTwo<Lane1>(block, packed, new int[64], best, second);
    }

    /// <summary>As many roundings as a score has, each of half a unit in the last place of the largest square, twice.</summary>
    private static float ErrorOf(float[] block, float[] centroids)
    {
        var norms = Enumerable.Range(0, 64).Select(i => Enumerable.Range(0, Features).Sum(f => Math.Pow(block[(f * 64) + i], 2)))
            .Concat(Enumerable.Range(0, centroids.Length / Features).Select(c => Enumerable.Range(0, Features).Sum(f => Math.Pow(centroids[(c * Features) + f], 2))));
        return (float)((Features + 2) * Math.Pow(2, -23) * norms.Max());
    }

    /// <summary>The distances of a point to all centroids in double precision, ascending.</summary>
    private static double[] DistancesOf(float[] block, float[] centroids, int point) =>
    [
        .. Enumerable.Range(0, centroids.Length / Features)
            .Select(c => Math.Sqrt(Enumerable.Range(0, Features).Sum(f => Math.Pow((double)block[(f * 64) + point] - centroids[(c * Features) + f], 2))))
            .Order(),
    ];
}
