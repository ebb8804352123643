using SegmentationService.Core.Data;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects that a name does not say the same thing twice.</summary>
public sealed class FeatureCorrelationsTests
{
    /// <summary>
    /// x = 1, 2, 3, 4, 5 against 1, 2, 3, 5, 4: products of deviations 4 + 1 + 0 + 2 + 2 = 9 of 10, correlation 0.9; against 3, 1, 2, 5, 4: 0 + 2 + 0 + 2 + 2 = 6 of 10, 0.6;
    /// its mirror image -1; what does not vary 0.
    /// </summary>
    [Fact]
    public void AreAlike_HandCalculated_FromSevenTenthsOn()
    {
        float[][] columns = [[1, 2, 3, 4, 5], [1, 2, 3, 5, 4], [3, 1, 2, 5, 4], [5, 4, 3, 2, 1], [2, 2, 2, 2, 2]];
        var points = new FeatureMatrix(5, columns.Length);
        for (var i = 0; i < 5; i++) points.SetPoint(i, [.. columns.Select(column => column[i])]);
        var correlations = new FeatureCorrelations(points);

        Assert.Equal([true, false, true, false], Enumerable.Range(1, 4).Select(other => correlations.AreAlike(0, other)));
        Assert.Equal([true, false, true, false], Enumerable.Range(1, 4).Select(other => correlations.AreAlike(other, 0)));
    }
}
