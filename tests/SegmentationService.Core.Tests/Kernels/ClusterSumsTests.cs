using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the means: each point is added to its own cluster, and padding to none.</summary>
public sealed class ClusterSumsTests
{
    [Fact]
    public void Add_TwoFeaturesThreePoints_ByHand()
    {
        // Points (1, 10), (2, 20), (4, 40) of clusters 1, 0, 1; what stands behind them is padding.
        var block = new float[128];
        block.AsSpan().Fill(float.NaN);
        (block[0], block[1], block[2]) = (1, 2, 4);
        (block[64], block[65], block[66]) = (10, 20, 40);
        double[] sums = [0.5, 0, 0, 0];
        int[] counts = [3, 0];

        ClusterSums.Add(block, [1, 0, 1], sums, counts);

        Assert.Equal([2.5, 20, 5, 50], sums);
        Assert.Equal([4, 2], counts);
    }

    [Fact]
    public void Add_ManyTinyValuesToALargeOne_IsInDoublePrecision()
    {
        // In single precision 2^24 + 1 is 2^24: 63 ones would vanish.
        var block = new float[64];
        block.AsSpan().Fill(1);
        block[0] = 1 << 24;
        var sums = new double[1];

        ClusterSums.Add(block, new int[64], sums, new int[1]);

        Assert.Equal((1 << 24) + 63, sums[0]);
    }
}
