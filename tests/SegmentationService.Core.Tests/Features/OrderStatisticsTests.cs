using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects that selecting gives what sorting gives, to the last bit, whatever the values are and however many.</summary>
public sealed class OrderStatisticsTests
{
    public static TheoryData<string> Shapes => ["uniform", "skewed", "few", "mostly one", "ascending", "descending", "two", "periodic"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Of_AnyShapeAndSize_IsThatOfTheSortedValues(string shape)
    {
        foreach (var n in (int[])[1, 2, 3, 100, 8192, 8193, 8200, 20_001, 65_536, 100_003])
        {
            var values = Make(shape, n);
            var sorted = values.Order().ToArray();

            var order = OrderStatistics.Of(values);

            Assert.Equal(sorted[0], order.Min);
            Assert.Equal(sorted[^1], order.Max);
            Assert.Equal(FeatureScaler.Quantile(sorted, 0.25), order.LowerQuartile.Value);
            Assert.Equal(FeatureScaler.Quantile(sorted, 0.5), order.Median.Value);
            Assert.Equal(FeatureScaler.Quantile(sorted, 0.75), order.UpperQuartile.Value);
            Assert.Equal(order.Median.Value, OrderStatistics.MedianOf(values));

            var covering = OrderStatistics.Covering(values, 0.995);
            Assert.True(values.Count(value => value <= covering) >= 0.995 * n);
            Assert.True(values.Count(value => value < covering) < 0.995 * n);
            Assert.Contains(covering, values);
        }
    }

    [Fact]
    public void Of_ValuesThatTheSampleMisses_IsStillExact()
    {
        // The sample takes every fourth of these values: the small ones alone.
        double[] values = [.. Enumerable.Range(0, 4 * 4096).Select(i => i % 4 == 0 ? i / 1e6 : 1_000 + i)];
        var sorted = values.Order().ToArray();

        Assert.Equal(FeatureScaler.Quantile(sorted, 0.5), OrderStatistics.MedianOf(values));
        Assert.Equal(sorted[^1], OrderStatistics.Of(values).Max);
    }

    [Fact]
    public void Of_ValuesThatBothSamplesMiss_IsStillExact()
    {
        // Small are those that the first sample takes, each twenty-fifth, and those that the second one takes, at multiples of the golden ratio.
        const int Count = 25 * 4096;
        double[] values = [.. Enumerable.Range(0, Count).Select(i => 1_000.0 + (i * 7919L % Count))];
        for (var i = 0; i < 4096; i++)
        {
            values[25 * i] = i / 1e6;
            values[(int)(((UInt128)(0x9E3779B97F4A7C15 * (ulong)i) * Count) >> 64)] = i / 1e6;
        }

        var sorted = values.Order().ToArray();

        Assert.True(sorted[8192] >= 1_000);
        Assert.Equal(FeatureScaler.Quantile(sorted, 0.5), OrderStatistics.MedianOf(values));
        Assert.Equal(FeatureScaler.Quantile(sorted, 0.75), OrderStatistics.Of(values).UpperQuartile.Value);
    }

    private static double[] Make(string shape, int n)
    {
        var random = new Random(n);
        return [.. Enumerable.Range(0, n).Select(i => shape switch
        {
            "uniform" => random.NextDouble() - 0.5,
            "skewed" => Math.Exp(5 * random.NextDouble() * random.NextDouble()),
            "few" => random.Next(7),
            "mostly one" => random.Next(10) == 0 ? random.NextDouble() : 3.0,
            "ascending" => i,
            "descending" => -i,
            "two" => i % 2,
            _ => Math.Sin(i * Math.Tau / 64),
        })];
    }
}
