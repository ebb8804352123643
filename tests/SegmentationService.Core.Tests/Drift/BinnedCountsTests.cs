using SegmentationService.Core.Clustering;
using SegmentationService.Core.Drift;

namespace SegmentationService.Core.Tests.Drift;

/// <summary>Protects the bins that live customers are counted in: deciles that are values, each once.</summary>
public sealed class BinnedCountsTests
{
    [Fact]
    public void Of_ValuesWithTies_HasTheEdgesAndCountsOfNumpy()
    {
        // numpy.unique(numpy.quantile(v, arange(1, 10) / 10, method="inverted_cdf")), and bincount of searchsorted(side="left").
        float[] values = [.. Enumerable.Range(0, 43).Select(i => i * i * 7 % 101 / 4f), .. Enumerable.Repeat(3f, 9)];

        var bins = BinnedCounts.Of(values);

        Assert.Equal([2.75f, 3f, 8.5f, 11f, 13.75f, 15.5f, 18.5f, 22.5f], bins.Edges);
        Assert.Equal([6, 10, 5, 5, 6, 5, 5, 5, 5], bins.Counts);
        Assert.Equal(52, bins.Customers);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 7)]
    [InlineData(1_003, 1_000_000)]
    [InlineData(20_011, 1_000_000)]
    [InlineData(20_011, 12)]
    public void Of_AnyValues_IsWhatSortingAndCountingGives(int count, int different)
    {
        var random = new SeededRandom(41, count);
        float[] values = [.. Enumerable.Range(0, count).Select(_ => (float)random.NextInt(different))];

        var bins = BinnedCounts.Of(values);

        float[] sorted = [.. values.Order()];
        float[] edges = [.. Enumerable.Range(1, 9).Select(i => sorted[(((count * i) + 9) / 10) - 1]).Distinct()];
        Assert.Equal(edges, bins.Edges);
        Assert.Equal([.. Enumerable.Range(0, edges.Length + 1).Select(bin => values.Count(value => (bin == 0 || value > edges[bin - 1]) && (bin == edges.Length || value <= edges[bin])))], bins.Counts);
    }

    [Fact]
    public void Of_NoValues_IsOneEmptyBin() => Assert.Equal([0], BinnedCounts.Of([]).Counts);
}
