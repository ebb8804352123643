using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the passes of selection: the numbers and values of a plain loop, of all values and of none beside.</summary>
public sealed class SelectionTests
{
    private const int Fence = 8;

    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, (3 * 8) + 2), 1_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Extremes_AreThoseOfALoop(int length)
    {
        for (var place = 0; place < length; place++)
        {
            var values = Values(length);
            values[place] = -1e20;
            Assert.Equal((-1e20, values.Max()), Selection.Extremes(Fenced(values).AsSpan(Fence, length)));
            values[place] = 1e20;
            Assert.Equal((values.Min(), 1e20), Selection.Extremes(Fenced(values).AsSpan(Fence, length)));
        }
    }

    [Fact]
    public void Extremes_OfNothing_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Selection.Extremes([]));

    [Theory]
    [MemberData(nameof(Lengths))]
    public void CountAndBetween_AreThoseOfALoop(int length)
    {
        var values = Values(length);
        foreach (var (low, high) in new[] { (-1.0, 2.0), (0, 0), (0, 1), (-1e30, 1e30), (1e30, 1e30), (-0.5, 1.25) })
        {
            double[] between = [.. values.Where(value => value > low && value < high)];
            var inside = new double[between.Length];
            var all = Fenced(values).AsSpan(Fence, length);

            Selection.Between(all, low, high, inside);

            Assert.Equal(between, inside);
            Assert.Equal(
                (values.Count(value => value < low), values.Count(value => value <= low), values.Count(value => value < high), values.Count(value => value <= high)),
                Selection.Count(all, low, high));
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void CountEqual_IsThatOfALoop(int length)
    {
        var random = new Random(length);
        double[] values = [.. Enumerable.Range(0, length).Select(_ => random.Next(6) switch { 0 => double.NaN, 1 => -0.0, var other => other })];

        var counts = Selection.CountEqual([.. values], 0, 3, 5);

        Assert.Equal((values.Count(value => !double.IsNaN(value)), values.Count(value => value == 0), values.Count(value => value == 3), values.Count(value => value == 5)), counts);
    }

    private static double[] Values(int length) => [.. KernelsOfWidth.Floats(new Random(length), length)];

    private static double[] Fenced(double[] values) => [.. Enumerable.Repeat(double.NaN, Fence), .. values, .. Enumerable.Repeat(double.NaN, Fence)];
}
