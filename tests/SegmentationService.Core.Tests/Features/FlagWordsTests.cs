using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects that the pairs of letters and words by which exports of usual languages mark flags say what they mean.</summary>
public class FlagWordsTests
{
    [Theory]
    [InlineData("Y", "N")]
    [InlineData("O", "N")] // French: oui, non
    [InlineData("J", "N")]
    [InlineData("S", "N")]
    [InlineData("ja", "nein")]
    public void AnswerOf_APairOfMarks_IsYesAndNo(string yes, string no)
    {
        Assert.Equal((Answer.Yes, Answer.No), (FlagWords.AnswerOf(yes), FlagWords.AnswerOf(no)));
    }

    [Fact]
    public void IsMark_OfAnotherWord_IsFalse() => Assert.False(FlagWords.IsMark("gold"));
}
