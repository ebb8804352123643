using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Scores;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Clustering.Scores;

/// <summary>Protects the limit of what silhouettes say of counts and ratings: worked out by hand.</summary>
public sealed class PointVarietyTests
{
    [Theory]
    [InlineData(int.MaxValue, 1, 1, 1, 1, 1, 1)] // No two are the same
    [InlineData(2, 7)] // All are the same
    [InlineData(2, 9, 4)] // A flag
    [InlineData(2, 10, 10, 10)] // Beside one of them two: 1 + 2 / 2
    [InlineData(3, 20, 20, 20, 20, 20)] // Beside one of them four: 1 + 4 / 2
    [InlineData(6, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5)] // Ratings of 0 to 10: 1 + 10 / 2
    [InlineData(2, 64, 32, 16, 8, 4, 2, 1, 1)] // Halves: 64 x 64 / (1024 + 256 + 64 + 16 + 4 + 1 + 1) = 2.9985 effectively, nearly a pair and a half
    [InlineData(16, 300, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)] // Most never bought, 30 did: 1 + 30 / 2
    public void MostClusters_PointsThatRepeat_ByHand(int expected, params int[] repetitions)
    {
        double[] values = [.. repetitions.SelectMany((count, value) => Enumerable.Repeat((double)value, count))];

        Assert.Equal(expected, PointVariety.MostClusters(new PointsInMemory(PointSets.Matrix([.. values.Select(value => new[] { value, -value })]), Parallelism.None)));
    }

    [Fact]
    public void MostClusters_ManyPoints_AreLookedAtInASample()
    {
        // Every other point is the same, and no two others are: of 10,000 that are looked at 5,000 others, effectively as many.
        var points = new FeatureMatrix(40_000, 1);
        for (var i = 0; i < points.Count; i++) points.SetPoint(i, [i / 4 % 2 == 0 ? -1 : i]);

        Assert.Equal(2501, PointVariety.MostClusters(new PointsInMemory(points, Parallelism.None)));
    }
}
