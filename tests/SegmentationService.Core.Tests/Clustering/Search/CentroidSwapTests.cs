using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Search;

namespace SegmentationService.Core.Tests.Clustering.Search;

/// <summary>Protects the search's way out of poor optima: the cheapest centroid leaves first, to where distances are large.</summary>
public sealed class CentroidSwapTests
{
    [Fact]
    public void Try_TwoCentroidsInOneGroup_LeadsToTheBestByHand()
    {
        // Groups {0, 1}, {10, 11} and {20, 21}. Lloyd stands still with 0, 1 and 15.5: inertia 2 x (5.5^2 + 4.5^2) = 101. Without 0 or without 1 it
        // costs 1 more; then 20, 21, 10 or 11 are 4.5 or 5.5 away, 0 only 1: one of them is drawn, and the best is 6 x 0.25.
        var points = PointSets.Line(0, 1, 10, 11, 20, 21);
        var lloyd = new Lloyd(points, 3, Parallelism.None);
        var stuck = lloyd.Run([0, 1, 15.5f], 100);
        Assert.Equal(101, stuck.Inertia);
        var seeding = new KMeansPlusPlus(points, Parallelism.None);
        var swap = new CentroidSwap(points, stuck.Centroids, Parallelism.None);

        for (var seed = 0; seed < 20; seed++)
        {
            var swapped = swap.Try(seed % 2, seeding, new SeededRandom(seed));

            Assert.Contains(15.5f, swapped);
            Assert.Equal(1.5, lloyd.Run(swapped, 100).Inertia);
        }

        Assert.Equal([0, 1, 15.5f], stuck.Centroids); // What came in is as it was.
    }

    [Theory]
    [InlineData(1, 500, 2, 2)]
    [InlineData(2, 900, 3, 7)]
    [InlineData(3, 200, 1, 20)]
    [InlineData(4, 130, 5, 33)]
    public void Try_EveryRank_LeaveInOrderOfTheCostOfTheirRemoval(int seed, int n, int d, int k)
    {
        var rows = PointSets.Blobs(seed, n, d, k + 3, noise: 2);
        var points = PointSets.Matrix(rows);
        PointSets.PoisonPadding(points);
        var centroids = rows.Take(k).ToArray();
        double Inertia(double[][] among) => rows.Sum(row => among.Min(centroid => NaiveClustering.SquaredDistance(row, centroid)));
        double[][] Without(int leaving) => [.. centroids.Where((_, c) => c != leaving)];
        var byCost = Enumerable.Range(0, k).OrderBy(c => Inertia(Without(c))).ToArray();
        var seeding = new KMeansPlusPlus(points, Parallelism.None);
        var swap = new CentroidSwap(points, Floats(centroids), Parallelism.None);

        for (var rank = 0; rank < 2 * k; rank++)
        {
            var swapped = Rows(swap.Try(rank, seeding, new SeededRandom(rank)), d);

            var left = Without(byCost[rank % k]);
            Assert.All(left, centroid => Assert.Contains(swapped, other => other.SequenceEqual(centroid)));
            Assert.Contains(rows, row => row.SequenceEqual(swapped[^1]));
            for (var i = 0; i < n; i++) Assert.Equal(left.Min(centroid => NaiveClustering.SquaredDistance(rows[i], centroid)), seeding.Nearest[i], 1e-3);
            Assert.All(seeding.Nearest[n..].ToArray(), padding => Assert.Equal(0, padding));
            Assert.True(Inertia(swapped) < Inertia(left), "The new place brings nothing.");
        }
    }

    [Fact]
    public void Try_AnyNumberOfThreads_SameBits()
    {
        var rows = PointSets.Blobs(5, 9_000, 3, 20, noise: 1);
        var points = PointSets.Matrix(rows);
        float[] Swapped(Parallelism parallelism) =>
            new CentroidSwap(points, Floats([.. rows.Take(15)]), parallelism).Try(2, new KMeansPlusPlus(points, parallelism), new SeededRandom(3));

        Assert.Equal(Swapped(Parallelism.None), Swapped(new Parallelism(8, CancellationToken.None)));
    }

    private static double[][] Rows(float[] centroids, int d) => [.. centroids.Select(x => (double)x).Chunk(d)];

    private static float[] Floats(double[][] rows) => [.. rows.SelectMany(row => row).Select(x => (float)x)];
}
