using FsCheck.Fluent;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects the names, by which people speak of segments: short, in their words, never two of the same words.</summary>
public sealed class SegmentNamesTests
{
    private static readonly ColumnParts Parts = new() { Recency = "days", Frequency = "orders", Monetary = "spend", Tenure = "age" };

    [Theory]
    [InlineData("High spend, recent", "spend", 0.8, "days", -0.6)]
    [InlineData("Very recent, very high spend", "spend", 1.5, "days", -2.0)]
    [InlineData("Low spend, lapsed", "spend", -0.8, "days", 0.6)]
    [InlineData("Long lapsed, rarely buying", "days", 3.0, "orders", -1.6)]
    [InlineData("Frequent, new", "orders", 0.9, "age", -0.6)]
    [InlineData("Frequent, newer", "orders", 0.9, "age", -0.4)] // Not in the newest quarter
    [InlineData("High spend", "spend", 0.8, "days", -0.3)] // Too little to be named
    [InlineData("Average", "spend", 0.3, "days", -0.3)]
    [InlineData("High annual income, low score", "annual_income", 1.0, "Score", -0.7)]
    [InlineData("High annual income, low spending", "Annual Income (k$)", 1.0, "SpendingScore", -0.7)] // No room for more
    [InlineData("Big baskets, high spend", "value_score", 1.2, "spend", 0.8)] // Strongest first, computed or not
    public void Of_TwoFeatures_AreNamedInWords(string expected, string first, double firstEffect, string second, double secondEffect) =>
        Assert.Equal([expected], Names([(first, firstEffect), (second, secondEffect)]));

    /// <summary>Both spend much and are recent alike: what tells them apart is how often.</summary>
    [Fact]
    public void Of_SecondPhrase_IsWhatSeparatesFromTheNearestOther() => Assert.Equal(
        ["High spend, frequent", "High spend, infrequent"],
        Names([("spend", 1.0), ("days", -0.7), ("orders", 0.6)], [("spend", 1.0), ("days", -0.7), ("orders", -0.5)]));

    /// <summary>More of the same is the same: the second says less, and not that its spend is higher than high.</summary>
    [Fact]
    public void Of_SameFeaturesAndDirections_AreNotToldByDegrees() =>
        Assert.Equal(["Very high spend, recent", "High spend"], Names([("spend", 2.0), ("days", -0.7)], [("spend", 0.9), ("days", -0.7)]));

    [Fact]
    public void Of_SameWordsInAnotherOrder_AreToldApart() =>
        Assert.Equal(["Low nights, high rooms", "Highest nights, low rooms"], Names([("nights", -1), ("rooms", 0.9)], [("nights", 1.1), ("rooms", -0.8)]));

    /// <summary>The second feature is the first once more, whatever it is called: the third is said.</summary>
    [Fact]
    public void Of_FeatureThatGoesWithTheFirst_IsSkipped()
    {
        var points = new FeatureMatrix(4, 3);
        foreach (var (i, x, y) in ((int, float, float)[])[(0, 1, 1), (1, 1, -1), (2, -1, 1), (3, -1, -1)]) points.SetPoint(i, [x, x, y]);
        FeatureInSegments[] features = [FeatureOf("litres", [(2, 2, 2)]), FeatureOf("gallons", [(1.8, 1, 1)]), FeatureOf("visits", [(1, 1, 1)])];

        Assert.Equal(["High litres, high visits"], Names(features, points, [[1, 0.9, 0.5]]));
    }

    [Theory]
    [InlineData("Champions, big baskets", "Champions", 0.9, 0.5)]
    [InlineData("Champions, infrequent", "Champions", -0.9, 0.5)] // It is no word of champions, and strong
    [InlineData("Champions", "Champions", 0.9, 0.3)]
    [InlineData("Can't lose them, big baskets", "CantLoseThem", 0.9, 2.0)] // No room for more
    public void Of_Archetype_StandsInFrontOfWhatItDoesNotSay(string expected, string archetype, double orders, double baskets) =>
        Assert.Equal([expected], Names([Enum.Parse<Archetype>(archetype)], [("orders", orders), ("value_score", baskets)]));

