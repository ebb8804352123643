using SegmentationService.Core.Clustering.Search;

namespace SegmentationService.Core.Tests.Clustering.Search;

/// <summary>Protects the polishing: it leaves Lloyd's poor optima and never makes anything worse.</summary>
public sealed class HartiganTests
{
    [Fact]
    public void Improve_PointBetweenTwoMeans_ByHand()
    {
        // -2 and 0 with the mean -1, 1 alone: 0 is 1 away from both means, so Lloyd stands still at an inertia of 2.
        // Leaving costs 0's cluster 1 x 2 / (2 - 1) = 2 less, joining costs 1 x 1 / (1 + 1) = 0.5: the move gives {-2} and {0, 1}.
        var points = PointSets.Line(-2, 0, 1);
        var stuck = new Lloyd(points, 2, Parallelism.None).Run([-1, 1], 100).WithLabels(points, Parallelism.None);
        Assert.Equal(2, stuck.Inertia);

        Assert.Equal([-2, 0.5f], Hartigan.Improve(points, stuck, CancellationToken.None)!);
        Assert.Equal([0, 0, 1], stuck.Labels); // The result that came in is as it was.
    }

    [Fact]
    public void Improve_BestClustering_IsLeftAlone()
    {
        var points = PointSets.Matrix([0, 0], [0, 2], [10, 0], [10, 2]);
        var best = new Lloyd(points, 2, Parallelism.None).Run([0, 1, 10, 1], 100).WithLabels(points, Parallelism.None);

        Assert.Null(Hartigan.Improve(points, best, CancellationToken.None));
    }

    [Fact]
    public void Improve_EveryClusterAPoint_IsLeftAlone()
    {
        var points = PointSets.Line(1, 2, 4);
        var singles = new Lloyd(points, 3, Parallelism.None).Run([1, 2, 4], 100).WithLabels(points, Parallelism.None);

        Assert.Null(Hartigan.Improve(points, singles, CancellationToken.None));
    }

    [Fact]
    public void Improve_RandomStarts_NeverRaisesTheInertiaAndOftenLowersIt()
    {
        var improved = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var rows = PointSets.Blobs(seed, 60 + seed, 2 + (seed % 3), 7, noise: 3);
            var points = PointSets.Matrix(rows);
            var before = new Lloyd(points, 6, Parallelism.None).Run([.. rows.Take(6).SelectMany(row => row).Select(x => (float)x)], 1000).WithLabels(points, Parallelism.None);
            if (Hartigan.Improve(points, before, CancellationToken.None) is not { } centroids) continue;

            var after = new Lloyd(points, 6, Parallelism.None).Run(centroids, 1000).WithLabels(points, Parallelism.None);
            Assert.True(after.Inertia < before.Inertia, $"Seed {seed}: {before.Inertia} became {after.Inertia}.");
            improved++;
        }

        Assert.True(improved >= 10, $"Only {improved} of 60 were improved: there is little that this protects.");
    }
}
