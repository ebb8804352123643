using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the places along a line: the bits of a plain loop over the features, whatever width the processor has.</summary>
public sealed class LinePlacesTests
{
    [Fact]
    public void Of_AnyShape_SameBitsAsAPlainLoop()
    {
        var random = new Random(3);
        for (var d = 1; d <= 20; d++)
        {
            var block = KernelsOfWidth.Floats(random, d * 64);
            double[] origin = [.. Enumerable.Range(0, d).Select(_ => random.NextDouble())], direction = [.. origin.Select(_ => random.NextDouble() - 0.5)];
            var (places, squares) = (new double[64], new double[64]);

            LinePlaces.Of(block, origin, direction, places, squares);

            var length = direction.Aggregate(0.0, (sum, value) => sum + (value * value));
            for (var i = 0; i < 64; i++)
            {
                var (dot, all) = (0.0, 0.0);
                for (var f = 0; f < d; f++)
                {
                    var difference = block[(f * 64) + i] - origin[f];
                    dot += difference * direction[f];
                    all += difference * difference;
                }

                var place = dot / length;
                Assert.Equal(BitConverter.DoubleToInt64Bits(place), BitConverter.DoubleToInt64Bits(places[i]));
                Assert.Equal(BitConverter.DoubleToInt64Bits(Math.Max(all - (place * place * length), 0)), BitConverter.DoubleToInt64Bits(squares[i]));
            }
        }
    }

    [Fact]
    public void Of_OtherLengths_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LinePlaces.Of(new float[128], [1], [1], new double[64], new double[64]));
}
