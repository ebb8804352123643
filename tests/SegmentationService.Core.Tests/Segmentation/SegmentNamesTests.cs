using FsCheck.Fluent;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects the names, by which people speak of segments: short, in their words, never two of the same words.</summary>
public sealed class SegmentNamesTests
{
    private static readonly ColumnParts Parts = new() { Recency = "days", Frequency = "orders", Monetary = "spend", Tenure = "age" };

    [Theory]
    [InlineData("High spend, recent", "spend", 0.8, "days", -0.6)]
    [InlineData("Very high spend, very recent", "spend", 1.5, "days", -2.0)]
    [InlineData("Low spend, lapsed", "spend", -0.8, "days", 0.6)]
    [InlineData("Long lapsed, rarely buying", "days", 3.0, "orders", -1.6)]
    [InlineData("Frequent, new", "orders", 0.9, "age", -0.4)]
    [InlineData("High spend", "spend", 0.8, "days", -0.3)] // Too little to be named
    [InlineData("Average", "spend", 0.3, "days", -0.3)]
    [InlineData("High annual income, low Score", "annual_income", 1.0, "Score", -0.7)]
    [InlineData("High spend, big baskets", "value_score", 1.2, "spend", 0.8)] // What is bought is said first
    public void Of_TwoFeatures_AreNamedInWords(string expected, string first, double firstEffect, string second, double secondEffect) =>
        Assert.Equal([expected], Names([(first, firstEffect), (second, secondEffect)]));

    [Fact]
    public void Of_EqualBeginnings_SayMore() =>
        Assert.Equal(["High spend, recent", "High spend, recent, frequent"], Names([("spend", 0.8), ("days", -0.7)], [("spend", 0.8), ("days", -0.7), ("orders", 0.6)]));

    [Fact]
    public void Of_SameWordsInAnotherOrder_AreToldApart() =>
        Assert.Equal(["Low nights, high rooms", "Highest nights, low rooms"], Names([("nights", -1), ("rooms", 0.9)], [("nights", 1.1), ("rooms", -0.8)]));

    [Fact]
    public void Of_NothingThatIsHigherOrLower_SaysWhatIsMediumOrGivesMedians() => Assert.Equal(
        ["High nights", "Highest nights", "High nights, medium rooms", "High nights, medium length", "Nights around 1.8"],
        Names([("nights", 1.2)], [("nights", 1.4)], [("nights", 1.1)], [("nights", 1)], [("nights", 0.9)]));

    [Fact]
    public void Of_OneColumnThatWordsDoNotDivide_IsNamedByRanges()
    {
        var feature = FeatureOf("miles", [(-0.9, 1, 1), (0.5, 8, 9), (0.8, 12, 15.5), (-1, -3, -0.5)]);

        Assert.Equal(["Miles 1", "Miles 8 to 9", "Miles 12 to 15.5", "Miles minus 3 to minus 0.5"], SegmentNames.Of([feature], [[(0, -0.9)], [(0, 0.5)], [(0, 0.8)], [(0, -1)]], Parts, CancellationToken.None));
        Assert.Equal(["Low miles", "High miles"], SegmentNames.Of([FeatureOf("miles", [(-0.9, 1, 1), (0.5, 8, 9)])], [[(0, -0.9)], [(0, 0.5)]], Parts, CancellationToken.None));
    }

    [Theory]
    [InlineData("With own boat", 0.9, 10)]
    [InlineData("Mostly with own boat", 0.9, 6)]
    [InlineData("More often with own boat", 0.9, 4)]
    [InlineData("Without own boat", -0.9, 0)]
    [InlineData("Mostly without own boat", -0.9, 3)]
    [InlineData("Less often with own boat", -0.9, 8)]
    public void Of_Flag_IsSomethingThatCustomersHaveOrNot(string expected, double effect, int having)
    {
        Assert.Equal(expected, Name("own_boat"));
        Assert.Equal(expected, Name("has_own_boat"));
        Assert.Equal(expected.Replace("without own boat", "not retired", StringComparison.OrdinalIgnoreCase).Replace("with own boat", "retired", StringComparison.OrdinalIgnoreCase), Name("is_retired"), ignoreCase: true);

        Assert.Equal(expected.Replace("without own boat", "not opted out", StringComparison.OrdinalIgnoreCase).Replace("with own boat", "opted out", StringComparison.OrdinalIgnoreCase), Name("opted_out"), ignoreCase: true);

        string Name(string column) => SegmentNames.Of([PairOf(column, 0, 1, having)], [[(0, effect)]], Parts, CancellationToken.None)[0];
    }

    [Fact]
    public void Of_CustomersWithoutAValue_AreCalledThat()
    {
        ColumnStatistics[] statistics = [new("spend", 9, 9, 0, 9, 9, 9, 9, 6), new("spend", 9, 9, 0, 9, 9, 9, 9, 5)];
        var feature = new FeatureInSegments(new Feature { Name = "spend", Source = "spend", Min = 1, Max = 9 }, statistics, [new(5, 0, 4, 0), new(5, 0, 4, 0)], [9, 8], 5);

        Assert.Equal(["Unknown spend", "High spend"], SegmentNames.Of([feature], [[(0, 0.8)], [(0, 0.7)]], Parts, CancellationToken.None));
    }

