using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>What is suggested for a segment follows from how its customers buy, and nothing is suggested where that is not known.</summary>
public class PlaysTests
{
    [Theory]
    [InlineData("champions", "protect")]
    [InlineData("new customers", "second_purchase")]
    [InlineData("loyal", "upsell")]
    [InlineData("promising", "second_purchase")]
    [InlineData("recent, small", "grow")]
    [InlineData("at risk", "win_back")]
    [InlineData("can't lose them", "win_back")]
    [InlineData("need attention", "remind")]
    [InlineData("hibernating", "reawaken")]
    [InlineData("lost", "let_rest")]
    public void Of_AnArchetype_IsItsPlay(string archetype, string code)
    {
        var play = Plays.Of(Profile(new NamePhrase(null, archetype), new NamePhrase("age", "high")));

        Assert.Equal(code, play?.Code);
        Assert.Contains("Consider", play!.Text, StringComparison.Ordinal); // a suggestion, and no order
    }

    [Fact]
    public void Of_UnknownBehaviour_IsNothing()
    {
        Assert.Null(Plays.Of(Profile(new NamePhrase("age", "high"))));
        Assert.Null(Plays.Of(Profile(new NamePhrase(null, "as all"))));
        Assert.Null(Plays.Of(Profile() with { Phrases = null }));
    }

    private static SegmentProfile Profile(params NamePhrase[] phrases) => new() { Size = 1, Share = 1, Centroid = [], Statistics = [], Distinguishing = [], Phrases = phrases };
}
