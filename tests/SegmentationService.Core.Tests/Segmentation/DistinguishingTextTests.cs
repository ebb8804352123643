using System.Globalization;
using System.Text.RegularExpressions;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects that a sentence about a segment is true as it reads: what it compares differs, and in the direction that it says.</summary>
public sealed class DistinguishingTextTests
{
    /// <summary>Two segments of a flag: all nine of the first have it, one of six of the second: 10 of 15.</summary>
    [Theory]
    [InlineData("garden", "100 % of customers have garden, against 66.7 % of all")]
    [InlineData("has_garden", "100 % of customers have garden, against 66.7 % of all")]
    [InlineData("HasGarden", "100 % of customers have Garden, against 66.7 % of all")]
    [InlineData("is_retired", "100 % of customers are retired, against 66.7 % of all")]
    [InlineData("IsRetired", "100 % of customers are Retired, against 66.7 % of all")]
    [InlineData("garden_flag", "100 % of customers have garden, against 66.7 % of all")]
    [InlineData("opted_out", "100 % of customers have opted_out, against 66.7 % of all")]
    [InlineData("Active", "100 % of customers are Active, against 66.7 % of all")]
    [InlineData("island", "100 % of customers have island, against 66.7 % of all")]
    public void Of_Flag_IsToldByShares(string name, string expected)
    {
        var feature = FeatureInSegmentsOf(new Feature { Name = name, Source = name, Min = 0, Max = 1, Median = 1 }, [(9, 0, 9, 9), (6, 5, 1, 1)]);

        Assert.Equal(expected, DistinguishingText.Of(feature, 0, 0.7));
    }

    [Theory]
    [InlineData(0, 0.7, "rooms is 4 for 100 % of customers, against 66.7 % of all")]
    [InlineData(1, -1.2, "rooms is 2 for 83.3 % of customers, against 33.3 % of all")]
    public void Of_TwoOtherValues_TellsTheOneThatIsFrequent(int segment, double effect, string expected)
    {
        var feature = FeatureInSegmentsOf(new Feature { Name = "rooms", Source = "rooms", Min = 2, Max = 4, Median = 4 }, [(9, 0, 9, 9), (6, 5, 1, 1)]);

        Assert.Equal(expected, DistinguishingText.Of(feature, segment, effect));
    }

    [Theory]
    [InlineData(12.0, 14.0, 0.5, "nights above average: median 12 against 7")]
    [InlineData(7.0, 14.0, 0.5, "nights above average: mean 14 against 10")] // The medians are the same
    [InlineData(7.001, 14.0, 0.5, "nights above average: mean 14 against 10")] // And here as they are shown
    [InlineData(6.0, 14.0, 1.5, "nights far above average: mean 14 against 10")] // The medians say the contrary
    [InlineData(7.0, 6.0, -0.2, "nights slightly below average: mean 6 against 10")]
    [InlineData(7.0, 9.0, 0.2, "nights is 7 for 75 % of customers, against 37.5 % of all")] // So do the means
    public void Of_Numbers_ComparesWhatDiffersAsItSays(double median, double mean, double effect, string expected)
    {
        // The other segment has as many customers, and makes the mean of all 10.
        ColumnStatistics[] statistics = [new("nights", mean, median, 1, 0, 1, 2, 99, 0), new("nights", 20 - mean, 7, 1, 0, 1, 2, 99, 0)];
        var feature = new FeatureInSegments(new Feature { Name = "nights", Source = "nights", Min = 0, Max = 99, Median = 7 }, statistics, [new(4, 0, 0, 3), new(4, 0, 0, 0)], [1, 1], 1);

        Assert.Equal(expected, DistinguishingText.Of(feature, 0, effect));
    }

    [Fact]
    public void Of_CustomersWithoutAValue_SaysThatAndNotWhereTheirMedianLies()
    {
        // One of ten in the first segment has a value, all nine of the second do: 10 of 19 together.
        ColumnStatistics[] statistics = [new("nights", 5, 5, 0, 5, 5, 5, 5, 9), new("nights", 3, 3, 1, 2, 3, 4, 6, 0)];
        var feature = new FeatureInSegments(new Feature { Name = "nights", Source = "nights", Min = 2, Max = 6, Median = 3 }, statistics, [new(1, 0, 0, 0), new(9, 1, 1, 7)], [5, 5], 5);

        Assert.Equal("10 % of customers have a value of nights, against 52.6 % of all", DistinguishingText.Of(feature, 0, 0.2));
    }

    /// <summary>Tables of flags, ratings, counts and money, with gaps: no sentence contradicts itself.</summary>
    [Fact]
    public void Train_AnyTable_NoSentenceComparesWhatIsTheSameOrLiesTheOtherWay()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            double[] Column(Func<double> draw) => [.. Enumerable.Range(0, 80).Select(_ => random.Next(9) == 0 ? double.NaN : draw())];
            var table = CsvTable.Of(
                ("has_dog", Column(() => random.Next(2))),
                ("stars", Column(() => random.Next(6) == 0 ? random.Next(1, 5) : 5)),
                ("visits", Column(() => Math.Floor(Math.Exp(random.NextDouble() * 3)))),
                ("basket", Column(() => random.Next(3) == 0 ? 0 : Math.Round(Math.Exp(random.NextDouble() * 7), 2))));

            var (_, report) = SegmentTrainer.Train(table, new TrainingOptions { Clusters = 2 + (seed % 5), Restarts = 1 }, Parallelism.None);

            foreach (var text in report.Profiles.SelectMany(profile => profile.Distinguishing).Select(feature => feature.Text))
            {
                if (Regex.Match(text, @"(above|below) average: (?:median|mean) (\S+) against (\S+)$") is not { Success: true } compared) continue;
                var (value, all) = (double.Parse(compared.Groups[2].Value, CultureInfo.InvariantCulture), double.Parse(compared.Groups[3].Value, CultureInfo.InvariantCulture));
                Assert.True(compared.Groups[1].Value == "above" ? value > all : value < all, text);
            }
        }
    }

    private static FeatureInSegments FeatureInSegmentsOf(Feature feature, (int Present, int Low, int High, int Median)[] counts) => new(
        feature,
        [.. counts.Select(segment => new ColumnStatistics(feature.Name, 1, 1, 1, feature.Min, 1, 1, feature.Max, 0))],
        [.. counts.Select(segment => new ValueCounts(segment.Present, segment.Low, segment.High, segment.Median))],
        [.. counts.Select(_ => 1.0)],
        1);
}
