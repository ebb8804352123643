using SegmentationService.Core.Clustering.Search;

namespace SegmentationService.Core.Tests.Clustering.Search;

/// <summary>Protects the crossing of two optima: what is good in either stays, and the cheapest unions make room for it.</summary>
public sealed class CentroidCrossingTests
{
    [Fact]
    public void Cross_TwoPoorOptima_IsTheBestByHand()
    {
        // Groups {0, 1}, {10, 11}, {20, 21} and {30, 31}; either optimum has two centroids in one group and one for two. Of both together 25.5 and 5.5 have no
        // point; the unions of 0 with 1 and of 30 with 31 cost 0.5, all others more: one centroid for each group is left.
        var points = PointSets.Line(0, 1, 10, 11, 20, 21, 30, 31);

        var crossed = CentroidCrossing.Cross(points, [0, 1, 10.5f, 25.5f], [5.5f, 20.5f, 30, 31], Parallelism.None);

        Assert.Equal([0.5f, 10.5f, 20.5f, 30.5f], crossed.Order());
    }

    [Fact]
    public void Cross_FewerPlacesThanCentroids_HasEachPlaceAndNoOther()
    {
        var crossed = CentroidCrossing.Cross(PointSets.Line(1, 1, 5), [1, 1, 5], [1, 5, 5], Parallelism.None);

        Assert.Equal(3, crossed.Length);
        Assert.Equal([1f, 5f], crossed.Distinct().Order());
    }

    [Theory]
    [InlineData(1, 300, 2, 5)]
    [InlineData(2, 500, 4, 9)]
    [InlineData(3, 130, 1, 12)]
    public void Cross_RandomCentroids_AreTheCheapestUnionsOneAfterTheOther(int seed, int n, int d, int k)
    {
        var rows = PointSets.Blobs(seed, n, d, k + 3, noise: 2);
        var clusters = rows.Take(2 * k).Select(mean => (Mean: mean, Size: 0)).ToList();
        foreach (var row in rows)
        {
            var nearest = NaiveClustering.Nearest(row, [.. clusters.Select(cluster => cluster.Mean)]);
            clusters[nearest] = (clusters[nearest].Mean, clusters[nearest].Size + 1);
        }

        while (clusters.Count > k)
        {
            var (a, b) = Enumerable.Range(0, clusters.Count).SelectMany(a => Enumerable.Range(0, a).Select(b => (a, b))).MinBy(pair => Cost(clusters[pair.a], clusters[pair.b]));
            var (left, right) = (clusters[a], clusters[b]);
            var size = left.Size + right.Size;
            clusters[b] = ([.. left.Mean.Zip(right.Mean, (x, y) => ((x * left.Size) + (y * right.Size)) / size)], size);
            clusters.RemoveAt(a);
        }

        var crossed = CentroidCrossing.Cross(PointSets.Matrix(rows), Floats(rows[..k]), Floats(rows[k..(2 * k)]), Parallelism.None);

        double[][] found = [.. crossed.Select(x => (double)x).Chunk(d)];
        Assert.All(clusters, cluster => Assert.Contains(found, mean => NaiveClustering.SquaredDistance(mean, cluster.Mean) < 1e-8));
    }

    [Fact]
    public void Cross_AnyNumberOfThreads_SameBits()
    {
        var rows = PointSets.Blobs(5, 9_000, 3, 20, noise: 1);
        float[] Crossed(Parallelism parallelism) => CentroidCrossing.Cross(PointSets.Matrix(rows), Floats(rows[..15]), Floats(rows[15..30]), parallelism);

        Assert.Equal(Crossed(Parallelism.None), Crossed(new Parallelism(8, CancellationToken.None)));
    }

    private static double Cost((double[] Mean, int Size) left, (double[] Mean, int Size) right) =>
        NaiveClustering.SquaredDistance(left.Mean, right.Mean) * left.Size * right.Size / (left.Size + right.Size);

    private static float[] Floats(double[][] rows) => [.. rows.SelectMany(row => row).Select(x => (float)x)];
}
