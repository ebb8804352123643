using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the assignment: the same labels and the same bits of distance at every width.</summary>
public sealed class NearestCentroidTests
{
    public static TheoryData<int> Widths => KernelsOfWidth.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Assign_AnyShape_SameBitsAsScalarLoop(int width)
    {
        var assign = KernelsOfWidth.Assign(width);
        var random = new Random(5);
        for (var d = 1; d <= 20; d++)
            for (var k = 1; k <= 70; k += k < 8 ? 1 : 7) Check(assign, KernelsOfWidth.Floats(random, d * 64), KernelsOfWidth.Floats(random, k * d), d, k);
        for (var k = 1; k <= 70; k++) Check(assign, KernelsOfWidth.Floats(random, 3 * 64), KernelsOfWidth.Floats(random, k * 3), 3, k);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Assign_EquallyNearCentroids_TakesTheFirst(int width)
    {
        // Every point lies at 0; centroids at 2, -1, 1, -1: the nearest are at a distance of 1, the first of them is number 1.
        var (labels, distances) = (new int[64], new float[64]);

        KernelsOfWidth.Assign(width)(new float[64], [2, -1, 1, -1], 1, labels, distances);

        Assert.All(labels, label => Assert.Equal(1, label));
        Assert.All(distances, distance => Assert.Equal(1f, distance));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Assign_PaddingIsNaN_DoesNotReachRealPoints(int width)
    {
        var assign = KernelsOfWidth.Assign(width);
        var random = new Random(6);
        var (block, centroids) = (KernelsOfWidth.Floats(random, 3 * 64), KernelsOfWidth.Floats(random, 5 * 3));
        foreach (var count in (int[])[1, 3, 15, 17, 33, 63])
        {
            var poisoned = (float[])block.Clone();
            for (var f = 0; f < 3; f++) poisoned.AsSpan((f * 64) + count, 64 - count).Fill(float.NaN);
            var (labels, distances) = (new int[64], new float[64]);

            assign(poisoned, centroids, 3, labels, distances);

            for (var i = 0; i < count; i++) AssertNearest(block, centroids, 3, i, labels[i], distances[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Assign_LongerOutputs_LeavesTheRestAlone(int width)
    {
        var (labels, distances) = (new int[70], new float[70]);
        labels.AsSpan().Fill(-9);
        distances.AsSpan().Fill(float.NaN);

        KernelsOfWidth.Assign(width)(new float[128], new float[4], 2, labels, distances);

        Assert.All(labels[64..], label => Assert.Equal(-9, label));
        Assert.All(distances[64..], distance => Assert.True(float.IsNaN(distance)));
    }

    [Theory]
    [InlineData(127, 4, 64, 64)]
    [InlineData(128, 5, 64, 64)]
    [InlineData(128, 4, 63, 64)]
    [InlineData(128, 4, 64, 63)]
    public void Assign_WrongLengths_Throws(int block, int centroids, int labels, int distances) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            NearestCentroid.Assign<Lane1>(new float[block], new float[centroids], 2, new int[labels], new float[distances]));

    private static void Check(AssignKernel assign, float[] block, float[] centroids, int d, int k)
    {
        var (labels, distances) = (new int[64], new float[64]);
        assign(block, centroids, d, labels, distances);
        for (var i = 0; i < 64; i++) AssertNearest(block, centroids, d, i, labels[i], distances[i]);
        Assert.All(labels, label => Assert.InRange(label, 0, k - 1));
    }

    private static void AssertNearest(float[] block, float[] centroids, int d, int point, int label, float distance)
    {
        var (nearest, best) = (-1, float.PositiveInfinity);
        for (var c = 0; c < centroids.Length / d; c++)
        {
            var candidate = KernelsOfWidth.SquaredDistance(block, point, centroids.AsSpan(c * d, d));
            if (candidate < best) (nearest, best) = (c, candidate);
        }

        Assert.Equal(nearest, label);
        Assert.Equal(BitConverter.SingleToUInt32Bits(best), BitConverter.SingleToUInt32Bits(distance));
    }
}
