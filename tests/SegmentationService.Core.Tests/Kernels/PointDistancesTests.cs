using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the distances of seeding, prediction and silhouette: the same bits at every width, and those of the assignment.</summary>
public sealed class PointDistancesTests
{
    public static TheoryData<int> Widths => KernelsOfWidth.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Squared_AnyShape_SameBitsAsScalarLoop(int width)
    {
        var random = new Random(7);
        for (var d = 1; d <= 20; d++)
        {
            var (block, point) = (KernelsOfWidth.Floats(random, d * 64), KernelsOfWidth.Floats(random, d));
            var distances = new float[64];

            KernelsOfWidth.Squared(width)(block, point, distances);

            for (var i = 0; i < 64; i++) AssertBits(KernelsOfWidth.SquaredDistance(block, i, point), distances[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void SquaredOfFirst_AnyCount_SameBitsAsOfAll(int width)
    {
        var random = new Random(10);
        var (block, point, all) = (KernelsOfWidth.Floats(random, 3 * 64), KernelsOfWidth.Floats(random, 3), new float[64]);
        KernelsOfWidth.Squared(width)(block, point, all);
        foreach (var count in (int[])[0, 1, 5, 16, 17, 63, 64])
        {
            var distances = Enumerable.Repeat(float.NaN, 64).ToArray();

            KernelsOfWidth.SquaredOfFirst(width)(block, count, point, distances);

            for (var i = 0; i < count; i++) AssertBits(all[i], distances[i]);
            for (var i = (count + width - 1) / width * width; i < 64; i++) Assert.Equal(float.NaN, distances[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Squared_CentroidSeenFromPoint_SameBitsAsPointSeenFromCentroid(int width)
    {
        // Training sees points from centroids, prediction sees centroids from the point: a customer must get the same distance.
        var random = new Random(8);
        var (points, centroids) = (KernelsOfWidth.Floats(random, 4 * 64), KernelsOfWidth.Floats(random, 64 * 4));
        var (labels, nearest, seen) = (new int[64], new float[64], new float[64]);
        KernelsOfWidth.Assign(width)(points, centroids, 4, labels, nearest);
        var centroidBlock = new float[4 * 64];
        for (var c = 0; c < 64; c++)
            for (var f = 0; f < 4; f++) centroidBlock[(f * 64) + c] = centroids[(c * 4) + f];

        for (var i = 0; i < 64; i++)
        {
            KernelsOfWidth.Squared(width)(centroidBlock, [points[i], points[64 + i], points[128 + i], points[192 + i]], seen);
            AssertBits(nearest[i], seen[labels[i]]);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void AddEuclidean_SeveralPoints_SameBitsAsScalarLoop(int width)
    {
        var random = new Random(9);
        for (var d = 1; d <= 20; d++)
        {
            var block = KernelsOfWidth.Floats(random, d * 64);
            var (sums, expected) = (new float[64], new float[64]);
            for (var added = 0; added < 5; added++)
            {
                var point = KernelsOfWidth.Floats(random, d);
                KernelsOfWidth.AddEuclidean(width)(block, point, sums);
                for (var i = 0; i < 64; i++) expected[i] += MathF.Sqrt(KernelsOfWidth.SquaredDistance(block, i, point));
            }

            for (var i = 0; i < 64; i++) AssertBits(expected[i], sums[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void AddPotentialsAndApproach_AnyShape_SameBitsAsScalarLoop(int width)
    {
        var random = new Random(12);
        for (var d = 1; d <= 20; d++)
        {
            var (block, candidates) = (KernelsOfWidth.Floats(random, d * 64), KernelsOfWidth.Floats(random, 3 * d));
            float[] nearest = [.. Enumerable.Range(0, 64).Select(i => KernelsOfWidth.SquaredDistance(block, i, candidates.AsSpan(d * (i % 3), d)) * (i % 7 / 3f))];
            var sums = KernelsOfWidth.Floats(random, 3 * 64);
            float[] expected = [.. sums.Select((sum, place) => sum + Math.Min(nearest[place % 64], KernelsOfWidth.SquaredDistance(block, place % 64, candidates.AsSpan(place / 64 * d, d))))];

            KernelsOfWidth.AddPotentials(width)(block, candidates, nearest, sums);

            for (var place = 0; place < sums.Length; place++) AssertBits(expected[place], sums[place]);

            float[] approached = [.. nearest];
            KernelsOfWidth.Approach(width)(block, candidates.AsSpan(0, d), approached);

            for (var i = 0; i < 64; i++) AssertBits(Math.Min(nearest[i], KernelsOfWidth.SquaredDistance(block, i, candidates.AsSpan(0, d))), approached[i]);
        }
    }

    [Fact]
    public void SquaredAndAddEuclidean_WrongLengths_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PointDistances.Squared<Lane1>(new float[128], new float[3], new float[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PointDistances.Squared<Lane1>(new float[128], new float[2], new float[63]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PointDistances.SquaredOfFirst<Lane1>(new float[128], 65, new float[2], new float[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PointDistances.AddEuclidean<Lane1>(new float[128], new float[3], new float[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PointDistances.AddEuclidean<Lane1>(new float[128], new float[2], new float[63]));
    }

    private static void AssertBits(float expected, float actual) =>
        Assert.Equal(BitConverter.SingleToUInt32Bits(expected), BitConverter.SingleToUInt32Bits(actual));
}
