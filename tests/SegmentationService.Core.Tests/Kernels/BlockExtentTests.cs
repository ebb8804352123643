using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the extent that the scale of sums and every bound rest on: of all points, of no padding, with the bits of a plain loop.</summary>
public sealed class BlockExtentTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(17)]
    public void Largest_AnyNumberOfPoints_HasTheBitsOfALoop(int features)
    {
        for (var count = 0; count <= 64; count++)
        {
            var block = KernelsOfWidth.Floats(new Random(count + features), features * 64);
            for (var i = 0; i < block.Length; i++)
                if (i % 64 >= count) block[i] = float.NaN;
            var origin = new float[features];
            var (value, norm) = (0f, 0f);
            for (var i = 0; i < count; i++)
            {
                for (var f = 0; f < features; f++) value = Math.Max(value, Math.Abs(block[(f * 64) + i]));
                norm = Math.Max(norm, KernelsOfWidth.SquaredDistance(block, i, origin));
            }

            Assert.Equal((value, norm), BlockExtent.Largest(block, count));
        }
    }

    [Fact]
    public void Largest_NotABlock_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockExtent.Largest(new float[65], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockExtent.Largest(new float[64], 65));
    }
}
