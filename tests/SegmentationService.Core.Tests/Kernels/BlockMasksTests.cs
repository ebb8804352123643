using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the choice of centroids: the bits of the values up to a limit, of no others, beside those that were set before.</summary>
public sealed class BlockMasksTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AddUpTo_SetsTheBitsThatALoopSets(int words)
    {
        var random = new Random(words);
        for (var round = 0; round < 50; round++)
        {
            var values = KernelsOfWidth.Floats(random, words * 64);
            if (words > 0) values[random.Next(values.Length)] = round % 2 == 0 ? float.NaN : float.PositiveInfinity;
            var limit = round % 3 == 0 ? 0 : (float)random.NextDouble();
            ulong[] masks = [.. Enumerable.Range(0, words).Select(_ => 1UL << random.Next(64))];
            var expected = masks.ToArray();
            for (var i = 0; i < values.Length; i++)
                if (values[i] <= limit) expected[i / 64] |= 1UL << (i % 64);

            BlockMasks.AddUpTo(values, limit, masks);

            Assert.Equal(expected, masks);
        }
    }

    [Theory]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(0)]
    public void AddUpTo_NotWholeBlocks_Throws(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockMasks.AddUpTo(new float[length], 1, new ulong[1]));
}
