using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the labels of an iteration: those of the scalar loop, bit for bit, at every width and for every shape of tile.</summary>
public sealed class CentroidScoresTests
{
    public static TheoryData<int> Widths => KernelsOfWidth.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Assign_AnyShape_SameLabelsAsScalarLoop(int width)
    {
        var assign = KernelsOfWidth.Scores(width);
        var random = new Random(15);
        for (var d = 1; d <= 20; d++)
            for (var k = 1; k <= 70; k += k < 8 ? 1 : 7) Check(assign, KernelsOfWidth.Floats(random, d * 64), KernelsOfWidth.Floats(random, k * d), d);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Assign_OrdinaryCoordinates_IsTheNearestInDoublePrecision(int width)
    {
        var random = new Random(16);
        float[] Coordinates(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 6) - 3))];
        for (var k = 1; k <= 40; k++)
        {
            var (block, centroids, labels) = (Coordinates(5 * 64), Coordinates(5 * k), new int[64]);
            KernelsOfWidth.Scores(width)(block, Pack(centroids, 5), labels);
            for (var i = 0; i < 64; i++)
            {
                var distances = Enumerable.Range(0, k).Select(c => Enumerable.Range(0, 5).Sum(f => Math.Pow((double)block[(f * 64) + i] - centroids[(c * 5) + f], 2))).ToArray();
                Assert.Equal(distances.Min(), distances[labels[i]], 1e-5);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Assign_EquallyNearCentroids_TakesTheFirst(int width)
    {
        var labels = new int[64];

        KernelsOfWidth.Scores(width)(new float[64], Pack([2, -1, 1, -1], 1), labels);

        Assert.All(labels, label => Assert.Equal(1, label));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Assign_PaddingIsNaN_DoesNotReachRealPoints(int width)
    {
        var random = new Random(17);
        var (block, packed) = (KernelsOfWidth.Floats(random, 3 * 64), Pack(KernelsOfWidth.Floats(random, 7 * 3), 3));
        var (expected, labels) = (new int[64], new int[64]);
        KernelsOfWidth.Scores(width)(block, packed, expected);
        foreach (var count in (int[])[1, 15, 17, 33, 63])
        {
            var poisoned = (float[])block.Clone();
            for (var f = 0; f < 3; f++) poisoned.AsSpan((f * 64) + count, 64 - count).Fill(float.NaN);

            KernelsOfWidth.Scores(width)(poisoned, packed, labels);

            Assert.Equal(expected[..count], labels[..count]);
        }
    }

    [Theory]
    [InlineData(8, 64)]
    [InlineData(9, 63)]
    public void Assign_WrongLengths_Throws(int packed, int labels) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CentroidScores.Assign<Lane1>(new float[128], new float[packed], new int[labels]));

    private static float[] Pack(float[] centroids, int features)
    {
        var packed = new float[centroids.Length / features * CentroidScores.Stride(features)];
        CentroidScores.Pack(centroids, features, packed);
        return packed;
    }

    private static void Check(ScoreKernel assign, float[] block, float[] centroids, int d)
    {
        var labels = new int[64];
        assign(block, Pack(centroids, d), labels);
        for (var i = 0; i < 64; i++)
        {
            var (nearest, best) = (0, float.PositiveInfinity);
            for (var c = 0; c < centroids.Length / d; c++)
            {
                var score = (float)(centroids.AsSpan(c * d, d).ToArray().Sum(x => (double)x * x) / 2);
                for (var f = 0; f < d; f++) score = MathF.FusedMultiplyAdd(block[(f * 64) + i], -centroids[(c * d) + f], score);
                if (score < best) (nearest, best) = (c, score);
            }

            Assert.Equal(nearest, labels[i]);
        }
    }
}
