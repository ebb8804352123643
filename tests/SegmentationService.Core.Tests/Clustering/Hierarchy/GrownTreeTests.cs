using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Hierarchy;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Scores;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Clustering.Hierarchy;

/// <summary>Protects the tree of a clustering: one cut is the clustering, what is above and below adds up, and nothing depends on threads.</summary>
public sealed class GrownTreeTests
{
    [Theory]
    [InlineData(300, 4)]
    [InlineData(3_000, 7)]
    [InlineData(25_000, 5)] // Of more than 10,000 a sample is looked at.
    public void Of_AClustering_HasItAsACut(int count, int clusters)
    {
        var (points, fit) = Fit(PointSets.Blobs(1, count, 3, 5, noise: 2), clusters);

        var grown = Grow(points, fit);

        var tree = grown.Tree;
        Assert.Equal(clusters, tree.Clusters);
        Assert.Equal(tree.ClusterOf, tree.PartsOfLeaves(clusters));
        Assert.Equal(fit.Sizes, tree.Cut(clusters).Select(node => tree.Sizes[node]));
        Assert.Equal(fit.Inertia, tree.InertiaOf(clusters, fit.Inertia));
        Assert.All(grown.Sample.Zip(grown.LeafOf), pair => Assert.Equal(fit.Labels[pair.First], tree.ClusterOf[pair.Second]));
        Assert.InRange(tree.Leaves, 90, 100);
        Assert.Equal(Math.Min(count, 10_000), grown.Sample.Length);
    }

    [Fact]
    public void Of_MergesAboveTheClusters_AddUpToTheSumOfSquaresBetweenThem()
    {
        var (points, fit) = Fit(PointSets.Blobs(2, 5_000, 4, 9, noise: 3), 9);

        var tree = Grow(points, fit).Tree;

        double[] mean = [.. Enumerable.Range(0, 4).Select(f => fit.Sizes.Select((size, c) => (double)size * fit.Centroids[(c * 4) + f]).Sum() / points.Count)];
        var between = fit.Sizes.Select((size, c) => size * Enumerable.Range(0, 4).Sum(f => Math.Pow(fit.Centroids[(c * 4) + f] - mean[f], 2))).Sum();
        Assert.Equal(between, tree.Merges.TakeLast(8).Sum(merge => merge.Height * merge.Height / 2), 1e-9 * between);
        Assert.Equal(fit.Inertia + between, tree.InertiaOf(1, fit.Inertia), 1e-9 * between);
    }

    [Fact]
    public void InertiaOf_CutsOfFewCustomers_IsThatOfTheirParts()
    {
        var rows = PointSets.Blobs(3, 2_000, 2, 4, noise: 2);
        var (points, fit) = Fit(rows, 4);

        var grown = Grow(points, fit);

        foreach (var parts in (int[])[1, 2, 3, 4, 5, 8, 20, 60, grown.Tree.Leaves])
        {
            var partOf = grown.Tree.PartsOfLeaves(parts);
            var expected = rows.Select((row, i) => (Row: row, Part: partOf[grown.LeafOf[i]])).GroupBy(pair => pair.Part, pair => pair.Row).Sum(SumOfSquares);
            Assert.Equal(expected, grown.Tree.InertiaOf(parts, fit.Inertia), 1e-5 * expected);
        }
    }

    [Fact]
    public void Of_PartsWithinClusters_AreSplitTheHighestFirst()
    {
        var (points, fit) = Fit(PointSets.Blobs(4, 2_000, 3, 6, noise: 3), 6);

        var heights = Grow(points, fit).Tree.Merges.SkipLast(5).Select(merge => merge.Height).ToArray();

        for (var j = 1; j < heights.Length; j++) Assert.InRange(heights[j], heights[j - 1] * (1 - 1e-12), double.PositiveInfinity);
    }

