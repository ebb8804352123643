using FsCheck;
using FsCheck.Fluent;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects the formulas of the contract, section 3: computed, shown and taken apart, each is the same.</summary>
public sealed class BehaviouralFeaturesTests
{
    private static readonly ColumnParts Parts = new() { Recency = "days", Frequency = "orders", Monetary = "spend" };

    /// <summary>Numbers as tables have them, and the worst that a cell can hold.</summary>
    private static readonly Gen<double> Values = Gen.OneOf(
        Gen.Choose(-100, 4000).Select(days => (double)days),
        Gen.Choose(0, 1_000_000).Select(cents => cents / 100.0),
        Gen.Elements(0.0, -0.0, 1e-300, -1e-300, 30, Cell.MaxMagnitude, -Cell.MaxMagnitude));

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
        Assert.Equal(expected, Compute(name, recency, frequency, monetary, tenure), 1e-12 * Math.Abs(expected));

    [Fact]
    public void Compute_AnyNumbersATableCanHold_StaysWithinTheLimit()
    {
        double[] extremes = [0, 1e-300, -1e-300, 1, -1, 1e60, -1e60];
        foreach (var name in BehaviouralFeatures.Names)
            foreach (var recency in extremes)
                foreach (var frequency in extremes)
                    foreach (var monetary in extremes)
                        foreach (var tenure in (double?[])[null, .. extremes.Select(x => (double?)x)])
                            Assert.InRange(Compute(name, recency, frequency, monetary, tenure), -Cell.MaxMagnitude, Cell.MaxMagnitude);
    }

    [Fact]
    public void Compute_AnyCustomer_IsTheFormulaWrittenAsCode_BitForBit() =>
        SeededProperty.Holds(
            from recency in Values
            from frequency in Values
            from monetary in Values
            from tenure in Values
            from hasTenure in Gen.Elements(true, false)
            select (recency, frequency, monetary, tenure: hasTenure ? tenure : (double?)null),
            customer =>
            {
                var (recency, frequency, monetary, tenure) = customer;
                var fading = 1 + (Math.Max(recency, 0) / 30);
                Same(frequency == 0 ? 0 : monetary / frequency, "value_score");
                Same(frequency / fading, "engagement_level");
                Same(tenure is null ? monetary / fading : monetary * 365 / Math.Max(tenure.Value, 30) / fading, "ltv_proxy");

                void Same(double expected, string name) => Assert.Equal(
                    BitConverter.DoubleToInt64Bits(Math.Clamp(expected, -Cell.MaxMagnitude, Cell.MaxMagnitude)),
                    BitConverter.DoubleToInt64Bits(Compute(name, recency, frequency, monetary, tenure)));
            },
            tests: 2000);

    [Fact]
    public void Compute_MissingValues_AreTheMedians()
    {
        Assert.Equal(Compute("ltv_proxy", 12, 3, 50, 400), Compute("ltv_proxy", double.NaN, double.NaN, double.NaN, double.NaN, [12, 3, 50, 400]));
        Assert.Equal(Compute("ltv_proxy", -12, 3, 50, null), Compute("ltv_proxy", double.NaN, 3, 50, null, [-12, 0, 0]));
    }

    [Fact]
    public void Expression_NamesTheColumnsThatPlayTheParts()
    {
        Assert.Equal(
            [("value_score", "spend / orders"), ("engagement_level", "orders / (1 + days / 30)"), ("ltv_proxy", "spend / (1 + days / 30)")],
            BehaviouralFeatures.Of(Parts).Select(made => (made.Name, made.Expression.ToString())));
        Assert.Equal("(spend * 365 / max(age, 30)) / (1 + days / 30)", BehaviouralFeatures.Of(Parts with { Tenure = "age" })[2].Expression.ToString());
    }

    [Fact]
    public void Inputs_AreTheColumnsOfTheFormula()
    {
        Assert.Equal([["spend", "orders"], ["orders", "days"], ["spend", "days"]], BehaviouralFeatures.Of(Parts).Select(made => made.Inputs));
        Assert.Equal(["spend", "age", "days"], BehaviouralFeatures.Of(Parts with { Tenure = "age" })[2].Inputs);
    }

    [Fact]
    public void Of_APartThatNoColumnPlays_GivesNone()
    {
        Assert.Empty(BehaviouralFeatures.Of(Parts with { Recency = null }));
        Assert.Empty(BehaviouralFeatures.Of(Parts with { Frequency = null }));
        Assert.Empty(BehaviouralFeatures.Of(Parts with { Monetary = null }));
        Assert.Equal(BehaviouralFeatures.Names, BehaviouralFeatures.Of(Parts).Select(made => made.Name));
    }

    private static double Compute(string name, double recency, double frequency, double monetary, double? tenure, double[]? medians = null)
    {
        InputColumn[] inputs = [new("days", medians?[0] ?? 0), new("orders", medians?[1] ?? 0), new("spend", medians?[2] ?? 0)];
        var set = tenure is null
            ? new FeatureSet(inputs, [new Feature { Name = name, Source = "" }], Parts)
            : new FeatureSet([.. inputs, new("age", medians?[3] ?? 0)], [new Feature { Name = name, Source = "" }], Parts with { Tenure = "age" });
        return set.Compute(0, tenure is null ? [recency, frequency, monetary] : [recency, frequency, monetary, tenure.Value]);
    }
}