    /// <summary>Both have lapsed with little; the first spent even less, and that is said although the word means it.</summary>
    [Fact]
    public void Of_SameArchetype_GetsWhatSeparatesMost() => Assert.Equal(
        ["Lost, low spend", "Lost, long-standing"],
        Names([Archetype.Lost, Archetype.Lost], [("spend", -1.2), ("days", 0.6)], [("spend", -0.4), ("days", 0.6), ("age", 0.5)]));

    [Fact]
    public void Of_NothingThatIsHigherOrLower_SaysWhatIsMediumOrGivesMedians() => Assert.Equal(
        ["High nights", "Highest nights", "High nights, medium rooms", "High nights, medium length", "Nights around 1.8"],
        Names([("nights", 1.2)], [("nights", 1.4)], [("nights", 1.1)], [("nights", 1)], [("nights", 0.9)]));

    [Fact]
    public void Of_OneColumnThatWordsDoNotDivide_IsNamedByRanges()
    {
        var feature = FeatureOf("miles", [(-0.9, 1, 1), (0.5, 8, 9), (0.8, 12, 15.5), (-1, -3, -0.5)]);

        Assert.Equal(["Miles 1", "Miles 8 to 9", "Miles 12 to 15.5", "Miles minus 3 to minus 0.5"], Names([feature], null, [[-0.9], [0.5], [0.8], [-1]]));
        Assert.Equal(["Low miles", "High miles"], Names([FeatureOf("miles", [(-0.9, 1, 1), (0.5, 8, 9)])], null, [[-0.9], [0.5]]));
    }

    [Theory]
    [InlineData("All with own boat", "Retired", "All students", 0.9, 10)]
    [InlineData("Mostly with own boat", "Mostly retired", "Mostly students", 0.9, 6)]
    [InlineData("More often with own boat", "More often retired", "More students", 0.9, 4)]
    [InlineData("No own boat", "Not retired", "No students", -0.9, 0)]
    [InlineData("Mostly no own boat", "Mostly not retired", "Fewer students", -0.9, 3)]
    [InlineData("Less often with own boat", "Less often retired", "Fewer students", -0.9, 8)]
    public void Of_Flag_IsSomethingThatCustomersHaveOrAre(string having, string being, string people, double effect, int ofTen)
    {
        Assert.Equal([having, having, being, people], ((string[])["own_boat", "has_own_boat", "is_retired", "is_student"]).Select(column => Names([PairOf(column, 0, 1, ofTen)], null, [[effect]])[0]));
    }

    [Fact]
    public void Of_CustomersWithoutAValue_AreCalledThat()
    {
        ColumnStatistics[] statistics = [new("spend", 9, 9, 0, 9, 9, 9, 9, 6), new("spend", 9, 9, 0, 9, 9, 9, 9, 5)];
        var feature = new FeatureInSegments(new Feature { Name = "spend", Source = "spend", Min = 1, Max = 9 }, statistics, [new(5, 0, 4, 0), new(5, 0, 4, 0)], [9, 8], 5) { Quartiles = new Quartiles(2, 5, 8) };

        Assert.Equal(["Unknown spend", "High spend"], Names([feature], null, [[0.8], [0.7]]));
    }

    [Fact]
    public void Of_EncodedColumnsThatWordsDoNotDivide_AreToldByShares()
    {
        string[] values = ["north", "south"];
        FeatureInSegments[] features = [.. values.Select((value, v) => new FeatureInSegments(new Feature { Name = "coast=" + value, Source = "coast", Value = value }, [], [], v == 0 ? [0.75, 0.625] : [0.25, 0.375], 0.5))];

        Assert.Equal(["Mostly coast north", "62.5 % coast north"], Names(features, null, [[0.8, 0], [0.7, 0]]));
    }

    [Theory]
    [InlineData("All channel 2", 0.9, 10)]
    [InlineData("Mostly channel 1", -0.9, 2)]
    [InlineData("More often channel 2", 0.9, 4)]
    public void Of_TwoOtherValues_AreNamed(string expected, double effect, int ofHigh) =>
        Assert.Equal([expected], Names([PairOf("Channel", 1, 2, ofHigh)], null, [[effect]]));

