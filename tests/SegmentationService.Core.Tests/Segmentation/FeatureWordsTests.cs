using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects the words: a state is said only where the median of the segment bears it out among all customers.</summary>
public sealed class FeatureWordsTests
{
    private static readonly ColumnParts Parts = new() { Recency = "days", Frequency = "orders", Monetary = "spend", Tenure = "age" };

    /// <summary>The quartiles of all are 10, 20 and 40.</summary>
    [Fact]
    public void Of_MoneyWithALabel_IsCalledByIt()
    {
        Assert.Equal("high spend", FeatureWords.Of(Parts.Monetary!, "monetary", Parts).High);
        Assert.Equal("high wine", FeatureWords.Of(Parts.Monetary!, "wine", Parts, isGiven: true).High);
    }

    [Theory]
    [InlineData("days", 0.8, 40, "lapsed")]
    [InlineData("days", 0.8, 39, "less recent")] // Three months against two are no lapse
    [InlineData("days", 2.0, 40, "long lapsed")]
    [InlineData("days", 2.0, 39, "less recent")]
    [InlineData("days", 0.8, 19, null)] // The median says the contrary
    [InlineData("days", -0.8, 19, "recent")]
    [InlineData("days", -2.0, 11, "recent")]
    [InlineData("days", -2.0, 10, "very recent")]
    [InlineData("days", -0.8, 20, "more recent")]
    [InlineData("age", -0.8, 10, "new")]
    [InlineData("age", -0.8, 14, "newer")]
    [InlineData("age", -2.0, 9, "brand-new")]
    [InlineData("age", 0.8, 21, "long-standing")]
    [InlineData("age", 2.0, 21, "long-standing")]
    [InlineData("age", 2.0, 41, "very long-standing")]
    [InlineData("orders", 0.8, 21, "frequent")]
    [InlineData("orders", 0.8, 20, "more frequent")]
    [InlineData("orders", -0.8, 19, "infrequent")]
    [InlineData("orders", -2.0, 10, "rarely buying")]
    [InlineData("spend", 2.0, 40, "very high spend")]
    [InlineData("spend", 2.0, 39, "high spend")]
    [InlineData("spend", -2.0, 11, "low spend")]
    [InlineData("value_score", 0.8, 21, "big baskets")]
    [InlineData("ltv_proxy", -0.8, 11, "low value")]
    [InlineData("visits", 0.8, 21, "high label")]
    public void TrueOf_Median_IsSaidAsFarAsItIsTrue(string feature, double effect, double median, string? expected) =>
        Assert.Equal(expected, FeatureWords.Of(feature, "label", Parts).TrueOf(effect, median, new Quartiles(10, 20, 40)).FirstOrDefault());

    /// <summary>Most customers have one order: at the median, and yet in the lowest quarter; where hardly anybody has another number, nobody has few.</summary>
    [Fact]
    public void TrueOf_TiedQuartiles_LooksAtTheQuarters()
    {
        var words = FeatureWords.Of("orders", "orders", Parts);

        Assert.Equal("infrequent", words.TrueOf(-0.8, 1, new Quartiles(1, 1, 4)).First());
        Assert.Equal("less frequent", words.TrueOf(-0.8, 1, new Quartiles(1, 1, 1)).First());
        Assert.Equal("more frequent", words.TrueOf(0.8, 1, new Quartiles(1, 1, 4)).First());
    }

    /// <summary>Recency alone is no behaviour: its words, and those of frequency, mean what they do beside the others.</summary>
    [Theory]
    [InlineData("days", "high label")]
    [InlineData("orders", "high label")]
    [InlineData("spend", "high label")]
    [InlineData("age", "long-standing")]
    public void Of_WithoutMoney_IsPlainButForTenure(string feature, string expected) =>
        Assert.Equal(expected, FeatureWords.Of(feature, "label", Parts with { Monetary = feature == "spend" ? "spend" : null, Recency = feature == "spend" ? null : "days" }).High);
}
