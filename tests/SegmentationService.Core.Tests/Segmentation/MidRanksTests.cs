using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects the places of medians among all customers, which archetypes are made of.</summary>
public sealed class MidRanksTests
{
    /// <summary>Of the eight known values two lie below 3 and three at it: (2 + 1.5) / 8; four and a half more are beside the others.</summary>
    [Fact]
    public void Of_ValuesWithTies_CountsHalfOfTheEqual() => Assert.Equal(
        [3.5 / 8, 0, 1, 5.0 / 8, double.NaN, 3.5 / 8],
        MidRanks.Of([1, 3, double.NaN, 3, 2, 3, 9, 7, 8], [3, 0.5, 10, 4.5, null, 3]));
}
