using FsCheck.Fluent;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects the names, by which people speak of segments: short, in their words, never two the same.</summary>
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
    public void For_TwoFeatures_AreNamedInWords(string expected, string first, double firstEffect, string second, double secondEffect) =>
        Assert.Equal([expected], Names([[new(first, firstEffect, ""), new(second, secondEffect, "")]]));

    [Fact]
    public void For_EqualBeginnings_SayMoreAndThenCount()
    {
        DistinguishingFeature[] two = [new("spend", 1, ""), new("days", -1, "")];
        DistinguishingFeature[] three = [.. two, new("orders", 1, "")];

        Assert.Equal(
            ["High spend, recent", "High spend, recent, frequent", "High spend, recent (2)", "High spend, recent (3)"],
            Names([two, three, two, three]));
    }

    [Fact]
    public void For_AnySegments_NamesAreUniqueAndNotBlank()
    {
        var feature = from name in Gen.Elements("spend", "days", "value_score", "x", "_", "X (2)", "ß", "a b") from effect in Gen.Choose(-20, 20) select new DistinguishingFeature(name, effect / 10.0, "");
        SeededProperty.Holds(feature.ArrayOf().ArrayOf(), segments =>
        {
            var names = Names(segments);

            Assert.Equal(segments.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            Assert.All(names, name => Assert.False(string.IsNullOrWhiteSpace(name)));
        });
    }

    [Theory]
    [InlineData("Mostly home country NZ", 0.9, 0.5)]
    [InlineData("More home country NZ", 0.9, 0.49)] // "Mostly" would not be true
    [InlineData("Fewer home country NZ", -0.9, 0.05)]
    [InlineData("Hardly any home country NZ", -0.9, 0.04)]
    public void For_ValueOfAnEncodedColumn_IsNamedByItsShare(string expected, double effect, double share)
    {
        var set = new FeatureSet(
            [new InputColumn("home_country", 0, new CategoryValues(["AU", "NZ"]))],
            [new Feature { Name = "home_country=NZ", Source = "home_country", Value = "NZ", Scale = 1 }],
            Parts);

        Assert.Equal([expected], SegmentNames.For([[new("home_country=NZ", effect, "")]], set, [[share]]));
    }

    private static string[] Names(IReadOnlyList<IReadOnlyList<DistinguishingFeature>> segments) =>
        SegmentNames.For(segments, new FeatureSet([], [], Parts), [.. segments.Select(_ => Array.Empty<double>())]);
}
