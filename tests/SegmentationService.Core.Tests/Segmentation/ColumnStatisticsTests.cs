using FsCheck.Fluent;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;
using SegmentationService.Core.Tests.Features;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects what is told of a column in a segment: by hand, and that it does not matter where the customers of the segment lie.</summary>
public sealed class ColumnStatisticsTests
{
    [Fact]
    public void Of_FourValues_ByHand()
    {
        // Mean 4, squares about it 9 + 4 + 1 + 16: variance 7.5. Quartiles lie at 0.75, 1.5 and 2.25 between 1, 2, 5 and 8.
        var statistics = ColumnStatistics.Of("x", new ColumnSpan([5, 1, 8, 2]), missing: 3);

        Assert.Equal(new ColumnStatistics("x", 4, 3.5, Math.Sqrt(7.5), 1, 1.75, 5.75, 8, 3), statistics);
    }

    [Fact]
    public void Of_NoValue_TellsOnlyHowManyAreMissing() =>
        Assert.Equal(new ColumnStatistics("x", null, null, null, null, null, null, null, 7), ColumnStatistics.Of("x", new ColumnInParts(new ColumnArray([]), new ColumnArray([])), missing: 7));

    [Fact]
    public void Of_AnyCutIntoParts_IsThatOfAllInOnePlace() =>
        SeededProperty.Holds(Gen.Choose(0, int.MaxValue), seed =>
        {
            var random = new Random(seed);
            double[] values = [.. Enumerable.Range(0, random.Next(1, random.Next(10) == 0 ? 20_000 : 300)).Select(_ => Math.Exp(9 * random.NextDouble()) - 100)];
            int[] ends = [.. Enumerable.Range(0, random.Next(7)).Select(_ => random.Next(values.Length + 1)).Order(), values.Length];
            var parts = new ColumnInParts([.. ends.Select((end, p) => new ColumnArray(values[(p == 0 ? 0 : ends[p - 1])..end]))]);

            Assert.Equal(ColumnStatistics.Of("x", new ColumnSpan(values), 0), ColumnStatistics.Of("x", parts, 0));
        }, tests: 60);
}