    [Theory]
    [InlineData("All home country NZ", 0.9, 0.996)]
    [InlineData("No home country NZ", -0.9, 0.004)]
    [InlineData("Mostly home country NZ", 0.9, 0.5)]
    [InlineData("More home country NZ", 0.9, 0.49)] // "Mostly" would not be true
    [InlineData("Fewer home country NZ", -0.9, 0.05)]
    [InlineData("Hardly any home country NZ", -0.9, 0.04)]
    public void Of_ValueOfAnEncodedColumn_IsNamedByItsShare(string expected, double effect, double share)
    {
        var feature = new FeatureInSegments(new Feature { Name = "home_country=NZ", Source = "home_country", Value = "NZ" }, [], [], [share], 0.3);

        Assert.Equal([expected], Names([feature], null, [[effect]]));
    }

    /// <summary>Yes and no say whether customers have what the column names; without the other one alone a rare no does not say that there is a yes.</summary>
    [Theory]
    [InlineData("All with partner", "Partner", "Yes", 0.9, 0.996)]
    [InlineData("Mostly with partner", "Partner", "yes", 0.9, 0.5)]
    [InlineData("Mostly no partner", "Partner", "true", -0.9, 0.3)]
    [InlineData("No partner", "Partner", "Yes", -0.9, 0.004)]
    [InlineData("Less often with partner", "Partner", "Yes", -0.9, 0.6)]
    [InlineData("No partner", "Partner", "No", 0.9, 0.996)]
    [InlineData("Mostly no partner", "Partner", "false", 0.9, 0.5)]
    [InlineData("More often no partner", "Partner", "No", 0.9, 0.4)]
    [InlineData("Less often no partner", "Partner", "No", -0.9, 0.2)]
    [InlineData("Mostly not active", "is_active", "No", 0.9, 0.7)]
    [InlineData("No senior citizens", "SeniorCitizen", "No", 0.9, 0.996)]
    public void Of_YesOrNo_IsSaidOfTheColumn(string expected, string column, string value, double effect, double share)
    {
        var feature = new FeatureInSegments(new Feature { Name = $"{column}={value}", Source = column, Value = value }, [], [], [share], 0.5);

        Assert.Equal([expected], Names([feature], null, [[effect]]));
    }

    [Fact]
    public void Of_YesAndNoAlone_ARareNoIsAFrequentYes()
    {
        FeatureInSegments[] features = [.. ((string[])["No", "Yes"]).Select((value, v) => new FeatureInSegments(new Feature { Name = "Partner=" + value, Source = "Partner", Value = value }, [], [], v == 0 ? [0.2, 0.7] : [0.8, 0.3], 0.5))];

        Assert.Equal(["Mostly with partner", "Mostly no partner"], Names(features, null, [[-0.9, 0], [0.6, -0.6]]));
    }

    /// <summary>A value by which two columns say for the same customers that they have no internet service is one trait, of what it denies and not of the columns: said once, and its reverse where all others answered.</summary>
    [Theory]
    [InlineData("No internet service", 1.2, 1, "All with internet service", 0)]
    [InlineData("Mostly no internet service", 1.2, 0.7, "Mostly with internet service", 0.1)]
    [InlineData("Less often with internet service", 0.6, 0.4, "All with internet service", 0.002)]
    public void Of_ValueThatDoesNotApplyInSeveralColumns_IsOneTrait(string first, double effect, double share, string second, double otherShare)
    {
        FeatureInSegments[] features = [.. ServiceColumn("OnlineSecurity", share, otherShare), .. ServiceColumn("Tech_Support", share, otherShare)];
        double[][] effects = [[effect, 0, -0.5, effect + 0.1, 0, -0.5], [-0.9, 0.3, 0.2, -0.9, 0.3, 0.2]];

        Assert.Equal([first, second], Names(features, Services(features.Length), effects));
    }

    /// <summary>Where a column tells whether there is such a service, it says it, in its words.</summary>
    [Theory]
    [InlineData(null, "Mostly no internet service")]
    [InlineData("web", "Mostly no web")]
    public void Of_ValueThatDeniesAnotherColumn_IsSaidInTheWordsOfThat(string? label, string expected)
    {
        FeatureInSegments[] features = [.. ServiceColumn("OnlineSecurity", 0.7, 0), ValueOf("InternetService", "No", label, 0.7), ValueOf("InternetService", "DSL", label, 0.3)];

        Assert.Equal([expected], Names(features, Services(features.Length), [[1.2, 0, -0.5, 1.1, -0.4]]));
    }

