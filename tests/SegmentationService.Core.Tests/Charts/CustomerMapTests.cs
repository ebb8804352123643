using SegmentationService.Core.Charts;
using SegmentationService.Core.Tests.Clustering;

namespace SegmentationService.Core.Tests.Charts;

public class CustomerMapTests
{
    [Fact]
    public void Of_PointsOnADiagonal_FindsItAsTheFirstAxis()
    {
        // (1, 2, 0) times -1, 0 and 1 around (10, 20, 5): all variance lies along (1, 2, 0) / sqrt 5.
        var points = PointSets.Matrix([9, 18, 5], [10, 20, 5], [11, 22, 5]);

        var map = CustomerMap.Of(points, ["a", "b", "c"], Parallelism.None);

        Assert.Equal([10, 20, 5], map.Center);
        Assert.Equal(1, map.First.Share, 1e-9);
        Assert.Equal(0, map.Second.Share, 1e-9);
        Assert.Equal(1 / Math.Sqrt(5), map.First.Weights[0], 1e-6);
        Assert.Equal(2 / Math.Sqrt(5), map.First.Weights[1], 1e-6);
        Assert.Equal(0, map.First.Weights[2], 1e-6);
        Assert.Equal(Math.Sqrt(5), map.Locate([11, 22, 5]).X, 1e-5);
    }

    [Fact]
    public void Of_TwoWidths_TellsTheShareOfEach()
    {
        // Variance 16 / 2 along the second feature, 4 / 2 along the first, none between them.
        var points = PointSets.Matrix([0, 4], [0, -4], [2, 0], [-2, 0]);

        var map = CustomerMap.Of(points, ["narrow", "wide"], Parallelism.None);

        Assert.Equal((0.8, 0.2), (Math.Round(map.First.Share, 9), Math.Round(map.Second.Share, 9)));
        Assert.Equal(("more wide", "more narrow"), (map.First.Name, map.Second.Name));
        Assert.Equal(new MapPlace(3, 1), map.Locate([1, 3]));
    }

    [Fact]
    public void Of_FeaturesThatMoveTogetherAndAgainst_NamesThemSo()
    {
        // b and c rise with a, d falls with it; e is small beside them.
        var points = PointSets.Matrix([5, 5, 5, -5, 1], [-5, -5, -5, 5, -1], [5, 5, 5, -5, 1], [-5, -5, -5, 5, -1]);

        var axis = CustomerMap.Of(points, ["a", "b", "c", "d", "e"], Parallelism.None).First;

        Assert.Equal(3, axis.Name.Split(' ').Count(word => word.TrimEnd(',') is "a" or "b" or "c" or "d"));
        Assert.DoesNotContain('e', axis.Name.Split(' ').SelectMany(word => word.Length == 1 ? word : ""));
    }

    [Fact]
    public void Of_OneFeature_HasNoSecondAxis()
    {
        var map = CustomerMap.Of(PointSets.Line(1, 2, 6), ["x"], Parallelism.None);

        Assert.Equal(("", 0.0), (map.Second.Name, map.Second.Share));
        Assert.Equal(new MapPlace(3, 0), map.Locate([6]));
    }

    [Fact]
    public void Of_EqualPoints_PutsAllInTheMiddle()
    {
        var map = CustomerMap.Of(PointSets.Matrix([3, 4], [3, 4]), ["a", "b"], Parallelism.None);

        Assert.Equal((0.0, 0.0), (map.First.Share, map.Second.Share));
        Assert.Equal(new MapPlace(0, 0), map.Locate([3, 4]));
    }
}
