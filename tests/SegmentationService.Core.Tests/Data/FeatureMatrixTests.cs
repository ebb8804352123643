using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>Protects the layout that the kernels rely on.</summary>
public sealed class FeatureMatrixTests
{
    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 3, 1)]
    [InlineData(64, 3, 1)]
    [InlineData(65, 2, 2)]
    [InlineData(200, 5, 4)]
    public void Block_AnySize_IsFeatureMajorAndPaddedWithZeros(int count, int features, int blocks)
    {
        var matrix = new FeatureMatrix(count, features);
        for (var i = 0; i < count; i++)
            for (var f = 0; f < features; f++) matrix[i, f] = (1000 * i) + f + 1;

        Assert.Equal(blocks, matrix.Blocks);
        for (var block = 0; block < blocks; block++)
        {
            var values = matrix.Block(block);
            Assert.Equal(features * 64, values.Length);
            Assert.Equal(Math.Min(64, count - (64 * block)), matrix.PointsIn(block));
            for (var j = 0; j < values.Length; j++)
            {
                var (point, feature) = ((64 * block) + (j % 64), j / 64);
                Assert.Equal(point < count ? (1000 * point) + feature + 1 : 0, values[j]);
            }
        }
    }

    [Fact]
    public void SetPointCopyPointSelect_Points_AreTheSame()
    {
        var matrix = new FeatureMatrix(130, 3);
        for (var i = 0; i < 130; i++) matrix.SetPoint(i, [i, -i, 0.5f * i]);

        int[] chosen = [129, 0, 64, 64];

        var selection = matrix.Select(chosen);

        var point = new float[3];
        Assert.Equal(chosen.Length, selection.Count);
        for (var i = 0; i < chosen.Length; i++)
        {
            selection.CopyPoint(i, point);
            Assert.Equal([chosen[i], -chosen[i], 0.5f * chosen[i]], point);
            Assert.Equal(0.5f * chosen[i], selection[i, 2]);
        }
    }

    [Fact]
    public void Constructor_MoreValuesThanAnArrayHolds_ThrowsAndDoesNotOverflow()
    {
        // 40,000,000 x 108 is 4.32e9, which wraps to a small positive number in 32 bits.
        Assert.Equal(TableDefect.TooManyCustomers, Assert.Throws<InvalidTableException>(() => new FeatureMatrix(40_000_000, 108)).Defect);
        Assert.Equal(TableDefect.TooManyCustomers, Assert.Throws<InvalidTableException>(() => new FeatureMatrix(int.MaxValue, 1)).Defect);
    }
}
