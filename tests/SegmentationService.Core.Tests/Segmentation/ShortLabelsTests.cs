using FsCheck.Fluent;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects labels: short enough for a name, and different wherever the names are.</summary>
public sealed class ShortLabelsTests
{
    [Fact]
    public void Of_ShortNames_KeepThemWithBlanks() =>
        Assert.Equal(["order count", "Income (k$)", "_"], ShortLabels.Of(["order_count", " Income (k$) ", "_"]));

    [Fact]
    public void Of_LongNames_AreCutAtAWord() =>
        Assert.Equal(["Number of bookings in…", "visits"], ShortLabels.Of(["Number of bookings in the last twelve months", "visits"]));

    [Fact]
    public void Of_LongNamesThatBeginAlike_BeginWhereTheyDiffer() => Assert.Equal(
        ["…cleanliness of your room", "…breakfast"],
        ShortLabels.Of(["How happy were you with the cleanliness of your room", "How happy were you with the breakfast"]));

    [Fact]
    public void Of_NamesThatDifferInBlanksOnly_StayDifferent() => Assert.Equal(["a b", "a b no. 2"], ShortLabels.Of(["a_b", "a b"]));

    [Fact]
    public void Of_AnyNames_AreDifferentShortAndNotBlank()
    {
        var word = Gen.Elements("How", "happy", "are", "you", "_", "with", "Straßenbahnhaltestellenbeleuchtung", "price", "PRICE", "  ", "𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳");
        SeededProperty.Holds(word.ArrayOf().Select(words => string.Join(' ', words)).ArrayOf(), texts =>
        {
            string[] names = [.. texts.Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];

            var labels = ShortLabels.Of(names);

            Assert.Equal(names.Length, labels.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            Assert.All(labels, label => Assert.InRange(label.Length, 1, 36));
            Assert.All(labels, label => Assert.DoesNotContain("\ufffd", System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(label)), StringComparison.Ordinal));
        });
    }
}