    /// <summary>Other customers each time, a value that is a number of something, a word that only begins so: these are values of their columns.</summary>
    [Theory]
    [InlineData("Mostly colour No preference", "colour", "No preference", "size", "No preference")]
    [InlineData("Mostly line No 5", "line", "No 5", "line", "No 6")]
    [InlineData("Mostly style Nordic walk", "style", "Nordic walk", "walk", "x")]
    [InlineData("Mostly no contract", "Contract", "No contract", "Contract", "yearly")] // It denies its own column
    public void Of_ValueThatBeginsWithNo_KeepsItsColumnUnlessItDeniesWhatIsKnown(string expected, string column, string value, string otherColumn, string otherValue) =>
        Assert.Equal([expected], Names([ValueOf(column, value, null, 0.7), ValueOf(otherColumn, otherValue, null, 0.3)], null, [[1.2, 0.1]]));

    [Fact]
    public void Of_LabelsThatWereGiven_StandInNamesAsTheyAre()
    {
        FeatureInSegments labelled = new(new Feature { Name = "NPS_2024", Source = "NPS_2024", Min = -1e9, Max = 1e9 }, [new("NPS_2024", 2, 2, 1, 2, 1, 1, 2, 0)], [new(1, 0, 0, 0)], [2], 0)
        {
            Quartiles = new Quartiles(-1, 0, 1),
            Label = "NPS",
        };

        Assert.Equal(["High NPS"], Names([labelled], null, [[0.9]]));
        Assert.StartsWith("NPS above average", DistinguishingText.Of(labelled, 0, 0.9), StringComparison.Ordinal);
    }

    /// <summary>Six of eight customers of the first segment are of region 3, of all twelve six: a code is neither high nor low.</summary>
    [Fact]
    public void Of_Code_IsNamedByItsFrequentValue()
    {
        double[] values = [3, 3, 3, 3, 3, 3, 1, 2, 1, 1, 1, 1];
        var feature = new FeatureInSegments(
            new Feature { Name = "Region", Source = "Region", Min = 1, Max = 3 },
            [.. ((int[])[8, 4]).Select(_ => new ColumnStatistics("Region", 2, 2, 1, 1, 1, 3, 3, 0))],
            [new ValueCounts(8, 1, 6, 1), new ValueCounts(4, 4, 0, 0)],
            [2.6, 1],
            2)
        {
            Codes = new CodeCounts(values, [8, 4]),
        };

        Assert.Equal(["Mostly region 3", "All region 1"], Names([feature], null, [[0.6], [-1.1]]));
        Assert.Equal("Region is 3 for 75 % of customers, against 50 % of all", DistinguishingText.Of(feature, 0, 0.6));
    }

    [Fact]
    public void Of_HeadersOfAHundredCharacters_GiveShortNames()
    {
        const string question = "Considering everything that you experienced with us, how likely would you be to ";

        var name = Assert.Single(Names([(question + "come again next year", 1), (question + "tell your colleagues at work", -0.8)]));

        Assert.Equal("High …come again next…", name); // Two of them would be too long
    }

    [Fact]
    public void Of_AnySegments_NamesHaveDifferentWords()
    {
        var told = from name in Gen.Elements("spend", "days", "value_score", "x", "_", "X (2)", "ß", "a b") from effect in Gen.Choose(-20, 20) select (name, effect / 10.0);
        SeededProperty.Holds(told.ArrayOf().ArrayOf(), segments =>
        {
            var names = Names([.. segments.Select(segment => segment.DistinctBy(feature => feature.Item1).ToArray())]);

            Assert.Equal(segments.Length, names.Select(Words).Distinct(StringComparer.Ordinal).Count());
            Assert.All(names, name => Assert.InRange(name.Trim().Length, 1, SegmentNames.Longest));
        });
    }

