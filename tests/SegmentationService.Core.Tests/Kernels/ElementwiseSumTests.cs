using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the sums of silhouettes: every place takes its own value once, with the bits of a plain loop, and nothing beside is touched.</summary>
public sealed class ElementwiseSumTests
{
    private const int Fence = 16;

    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, (3 * 16) + 2), 64];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Add_Floats_HasTheBitsOfALoop(int length)
    {
        var values = KernelsOfWidth.Floats(new Random(length), length);
        var (fenced, sums) = (Fenced(values, float.NaN), Fenced(Sums(length), double.NaN));
        var expected = sums.ToArray();
        for (var i = 0; i < length; i++) expected[Fence + i] += values[i];

        ElementwiseSum.Add(fenced.AsSpan(Fence, length), sums.AsSpan(Fence, length));

        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), sums.Select(BitConverter.DoubleToInt64Bits));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Add_Doubles_HasTheBitsOfALoop(int length)
    {
        double[] values = [.. KernelsOfWidth.Floats(new Random(length), length).Select(value => value / 3.0)];
        var (fenced, sums) = (Fenced(values, double.NaN), Fenced(Sums(length), double.NaN));
        var expected = sums.ToArray();
        for (var i = 0; i < length; i++) expected[Fence + i] += values[i];

        ElementwiseSum.Add(fenced.AsSpan(Fence, length), sums.AsSpan(Fence, length));

        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), sums.Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public void Add_OtherLengths_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ElementwiseSum.Add(new float[64], new double[63]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ElementwiseSum.Add(new double[63], new double[64]));
    }

    private static double[] Sums(int length) => [.. KernelsOfWidth.Floats(new Random(length + 1), length).Select(value => value / 7.0)];

    private static T[] Fenced<T>(T[] values, T fence) => [.. Enumerable.Repeat(fence, Fence), .. values, .. Enumerable.Repeat(fence, Fence)];
}
