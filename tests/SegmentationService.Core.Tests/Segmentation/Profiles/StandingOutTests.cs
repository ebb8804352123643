using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;
using SegmentationService.Core.Segmentation.Profiles;

namespace SegmentationService.Core.Tests.Segmentation.Profiles;

/// <summary>Protects what is said to stand out: true as it reads, strongest first, and not what chance shows.</summary>
public sealed class StandingOutTests
{
    private static readonly TrainingOptions TwoSegments = new() { Clusters = 2, Preparation = new PreparationOptions { Columns = ["x"], Outliers = OutlierHandling.Keep } };

    [Fact]
    public void Of_FlagsValuesAndNumbers_TellsSharesAndMediansThatDiffer()
    {
        // 300 customers at x = 0 to 1 and 100 at x = 50 to 51. Of the latter 80 % churned, of the others 10 %: of all 110 of 400. Their plan is always gold, that of the others gold for 75 of 300.
        var rows = Enumerable.Range(0, 400).Select(i => i < 300
            ? $"{i % 2},{(i % 10 == 0 ? "Yes" : "No")},{(i % 4 == 0 ? "gold" : i % 4 == 1 ? "silver" : "iron")},{10 + (i % 5)},{i % 3}"
            : $"{50 + (i % 2)},{(i % 5 < 4 ? "Yes" : "No")},gold,{20 + (i % 5)},{i % 3}");

        var report = Train("x,churn,plan,visits,even\n" + string.Join('\n', rows));

        var small = StandingOut.Of(report, 1);
        Assert.Equal(["x", "plan", "visits", "churn"], small.Select(found => found.Column).Order(StringComparer.Ordinal).OrderBy(name => "x plan visits churn".IndexOf(name, StringComparison.Ordinal)));
        Assert.Equal(small.OrderByDescending(found => Math.Abs(found.Effect)), small);
        var churn = small.Single(found => found.Column == "churn");
        Assert.Equal(("Yes", 0.8, 0.275), (churn.Value, churn.OfSegment, churn.OfAll));
        Assert.Equal((2 * Math.Asin(Math.Sqrt(0.8))) - (2 * Math.Asin(Math.Sqrt(0.275))), churn.Effect, 1e-12);
        var plan = small.Single(found => found.Column == "plan");
        Assert.Equal(("gold", 1, 0.4375), (plan.Value, plan.OfSegment, plan.OfAll));
        var visits = small.Single(found => found.Column == "visits");
        Assert.Equal(((string?)null, 22.0, 13.0), (visits.Value, visits.OfSegment, visits.OfAll)); // Of 400 sorted visits the 200th and 201st are 13: 180 are 10 to 12, 60 are 13.

        // Of a flag the value that affirms it is told, also where it is the rarer one.
        var large = StandingOut.Of(report, 0).Single(found => found.Column == "churn");
        Assert.Equal(("Yes", 0.1, 0.275), (large.Value, large.OfSegment, large.OfAll));
        Assert.True(large.Effect < 0);
    }

    /// <summary>A mean that differs where the median does not is nothing that reads as a difference: 3 against 3.</summary>
    [Fact]
    public void Of_NumbersOfEqualMedians_TellsNothing()
    {
        var rows = Enumerable.Range(0, 400).Select(i => $"{(i < 200 ? 0 : 50) + (i % 2)},{(i >= 200 && i % 5 < 2 ? 4 + (i % 25) : 3)}");

        var report = Train("x,stars\n" + string.Join('\n', rows));

        for (var segment = 0; segment < 2; segment++) Assert.DoesNotContain(StandingOut.Of(report, segment), found => found.Column == "stars");
    }

    /// <summary>Shares of few customers differ by chance: by the rule of three standard errors hardly any of 200 columns without a meaning stands out.</summary>
    [Fact]
    public void Of_ColumnsWithoutMeaning_HardlyEverStandOut()
    {
        var random = new Random(3);
        var header = "x," + string.Join(',', Enumerable.Range(0, 200).Select(i => $"f{i}"));
        var rows = Enumerable.Range(0, 60).Select(i => $"{(i < 45 ? 0 : 50) + (i % 2)}," + string.Join(',', Enumerable.Range(0, 200).Select(_ => random.Next(2) == 0 ? "Yes" : "No")));

        var report = Train(header + "\n" + string.Join('\n', rows));

        Assert.True(StandingOut.Of(report, 1).Count(found => found.Column != "x") <= 2);
    }

    private static TrainingReport Train(string csv) => SegmentTrainer.Train(CsvTable.Parse(csv), TwoSegments, Parallelism.None).Report;
}
