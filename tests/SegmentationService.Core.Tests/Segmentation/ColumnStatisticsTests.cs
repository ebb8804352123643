using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects what is told of a column in a segment, by hand.</summary>
public sealed class ColumnStatisticsTests
{
    [Fact]
    public void Of_FourValues_ByHand()
    {
        // Mean 4, squares about it 9 + 4 + 1 + 16: variance 7.5. Quartiles lie at 0.75, 1.5 and 2.25 between 1, 2, 5 and 8.
        var statistics = StatisticsOf([5, 1, 8, 2], missing: 3);

        Assert.Equal(new ColumnStatistics("x", 4, 3.5, Math.Sqrt(7.5), 1, 1.75, 5.75, 8, 3), statistics);
    }

    [Fact]
    public void Of_NoValue_TellsOnlyHowManyAreMissing() =>
        Assert.Equal(new ColumnStatistics("x", null, null, null, null, null, null, null, 7), StatisticsOf([], missing: 7));

    private static ColumnStatistics StatisticsOf(double[] values, int missing)
    {
        var sum = new MeanSum();
        sum.Add(values);
        return ColumnStatistics.Of("x", values, sum, missing);
    }
}
