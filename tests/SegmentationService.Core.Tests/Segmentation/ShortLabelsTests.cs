using FsCheck.Fluent;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects labels: short enough for a name, and different wherever the names are.</summary>
public sealed class ShortLabelsTests
{
    [Theory]
    [InlineData("order_count", "order count")]
    [InlineData(" Annual Income (k$) ", "annual income")]
    [InlineData("Spending Score (1-100)", "spending score")]
    [InlineData("MntFishProducts", "mnt fish products")]
    [InlineData("CRMScore [points]", "crm score")]
    [InlineData("Monthly.Charges", "monthly charges")]
    [InlineData("PURCHASES", "purchases")]
    [InlineData("(%)", "(%)")] // Nothing else is there
    [InlineData("_", "_")]
    public void Of_ShortNames_AreWordsInSmallLetters(string name, string expected) => Assert.Equal([expected], Of(name));

    [Fact]
    public void Of_NamesThatDifferInBrackets_KeepThem() => Assert.Equal(["spend eur", "spend usd"], Of("Spend (EUR)", "Spend (USD)"));

    [Fact]
    public void Of_ValueOfAColumn_KeepsItsLetters() => Assert.Equal(["home city New York"], ShortLabels.Of([("HomeCity", "New_York")]));

    /// <summary>The beginning of the column alone would say nothing of the customers; a value that two columns have would not say of which.</summary>
    [Fact]
    public void Of_ValueWithoutRoomForItsColumn_StandsAloneWhereNoOtherColumnHasIt()
    {
        Assert.Equal(["Fiber optic", "internet service DSL"], ShortLabels.Of([("InternetService", "Fiber_optic"), ("InternetService", "DSL")]));
        Assert.Equal(["payment provider…", "refund provider…"], ShortLabels.Of([("PaymentProvider", "Bank transfer"), ("RefundProvider", "Bank transfer")]));
        Assert.Equal(["code of the last…"], ShortLabels.Of([("CodeOfTheLastPurchase", "12.5")]));
    }

    [Fact]
    public void Of_LongNames_SayWhatIsCountedOrAreCutAtAWord() =>
        Assert.Equal(["web purchases", "bookings…", "visits"], Of("Number of NumWebPurchases", "Bookings in the last twelve months", "visits"));

    [Fact]
    public void Of_LongNamesThatBeginAlike_BeginWhereTheyDiffer() => Assert.Equal(
        ["…staff's manners", "…breakfast"],
        Of("How happy were you with our staff's manners", "How happy were you with our breakfast"));

    [Fact]
    public void Of_NamesThatDifferInBlanksOnly_StayDifferent() => Assert.Equal(["a b", "a b no. 2"], Of("a_b", "a b"));

    /// <summary>Both charges would be the same without what tells them apart.</summary>
    [Fact]
    public void Essences_Labels_KeepWhatTellsThemApart() => Assert.Equal(
        ["total charges", "monthly charges", "income", "spending", "score"], ShortLabels.Essences(["total charges", "monthly charges", "annual income", "spending score", "score"]));

    [Fact]
    public void Of_AnyNames_AreDifferentShortAndNotBlank()
    {
        var word = Gen.Elements("How", "happy", "are", "you", "_", "with", "Straßenbahnhaltestellenbeleuchtung", "price", "PRICE", "  ", "𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳");
        SeededProperty.Holds(word.ArrayOf().Select(words => string.Join(' ', words)).ArrayOf(), texts =>
        {
            string[] names = [.. texts.Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];

            var labels = Of(names);

            Assert.Equal(names.Length, labels.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            Assert.All(labels, label => Assert.InRange(label.Length, 1, ShortLabels.Longest));
            Assert.All(labels, label => Assert.DoesNotContain("\ufffd", System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(label)), StringComparison.Ordinal));
        });
    }

    private static string[] Of(params string[] names) => ShortLabels.Of([.. names.Select(name => (name, (string?)null))]);
}
