using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the means: each point is counted in its own cluster, padding in none, and nothing is lost as points come and go.</summary>
public sealed class ClusterSumsTests
{
    /// <summary>Points (1, 10), (2, 20), (4, 40); what stands behind them is padding.</summary>
    private static readonly float[] ThreePoints = Block();

    [Fact]
    public void Add_TwoFeaturesThreePoints_ByHand()
    {
        // In units of 1/4: cluster 0 has (2, 20), cluster 1 has (1 + 4, 10 + 40).
        long[] sums = [1, 0, 0, 0];
        int[] counts = [3, 0];

        ClusterSums.Add(ThreePoints, 4, [1, 0, 1], sums, counts, new long[128]);

        Assert.Equal([1 + 8, 80, 20, 200], sums);
        Assert.Equal([4, 2], counts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(12)]
    public void Add_AnyNumberOfFeatures_EqualsAddingOneByOne(int features)
    {
        var random = new Random(4);
        var block = KernelsOfWidth.Floats(random, features * 64).Select(value => value % 1000).ToArray();
        const double scale = 1L << 40;
        var labels = Labels(random);
        var (sums, counts) = (new long[5 * features], new int[5]);

        ClusterSums.Add(block, scale, labels.AsSpan(0, 61), sums, counts, new long[features * 64]);

        for (var c = 0; c < 5; c++)
        {
            var members = Enumerable.Range(0, 61).Where(i => labels[i] == c).ToArray();
            Assert.Equal(members.Length, counts[c]);
            for (var f = 0; f < features; f++) Assert.Equal(members.Sum(i => (long)(block[(f * 64) + i] * scale)), sums[(c * features) + f]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(41)] // 999 x 2^41 is just below 2^51,
    [InlineData(42)] // and 999 x 2^42 above it.
    [InlineData(50)]
    public void Add_AnyScale_TruncatesEveryCoordinate(int bits)
    {
        var random = new Random(bits);
        var block = Enumerable.Range(0, 2 * 64).Select(i => (float)((random.NextDouble() - 0.5) * (i % 64 == 7 ? 1_998 : 3))).ToArray();
        (block[0], block[1], block[2], block[3]) = (999, -999, 0.999f, -0.999f);
        var scale = Math.ScaleB(1, bits);

        for (var i = 0; i < 64; i++)
        {
            var (sums, counts, labels) = (new long[4], new int[2], new int[64]);
            labels[i] = 1;
            ClusterSums.Add(block, scale, labels, sums, counts, new long[2 * 64]);
            Assert.Equal((long)(block[i] * scale), sums[2]);
            Assert.Equal((long)(block[64 + i] * scale), sums[3]);
        }
    }

    [Fact]
    public void Move_OnePointOfThree_ByHand()
    {
        // The point (4, 40) goes from cluster 1 to cluster 0.
        long[] sums = [2, 20, 5, 50];
        int[] counts = [1, 2];
        int[] before = [1, 0, 1];

        var moves = ClusterSums.Move(ThreePoints, 1, before, [1, 0, 0], sums, counts);

        Assert.Equal(1, moves);
        Assert.Equal([6, 60, 1, 10], sums);
        Assert.Equal([2, 1], counts);
        Assert.Equal([1, 0, 0], before);
    }

    [Fact]
    public void Move_ManyTimesInAnyOrder_EqualsAddingOnce()
    {
        var random = new Random(3);
        var block = KernelsOfWidth.Floats(random, 2 * 64).Select(value => value % 1000).ToArray();
        const double scale = 1L << 40;
        var labels = Labels(random);
        var (sums, counts) = (new long[10], new int[5]);
        ClusterSums.Add(block, scale, labels, sums, counts, new long[128]);
        for (var round = 0; round < 200; round++) ClusterSums.Move(block, scale, labels, Labels(random), sums, counts);

        var (expectedSums, expectedCounts) = (new long[10], new int[5]);
        ClusterSums.Add(block, scale, labels, expectedSums, expectedCounts, new long[128]);
        Assert.Equal(expectedSums, sums);
        Assert.Equal(expectedCounts, counts);
    }

    private static int[] Labels(Random random) => [.. Enumerable.Range(0, 64).Select(_ => random.Next(5))];

    private static float[] Block()
    {
        var block = new float[128];
        block.AsSpan().Fill(float.NaN);
        (block[0], block[1], block[2]) = (1, 2, 4);
        (block[64], block[65], block[66]) = (10, 20, 40);
        return block;
    }
}