    /// <summary>A name lasts as long as each of its parts does: an effect until it is too weak to be worth naming, whatever is stronger by now; a superlative until another segment has it; a number while it is the same.</summary>
    [Theory]
    [InlineData(true, "orders high", 0.35, 2.0)]
    [InlineData(false, "orders high", 0.34, 2.0)]
    [InlineData(false, "orders high", -0.5, 2.0)]
    [InlineData(true, "orders low", -0.35, 2.0)]
    [InlineData(false, "orders low", 0.35, 2.0)]
    [InlineData(false, "orders high,rooms high", 0.5, 2.0)] // One of two
    [InlineData(true, "orders high,rooms medium", 0.5, 2.0)]
    [InlineData(true, "orders highest", 0.5, 2.0)]
    [InlineData(false, "orders highest", 0.4, 2.0)] // The other one is higher.
    [InlineData(true, "spend 4", 0.5, 2.0)] // Its median
    [InlineData(false, "spend 5", 0.5, 2.0)]
    [InlineData(false, " average", 0.5, 2.0)]
    [InlineData(true, " average", 0.3, 0.3)]
    [InlineData(true, " segment 9", 0.5, 2.0)] // Says nothing
    [InlineData(false, "gone high", 0.5, 2.0)]
    public void Of_InheritedName_LastsAsLongAsItIsTrue(bool isKept, string phrases, double orders, double spend)
    {
        NamePhrase[] said = [.. phrases.Split(',').Select(phrase => phrase.Split(' ', 2)).Select(phrase => new NamePhrase(phrase[0].Length == 0 ? null : phrase[0], phrase[1]))];

        var names = Names(new Archetype?[2], [new SegmentName("As before", said), null], [("orders", orders), ("spend", spend)], [("orders", 0.45), ("spend", -2)]);

        Assert.Equal(isKept, names[0] == "As before");
    }

    /// <summary>An archetype lasts a little beyond its bounds, so that a segment beside one is not called otherwise by every training.</summary>
    [Theory]
    [InlineData(true, 0.45, 0.7)]
    [InlineData(false, 0.35, 0.7)]
    [InlineData(true, 0.9, 0.66)]
    [InlineData(false, 0.9, 0.64)]
    public void IsNear_Champions_IsWithinATenthOfTheirBounds(bool expected, double recency, double value)
    {
        Assert.Equal(expected, new ArchetypeRanks(recency, value, 0.5).IsNear(Archetype.Champions));
        Assert.Equal(expected, new ArchetypeRanks(recency, value, double.NaN).IsNear(Archetype.Champions));
    }

    /// <summary>Of a name that a person gave it is not known what it says: it stays, and no other segment gets the same words, in whatever order.</summary>
    [Fact]
    public void Of_NameThatAPersonGave_StaysAndIsGivenOnce()
    {
        (string, double)[][] segments = [[("spend", -2), ("orders", -2)], [("spend", 1), ("orders", 0.9)]];
        Assert.Equal("High spend, frequent", Names(segments)[1]);

        var names = Names(new Archetype?[2], [new SegmentName("Frequent, high spend", null), null], segments);

        Assert.Equal("Frequent, high spend", names[0]);
        Assert.NotEqual("High spend, frequent", names[1]);
    }

