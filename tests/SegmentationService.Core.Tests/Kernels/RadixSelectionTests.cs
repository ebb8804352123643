using SegmentationService.Core.Clustering;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects that order statistics found by bits are those of the sorted values, with what is up to them, whatever the values are.</summary>
public sealed class RadixSelectionTests
{
    public static TheoryData<string> Shapes => ["normal", "any bits", "few", "same", "neighbours", "both zeros", "infinite"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Find_AnyShapeAndSize_IsThatOfTheSortedValues(string shape)
    {
        foreach (var n in (int[])[1, 2, 9, 1_000, 30_001])
        {
            var values = Make(shape, n);
            float[] sorted = [.. values.Order()];
            foreach (var places in (int[][])[[0], [n - 1], [0, n / 2, n / 2, n - 1], [.. Enumerable.Range(0, 9).Select(i => i * n / 9)]])
            {
                var (found, upTo) = (new float[places.Length], new int[places.Length]);

                RadixSelection.Find(values, places, found, upTo);

                Assert.Equal(places.Select(place => sorted[place] + 0f), found);
                Assert.Equal(places.Select(place => values.Count(value => value <= sorted[place])), upTo);
            }
        }
    }

    [Fact]
    public void Find_ZerosOfBothSigns_AreOneValue()
    {
        var (found, upTo) = (new float[1], new int[1]);

        RadixSelection.Find([-0f, 0f, -1f, -0f], [1], found, upTo);

        Assert.Equal(0, BitConverter.SingleToInt32Bits(found[0]));
        Assert.Equal(4, upTo[0]);
    }

    [Theory]
    [InlineData(new[] { 3 }, 1, 1)] // Beyond the last value
    [InlineData(new[] { -1 }, 1, 1)]
    [InlineData(new[] { 0, 1 }, 1, 2)] // No room for all that is found
    [InlineData(new[] { 0, 1 }, 2, 1)]
    public void Find_WrongPlacesOrLengths_Throws(int[] places, int found, int upTo) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RadixSelection.Find([1, 2, 3], places, new float[found], new int[upTo]));

    private static float[] Make(string shape, int n)
    {
        var random = new SeededRandom(n, shape.Length);
        return [.. Enumerable.Range(0, n).Select(_ => shape switch
        {
            "normal" => (float)random.NextGaussian(),
            "any bits" => BitConverter.Int32BitsToSingle(random.NextInt(int.MaxValue)) is var value && float.IsFinite(value) ? random.NextInt(2) == 0 ? value : -value : 1,
            "few" => random.NextInt(7) - 3,
            "same" => -2.5f,
            "neighbours" => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(-1.25f) + random.NextInt(2_000)),
            "both zeros" => random.NextInt(3) switch { 0 => -0f, 1 => 0f, _ => random.NextInt(3) - 1 },
            _ => random.NextInt(3) switch { 0 => float.PositiveInfinity, 1 => float.NegativeInfinity, _ => (float)random.NextGaussian() },
        })];
    }
}
