using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Core.Tests.Clustering.Passes;

/// <summary>Protects the limit on the number of clusters: as many as there are different points.</summary>
public sealed class DistinctPointsTests
{
    [Fact]
    public void Count_Duplicates_CountOnce()
    {
        var points = PointSets.Matrix([1, 2], [2, 1], [1, 2], [1, 3], [2, 1]);

        Assert.Equal(3, DistinctPoints.Count(points, 10, CancellationToken.None));
    }

    [Fact]
    public void Count_EnoughOfThem_StopsThere() => Assert.Equal(2, DistinctPoints.Count(PointSets.Line(1, 2, 3, 4), 2, CancellationToken.None));

    [Fact]
    public void Count_MinusZero_IsZero() => Assert.Equal(1, DistinctPoints.Count(PointSets.Line(0, -0.0), 10, CancellationToken.None));
}