    [Fact]
    public void Of_EncodedColumnsThatWordsDoNotDivide_AreToldByShares()
    {
        string[] values = ["north", "south"];
        FeatureInSegments[] features = [.. values.Select((value, v) => new FeatureInSegments(new Feature { Name = "coast=" + value, Source = "coast", Value = value }, [], [], v == 0 ? [0.75, 0.625] : [0.25, 0.375], 0.5))];

        Assert.Equal(["Mostly coast north", "62.5 % coast north"], SegmentNames.Of(features, [[(0, 0.8)], [(0, 0.7)]], Parts, CancellationToken.None));
    }

    [Theory]
    [InlineData("Channel 2", 0.9, 10)]
    [InlineData("Mostly Channel 1", -0.9, 2)]
    public void Of_TwoOtherValues_AreNamed(string expected, double effect, int ofHigh) =>
        Assert.Equal([expected], SegmentNames.Of([PairOf("Channel", 1, 2, ofHigh)], [[(0, effect)]], Parts, CancellationToken.None));

    [Theory]
    [InlineData("Mostly home country NZ", 0.9, 0.5)]
    [InlineData("More home country NZ", 0.9, 0.49)] // "Mostly" would not be true
    [InlineData("Fewer home country NZ", -0.9, 0.05)]
    [InlineData("Hardly any home country NZ", -0.9, 0.04)]
    public void Of_ValueOfAnEncodedColumn_IsNamedByItsShare(string expected, double effect, double share)
    {
        var feature = new FeatureInSegments(new Feature { Name = "home_country=NZ", Source = "home_country", Value = "NZ" }, [], [], [share], 0.3);

        Assert.Equal([expected], SegmentNames.Of([feature], [[(0, effect)]], Parts, CancellationToken.None));
    }

    [Fact]
    public void Of_HeadersOfAHundredCharacters_GiveShortNames()
    {
        const string question = "Considering everything that you experienced with us, how likely would you be to ";

        var name = Assert.Single(Names([(question + "come again next year", 1), (question + "tell your colleagues at work", -0.8)]));

        Assert.Equal("High …come again next year, low …tell your colleagues at…", name);
    }

    [Fact]
    public void Of_AnySegments_NamesHaveDifferentWords()
    {
        var told = from name in Gen.Elements("spend", "days", "value_score", "x", "_", "X (2)", "ß", "a b") from effect in Gen.Choose(-20, 20) select (name, effect / 10.0);
        SeededProperty.Holds(told.ArrayOf().ArrayOf(), segments =>
        {
            var names = Names([.. segments.Select(segment => segment.DistinctBy(feature => feature.Item1).ToArray())]);

            Assert.Equal(segments.Length, names.Select(Words).Distinct(StringComparer.Ordinal).Count());
            Assert.All(names, name => Assert.False(string.IsNullOrWhiteSpace(name)));
        });
    }

    /// <summary>As many segments as a model may have, on few features, take the blink of an eye and not the square of their number.</summary>
    [Fact]
    public void Of_TenThousandSegments_IsQuick()
    {
        var random = new Random(1);
        var segments = Enumerable.Range(0, 10_000).Select(_ => (int[])[0, 1, 2, 3]).Select(features => features.Select(f => ($"c{f}", Math.Round(4 * (random.NextDouble() - 0.5), 2))).ToArray()).ToArray();
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var names = Names(segments);

        Assert.Equal(10_000, names.Select(Words).Distinct(StringComparer.Ordinal).Count());
        Assert.All(names, name => Assert.DoesNotContain("Segment", name, StringComparison.Ordinal));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    private static string Words(string name) => string.Join(' ', name.ToUpperInvariant().Split([' ', ',', '(', ')', '.', '…'], StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal));

    /// <summary>Names segments whose centroid and median in each feature are twice its effect; 0 where it has none.</summary>
    private static string[] Names(params (string Name, double Effect)[][] segments)
    {
        string[] names = [.. segments.SelectMany(segment => segment).Select(feature => feature.Name).Distinct(), "rooms", "length"];
        names = [.. names.Distinct()];
        var features = names.Select(name => FeatureOf(name, [.. segments.Select(segment => 2 * segment.FirstOrDefault(feature => feature.Name == name).Effect).Select(value => (value, value, value))])).ToArray();
        return SegmentNames.Of(features, [.. segments.Select(segment => segment.Select(feature => (Array.IndexOf(names, feature.Name), feature.Effect)).ToArray())], Parts, CancellationToken.None);
    }

    private static FeatureInSegments FeatureOf(string name, (double Centroid, double Min, double Max)[] segments) => new(
        new Feature { Name = name, Source = name, Min = -1e9, Max = 1e9 },
        [.. segments.Select(segment => new ColumnStatistics(name, segment.Centroid, segment.Centroid, 1, segment.Min, 1, 1, segment.Max, 0))],
        [.. segments.Select(_ => new ValueCounts(1, 0, 0, 0))],
        [.. segments.Select(segment => segment.Centroid)],
        0);

    /// <summary>One segment of ten customers, so many of whom have the larger of two values.</summary>
    private static FeatureInSegments PairOf(string name, double low, double high, int ofHigh) => new(
        new Feature { Name = name, Source = name, Min = low, Max = high },
        [new ColumnStatistics(name, 1, 1, 1, low, 1, 1, high, 0)],
        [new ValueCounts(10, 10 - ofHigh, ofHigh, 0)],
        [ofHigh / 10.0],
        0.5);
}
