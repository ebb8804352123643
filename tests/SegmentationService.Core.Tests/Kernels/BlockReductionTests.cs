using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects what blocks are judged by: the right value of 64, and for the sum the same order of steps on any processor.</summary>
public sealed class BlockReductionTests
{
    [Fact]
    public void Sum_OneTo64_ByHand() => Assert.Equal(64 * 65 / 2, BlockReduction.Sum([.. Enumerable.Range(1, 64).Select(i => (float)i)]));

    [Fact]
    public void Sum_AnyValues_SameBitsAsTheScalarTree()
    {
        // Four vectors of 16 in their order, then halves: 16 to 8 to 4, then (0 + 1) + (2 + 3).
        var random = new Random(31);
        for (var round = 0; round < 500; round++)
        {
            var values = KernelsOfWidth.Floats(random, 64);
            var lanes = values[..16];
            for (var i = 16; i < 64; i++) lanes[i % 16] += values[i];
            for (var half = 8; half >= 4; half /= 2)
                for (var i = 0; i < half; i++) lanes[i] += lanes[i + half];
            var expected = lanes[0] + lanes[1] + (lanes[2] + lanes[3]);

            Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(BlockReduction.Sum(values)));
        }
    }

    [Fact]
    public void LeastAndLargest_ExtremeAtEveryPlace_IsFound()
    {
        for (var place = 0; place < 64; place++)
        {
            var values = Enumerable.Range(0, 64).Select(i => (float)(i % 7)).ToArray();
            values[place] = -5;
            Assert.Equal(-5, BlockReduction.Least(values));
            values[place] = 1e30f;
            Assert.Equal(1e30f, BlockReduction.Largest(values));
        }
    }

    [Fact]
    public void LeastAndLargest_AnyValues_AreThoseOfALoop()
    {
        var random = new Random(32);
        for (var round = 0; round < 500; round++)
        {
            var values = KernelsOfWidth.Floats(random, 64);
            if (round % 3 == 0) values[random.Next(64)] = float.PositiveInfinity;

            Assert.Equal(values.Min(), BlockReduction.Least(values));
            Assert.Equal(values.Max(), BlockReduction.Largest(values));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void Reductions_NotABlock_Throw(int length)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockReduction.Sum(new float[length]));
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockReduction.Least(new float[length]));
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockReduction.Largest(new float[length]));
    }
}
