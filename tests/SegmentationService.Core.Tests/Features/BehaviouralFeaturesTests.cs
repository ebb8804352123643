using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects the formulas of the contract, section 3.</summary>
public sealed class BehaviouralFeaturesTests
{
    [Theory]
    [InlineData("value_score", 30, 4, 200, 73.0, 50)] // 200 / 4
    [InlineData("value_score", 30, 0, 200, 73.0, 0)] // No purchase
    [InlineData("engagement_level", 30, 4, 200, 73.0, 2)] // 4 / (1 + 30 / 30)
    [InlineData("engagement_level", 0, 4, 200, 73.0, 4)]
    [InlineData("engagement_level", -15, 4, 200, 73.0, 4)] // A day in the future counts as today
    [InlineData("ltv_proxy", 30, 4, 200, 73.0, 500)] // 200 x 365 / 73 = 1,000 a year, halved
    [InlineData("ltv_proxy", 30, 4, 200, 30.0, 1216.6666666666667)] // 200 x 365 / 30 / 2
    [InlineData("ltv_proxy", 30, 4, 200, 3.0, 1216.6666666666667)] // A tenure below 30 counts as 30
    [InlineData("ltv_proxy", 30, 4, 200, null, 100)] // Without tenure 200 / 2
    [InlineData("ltv_proxy", 60, 4, -90, null, -30)] // Returned more than bought
    public void Compute_ByHand(string name, double recency, double frequency, double monetary, double? tenure, double expected) =>
        Assert.Equal(expected, BehaviouralFeatures.Compute(name, recency, frequency, monetary, tenure), 1e-12 * Math.Abs(expected));

    [Fact]
    public void Compute_AnyNumbersATableCanHold_StaysWithinTheLimit()
    {
        double[] extremes = [0, 1e-300, -1e-300, 1, -1, 1e60, -1e60];
        foreach (var name in BehaviouralFeatures.Names)
            foreach (var recency in extremes)
                foreach (var frequency in extremes)
                    foreach (var monetary in extremes)
                        foreach (var tenure in (double?[])[null, .. extremes.Select(x => (double?)x)])
                            Assert.InRange(BehaviouralFeatures.Compute(name, recency, frequency, monetary, tenure), -Cell.MaxMagnitude, Cell.MaxMagnitude);
    }

    [Fact]
    public void Formula_NamesTheColumnsThatPlayTheParts()
    {
        var parts = new ColumnParts { Recency = "days", Frequency = "orders", Monetary = "spend" };

        Assert.Equal("spend / orders", BehaviouralFeatures.Formula("value_score", parts));
        Assert.Equal("orders / (1 + days / 30)", BehaviouralFeatures.Formula("engagement_level", parts));
        Assert.Equal("spend / (1 + days / 30)", BehaviouralFeatures.Formula("ltv_proxy", parts));
        Assert.Equal("(spend * 365 / max(age, 30)) / (1 + days / 30)", BehaviouralFeatures.Formula("ltv_proxy", parts with { Tenure = "age" }));
    }
}
