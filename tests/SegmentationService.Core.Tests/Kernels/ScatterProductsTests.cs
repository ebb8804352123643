using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the map of the customers: each product has the bits of a plain loop, and points that do not take part, padding among them, do not.</summary>
public sealed class ScatterProductsTests
{
    [Theory]
    [InlineData(1, 64, 0, 1)]
    [InlineData(3, 64, 0, 1)]
    [InlineData(5, 17, 0, 1)]
    [InlineData(4, 64, 2, 7)]
    [InlineData(4, 3, 5, 9)]
    public void Add_Points_HasTheBitsOfALoop(int features, int points, int first, int step)
    {
        var random = new Random(features);
        var block = KernelsOfWidth.Floats(random, features * FeatureMatrix.BlockSize);
        for (var place = 0; place < block.Length; place++)
            if (place % FeatureMatrix.BlockSize is var i && (i >= points || i < first || (i - first) % step != 0)) block[place] = float.NaN;
        double[] center = [.. KernelsOfWidth.Floats(random, features).Select(value => value / 3.0)];
        double[] vectors = [.. KernelsOfWidth.Floats(random, features * ScatterProducts.Vectors).Select(value => value / 7.0)];
        double[] sums = [.. KernelsOfWidth.Floats(random, features * ScatterProducts.Vectors).Select(value => value / 11.0)];
        var expected = Expected(block, points, first, step, center, vectors, sums);

        ScatterProducts.Add(block, points, first, step, center, vectors, sums);

        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), sums.Select(BitConverter.DoubleToInt64Bits));
    }

    private static double[] Expected(float[] block, int points, int first, int step, double[] center, double[] vectors, double[] sums)
    {
        var expected = sums.ToArray();
        for (var j = 0; j < ScatterProducts.Vectors; j++)
        {
            for (var i = first; i < points; i += step)
            {
                var product = 0.0;
                for (var f = 0; f < center.Length; f++) product += (block[(f * FeatureMatrix.BlockSize) + i] - center[f]) * vectors[(f * ScatterProducts.Vectors) + j];
                for (var f = 0; f < center.Length; f++) expected[(f * ScatterProducts.Vectors) + j] += (block[(f * FeatureMatrix.BlockSize) + i] - center[f]) * product;
            }
        }

        return expected;
    }
}