    [Fact]
    public void Of_AnyNumberOfThreads_IsTheSameTreeWithTheSameScores()
    {
        var (points, fit) = Fit(PointSets.Blobs(5, 24_000, 4, 6, noise: 3), 5);
        var expected = Grow(points, fit);
        var scores = expected.Score([fit], Parallelism.None);

        foreach (var threads in (int[])[2, 8])
        {
            var parallelism = new Parallelism(threads, CancellationToken.None);
            var grown = Grow(points, fit, parallelism);

            Assert.Equal(expected.Tree.Merges, grown.Tree.Merges);
            Assert.Equal(expected.Tree.Sizes, grown.Tree.Sizes);
            Assert.Equal(expected.LeafOf, grown.LeafOf);
            Assert.Equal(scores, grown.Score([fit], parallelism));
        }
    }

    [Fact]
    public void Score_TheCutThatIsTheClustering_IsWhatIsKnownOfIt()
    {
        var (points, fit) = Fit(PointSets.Blobs(6, 1_500, 3, 5, noise: 2), 5);

        var scores = Grow(points, fit).Score([fit], Parallelism.None);

        Assert.Equal(Enumerable.Range(2, 19), scores.Select(score => score.Clusters));
        var served = scores.Single(score => score.Clusters == 5);
        Assert.Equal(1, served.AriToKMeans!.Value, 1e-12);
        Assert.Equal(Silhouette.Compute(points, fit, 1, Parallelism.None).Mean!.Value, served.Silhouette!.Value, 1e-6);
        Assert.All(scores.Where(score => score.Clusters != 5), score => Assert.Null(score.AriToKMeans));
    }

    [Fact]
    public void Of_FewDifferentCustomers_HasALeafForEach()
    {
        var points = PointSets.Line(0, 0, 1, 1, 1, 10, 12);
        var fit = KMeans.Fit(points, new KMeansOptions { Clusters = 2 }, Parallelism.None);

        var tree = Grow(points, fit).Tree;

        Assert.Equal(4, tree.Leaves);
        Assert.Equal(0, tree.InertiaOf(4, fit.Inertia), 1e-9);
    }

    [Fact]
    public void Of_MoreClustersThanLeaves_HasALeafForEach()
    {
        var (points, fit) = Fit(PointSets.Blobs(7, 600, 2, 5, noise: 3), 120);

        var tree = Grow(points, fit).Tree;

        Assert.Equal((120, 120), (tree.Leaves, tree.Clusters));
    }

    [Fact]
    public void Of_TheLargestNumberOfClusters_IsATree()
    {
        var random = new Random(8);
        var centroids = PointSets.Matrix([.. Enumerable.Range(0, 1_000).Select(_ => (double[])[random.NextDouble(), random.NextDouble(), random.NextDouble()])]);
        int[] labels = [.. Enumerable.Range(0, 2_000).Select(i => i % 1_000)];

        var tree = GrownTree.Of(new PointsInMemory(centroids.Select([.. labels]), Parallelism.None), centroids, [.. Enumerable.Repeat(2, 1_000)], 1, Parallelism.None).Tree;

        Assert.Equal(1_000, tree.Leaves);
        Assert.Equal(2_000, tree.Sizes[^1]);
    }

    private static (FeatureMatrix Points, KMeansResult Fit) Fit(double[][] rows, int clusters)
    {
        var points = PointSets.Matrix(rows);
        return (points, KMeans.Fit(points, new KMeansOptions { Clusters = clusters, Restarts = 2 }, Parallelism.None));
    }

    private static GrownTree Grow(FeatureMatrix points, KMeansResult fit, Parallelism? parallelism = null)
    {
        var centroids = new FeatureMatrix(fit.Clusters, points.Features);
        for (var c = 0; c < fit.Clusters; c++) centroids.SetPoint(c, fit.Centroids.AsSpan(c * points.Features, points.Features));
        return GrownTree.Of(new PointsInMemory(points, Parallelism.None), centroids, fit.Sizes, seed: 1, parallelism ?? Parallelism.None);
    }

    private static double SumOfSquares(IEnumerable<double[]> rows)
    {
        double[][] all = [.. rows];
        return Enumerable.Range(0, all[0].Length).Sum(f =>
        {
            var mean = all.Average(row => row[f]);
            return all.Sum(row => (row[f] - mean) * (row[f] - mean));
        });
    }
}
