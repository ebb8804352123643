using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects the archetypes: every place among all customers has one, the one that the table of the rules gives it.</summary>
public sealed class ArchetypesTests
{
    /// <summary>The rules as conditions that each stand alone: of every cell just one must hold, and it is the one that is given.</summary>
    private static readonly (Archetype Archetype, Func<double, double, double, bool> Holds)[] Rules =
    [
        (Archetype.Champions, (r, v, _) => r >= 0.5 && v >= 0.75),
        (Archetype.NewCustomers, (r, v, t) => r >= 0.5 && v < 0.75 && t <= 0.3),
        (Archetype.Loyal, (r, v, t) => r >= 0.5 && v is >= 0.5 and < 0.75 && !(t <= 0.3)),
        (Archetype.Promising, (r, v, t) => r >= 0.5 && v < 0.5 && t > 0.3 && t <= 0.6),
        (Archetype.RecentSmall, (r, v, t) => r >= 0.5 && v < 0.5 && !(t <= 0.6)),
        (Archetype.AtRisk, (r, v, _) => (r is >= 0.25 and < 0.5 && v >= 0.7) || (r < 0.25 && v is >= 0.5 and < 0.7)),
        (Archetype.CantLoseThem, (r, v, _) => r < 0.25 && v >= 0.7),
        (Archetype.NeedAttention, (r, v, _) => r is >= 0.25 and < 0.5 && v is >= 0.5 and < 0.7),
        (Archetype.Hibernating, (r, v, _) => r is >= 0.25 and < 0.5 && v < 0.5),
        (Archetype.Lost, (r, v, _) => r < 0.25 && v < 0.5),
    ];

    [Fact]
    public void Of_AllCells_EachHasTheOneArchetypeWhoseRuleHolds()
    {
        var seen = new HashSet<Archetype>();
        double[] tenures = [.. Cells(), double.NaN];
        foreach (var recency in Cells())
            foreach (var value in Cells())
                foreach (var tenure in tenures)
                {
                    var rule = Assert.Single(Rules, rule => rule.Holds(recency, value, tenure));
                    Assert.Equal(rule.Archetype, Archetypes.Of(recency, value, tenure));
                    seen.Add(rule.Archetype);
                }

        Assert.Equal(Enum.GetValues<Archetype>(), seen.Order());
    }

    /// <summary>What an archetype says already is no trait: neither that champions are frequent, nor that the lost have lapsed.</summary>
    [Theory]
    [InlineData("Champions", "orders", true, true)]
    [InlineData("Champions", "days", false, true)]
    [InlineData("Champions", "value_score", true, false)]
    [InlineData("Champions", "age", true, false)]
    [InlineData("NewCustomers", "age", false, true)]
    [InlineData("NewCustomers", "spend", false, false)]
    [InlineData("Loyal", "orders", true, true)]
    [InlineData("Loyal", "spend", true, false)]
    [InlineData("AtRisk", "days", true, true)]
    [InlineData("AtRisk", "spend", true, false)]
    [InlineData("Lost", "days", true, true)]
    [InlineData("Lost", "spend", false, true)]
    [InlineData("Lost", "spend", true, false)]
    [InlineData("Lost", "engagement_level", false, true)]
    public void Says_Feature_IsWhatTheWordMeans(string archetype, string feature, bool isHigh, bool expected) =>
        Assert.Equal(expected, Archetypes.Says(Enum.Parse<Archetype>(archetype), feature, isHigh, new ColumnParts { Recency = "days", Frequency = "orders", Monetary = "spend", Tenure = "age" }));

    /// <summary>The ends, and every bound with what lies just beside it.</summary>
    private static IEnumerable<double> Cells() =>
        ((double[])[0, 0.25, 0.3, 0.5, 0.6, 0.7, 0.75, 1]).SelectMany(bound => (double[])[Math.Max(0, bound - 0.001), bound, Math.Min(1, bound + 0.001)]).Distinct();
}