    /// <summary>A name that is kept says what no other may say, however it would be put in words today.</summary>
    [Fact]
    public void Of_KeptName_IsSaidByNoOther()
    {
        var names = Names(new Archetype?[2], [null, new SegmentName("Big spenders", [new NamePhrase("spend", "high")])], [("spend", 2)], [("spend", 0.5)]);

        Assert.Equal("Big spenders", names[1]);
        Assert.NotEqual("Very high spend", names[0]);
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
        Assert.All(names, name => Assert.InRange(name.Length, 1, SegmentNames.Longest));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    /// <summary>The values of a column by which such shares of the segments have no internet service.</summary>
    private static FeatureInSegments[] ServiceColumn(string column, params double[] shares) =>
        [ValueOf(column, "No internet service", null, shares), ValueOf(column, "Yes", null, [.. shares.Select(share => (1 - share) / 2)]), ValueOf(column, "No", null, [.. shares.Select(share => (1 - share) / 2)])];

    private static FeatureInSegments ValueOf(string column, string value, string? label, params double[] shares) =>
        new(new Feature { Name = $"{column}={value}", Source = column, Value = value }, [], [], shares, 0.5) { Label = label };

    /// <summary>Customers of whom every second one has no internet service; in the other features each has a value of its own.</summary>
    private static FeatureMatrix Services(int features)
    {
        var points = new FeatureMatrix(12, features);
        for (var i = 0; i < 12; i++) points.SetPoint(i, [.. Enumerable.Range(0, features).Select(f => f % 3 == 0 ? i % 2 : f == i / 2 ? 1f : 0)]);
        return points;
    }

    private static string Words(string name) => string.Join(' ', name.ToUpperInvariant().Split([' ', ',', '(', ')', '.', '…'], StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal));

    private static string[] Names(params (string Name, double Effect)[][] segments) => Names(new Archetype?[segments.Length], segments);

    /// <summary>Names segments whose centroid and median in each feature are twice its effect, 0 where it has none; the quartiles of all are -1, 0 and 1.</summary>
    private static string[] Names(Archetype?[] archetypes, params (string Name, double Effect)[][] segments) => Names(archetypes, null, segments);

    /// <summary>The same, with the names that segments have already.</summary>
    private static string[] Names(Archetype?[] archetypes, SegmentName?[]? inherited, params (string Name, double Effect)[][] segments)
    {
        string[] names = [.. segments.SelectMany(segment => segment).Select(feature => feature.Name).Concat(["rooms", "length"]).Distinct()];
        var effects = segments.Select(segment => names.Select(name => segment.FirstOrDefault(feature => feature.Name == name).Effect).ToArray()).ToArray();
        var features = names.Select((name, f) => FeatureOf(name, [.. effects.Select(segment => (2 * segment[f], 2 * segment[f], 2 * segment[f]))])).ToArray();
        return Names(features, null, effects, archetypes, inherited);
    }

    /// <summary>Names segments; without points no feature goes with another.</summary>
    private static string[] Names(FeatureInSegments[] features, FeatureMatrix? points, double[][] effects, Archetype?[]? archetypes = null, SegmentName?[]? inherited = null)
    {
        var centroids = new FeatureMatrix(effects.Length, features.Length);
        for (var c = 0; c < effects.Length; c++) centroids.SetPoint(c, Array.ConvertAll(effects[c], effect => (float)effect));
        var names = SegmentNames.Of(
            new SegmentDifferences
            {
                Features = features,
                Effects = effects,
                Centroids = centroids,
                Correlations = new FeatureCorrelations(points ?? Axes(features.Length)),
                Ranks = [.. (archetypes ?? new Archetype?[effects.Length]).Select(RanksOf)],
                Parts = Parts,
                Ids = [.. Enumerable.Range(1, effects.Length)],
                Inherited = inherited ?? new SegmentName?[effects.Length],
            },
            CancellationToken.None);
        return [.. names.Select(name => name.Text)];
    }

    /// <summary>A place among all customers that has an archetype.</summary>
    private static ArchetypeRanks? RanksOf(Archetype? archetype) => archetype switch
    {
        null => null,
        Archetype.Champions => new(0.9, 0.9, 0.9),
        Archetype.CantLoseThem => new(0.1, 0.9, 0.5),
        Archetype.Lost => new(0.1, 0.1, 0.5),
        _ => throw new ArgumentOutOfRangeException(nameof(archetype)),
    };

    /// <summary>Two points on each axis.</summary>
    private static FeatureMatrix Axes(int features)
    {
        var points = new FeatureMatrix(2 * features, features);
        for (var f = 0; f < features; f++) (points[2 * f, f], points[(2 * f) + 1, f]) = (1, -1);
        return points;
    }

    private static FeatureInSegments FeatureOf(string name, (double Centroid, double Min, double Max)[] segments) => new(
        new Feature { Name = name, Source = name, Min = -1e9, Max = 1e9 },
        [.. segments.Select(segment => new ColumnStatistics(name, segment.Centroid, segment.Centroid, 1, segment.Min, 1, 1, segment.Max, 0))],
        [.. segments.Select(_ => new ValueCounts(1, 0, 0, 0))],
        [.. segments.Select(segment => segment.Centroid)],
        0)
    {
        Quartiles = new Quartiles(-1, 0, 1),
    };

    /// <summary>One segment of ten customers, so many of whom have the larger of two values.</summary>
    private static FeatureInSegments PairOf(string name, double low, double high, int ofHigh) => new(
        new Feature { Name = name, Source = name, Min = low, Max = high },
        [new ColumnStatistics(name, 1, 1, 1, low, 1, 1, high, 0)],
        [new ValueCounts(10, 10 - ofHigh, ofHigh, 0)],
        [ofHigh / 10.0],
        0.5);
}
