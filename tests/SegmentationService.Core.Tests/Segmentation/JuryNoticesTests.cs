using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Data;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects what an answer says of segments that resampled customers do not give again: each is named once, by the bounds of Hennig 2007.</summary>
public sealed class JuryNoticesTests
{
    [Theory]
    [InlineData(0.75, null)]
    [InlineData(0.7499, "wavering_segment")]
    [InlineData(0.6, "wavering_segment")]
    [InlineData(0.5999, "unstable_segment")]
    [InlineData(null, null)] // A segment that no juror was asked about
    public void Of_AStability_HasTheNoticeOfItsBounds(double? stability, string? code)
    {
        var told = Told(0.9, stability);

        Assert.Equal(code is null ? [] : [code], told.Select(notice => notice.Code));
        Assert.All(told, notice => Assert.Contains("'B' (stability ", notice.Message, StringComparison.Ordinal));
        Assert.All(told, notice => Assert.DoesNotContain("'A'", notice.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_SegmentsOfBothKinds_NamesEachInItsNotice()
    {
        var told = Told(0.72, 0.31, 0.66, 0.8);

        Assert.Equal(["unstable_segment", "wavering_segment"], told.Select(notice => notice.Code));
        Assert.StartsWith("Hardly found again when customers are resampled: 'B' (stability 0.31).", told[0].Message, StringComparison.Ordinal);
        Assert.StartsWith("Found again in part when customers are resampled: 'A' (stability 0.72), 'C' (stability 0.66).", told[1].Message, StringComparison.Ordinal);
    }

    private static Notice[] Told(params double?[] stability) =>
        [.. JuryNotices.Of([.. stability.Select((_, c) => new Segment(c + 1, ((char)('A' + c)).ToString(), 1))], new JuryVerdict(null!, stability))];
}
