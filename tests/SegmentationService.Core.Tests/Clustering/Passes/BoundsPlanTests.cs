using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Core.Tests.Clustering.Passes;

/// <summary>
/// Protects the decision whether bounds are used: by hand, with 100 blocks. A plain pass costs k + 8 a block, a block with bounds 8 + 32 and its
/// comparisons, sorting 160.
/// </summary>
public sealed class BoundsPlanTests
{
    private const int Blocks = 100;

    [Theory]
    [InlineData(1, 12.0, false)] // Saves 20 - 12 a pass, and to begin costs 32: after four passes.
    [InlineData(3, 12.0, false)]
    [InlineData(4, 12.0, true)]
    [InlineData(100, 14.0, true)] // At most 0.7 x 20.
    [InlineData(100, 14.1, false)]
    public void Consider_FewClusters_ByHand(int iteration, double forecast, bool expected)
    {
        var plan = new BoundsPlan(clusters: 12, Blocks);
        plan.Begin();

        plan.Consider(iteration, forecast);

        Assert.Equal(expected, plan.UsesBounds);
        Assert.False(plan.Sorts);
    }

    [Fact]
    public void Consider_NotWorth_AsksAgainAfterAQuarterOfThePasses()
    {
        var plan = new BoundsPlan(clusters: 12, Blocks);
        plan.Begin();
        Assert.True(plan.WantsForecast(1));

        plan.Consider(40, forecast: 19);

        Assert.False(plan.WantsForecast(49));
        Assert.True(plan.WantsForecast(50));
    }

    [Fact]
    public void SortsAfter_PassesGetDearer_SortsWhenTheExcessHasReachedTheCostOfSorting()
    {
        // 64 clusters, 72 a plain pass. Blocks that rest: passes of 10, then of 34: 24 more each, so the seventh of these makes 168.
        var plan = Begun(clusters: 64, iteration: 20, forecast: 10);
        Assert.True(plan.SortsAfter(21, Work(blocks: 100, comparisons: 6_400))); // The pass that measures.
        Assert.False(plan.SortsAfter(22, Work(blocks: 20, comparisons: 200)));
        for (var pass = 1; pass <= 6; pass++) Assert.False(plan.SortsAfter(22 + pass, Work(blocks: 50, comparisons: 1_400)));

        Assert.True(plan.SortsAfter(29, Work(blocks: 50, comparisons: 1_400)));
        Assert.True(plan.UsesBounds);

        // The count begins anew.
        Assert.False(plan.SortsAfter(30, Work(blocks: 50, comparisons: 1_400)));
        Assert.True(plan.UsesBounds);
    }

    [Fact]
    public void SortsAfter_NothingRests_GivesUpForHalfAsManyPassesAsThereWere()
    {
        var plan = Begun(clusters: 64, iteration: 20, forecast: 10);
        Assert.True(plan.SortsAfter(21, Work(blocks: 100, comparisons: 6_400)));

        Assert.False(plan.SortsAfter(22, Work(blocks: 100, comparisons: 3_300))); // 73 a block.

        Assert.False(plan.UsesBounds);
        Assert.False(plan.WantsForecast(32));
        Assert.True(plan.WantsForecast(33));
    }

    [Fact]
    public void SortsAfter_SortingWouldEatTheGain_GivesUp()
    {
        // Passes of 10, 91 and 91: the excess of 162 asks for another order, and the three are cheaper than 3 x 72, but not with 160 on top.
        var plan = Begun(clusters: 64, iteration: 20, forecast: 10);
        Assert.True(plan.SortsAfter(21, Work(blocks: 100, comparisons: 6_400)));
        Assert.False(plan.SortsAfter(22, Work(blocks: 20, comparisons: 200)));
        Assert.False(plan.SortsAfter(23, Work(blocks: 100, comparisons: 5_100)));
        Assert.True(plan.UsesBounds);

        Assert.False(plan.SortsAfter(24, Work(blocks: 100, comparisons: 5_100)));

        Assert.False(plan.UsesBounds);
    }

    [Fact]
    public void SortsAfter_FewClusters_NeverSorts()
    {
        var plan = Begun(clusters: 12, iteration: 20, forecast: 5);
        for (var pass = 21; pass < 60; pass++) Assert.False(plan.SortsAfter(pass, Work(blocks: 20, comparisons: 20 * pass / 2)));
    }

    private static BoundsPlan Begun(int clusters, int iteration, double forecast)
    {
        var plan = new BoundsPlan(clusters, Blocks);
        plan.Begin();
        plan.Consider(iteration, forecast);
        Assert.True(plan.UsesBounds);
        return plan;
    }

    private static PassWork Work(long blocks, long comparisons) => new(blocks, blocks, comparisons);
}
