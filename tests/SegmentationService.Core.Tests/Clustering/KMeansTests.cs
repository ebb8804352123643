using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Clustering;

/// <summary>Protects k-means as a whole: right on what can be worked out by hand, one state, and the same bits every time.</summary>
public sealed class KMeansTests
{
    private static readonly double[][] FourPoints = [[0, 0], [0, 2], [10, 0], [10, 2]];

    [Fact]
    public void Fit_FourPointsTwoClusters_ByHand()
    {
        // The pairs lie 10 apart and their points 2: the means are (0, 1) and (10, 1), each point 1 away from its mean.
        var result = Fit(PointSets.Matrix(FourPoints), 2);

        Assert.Equal(4, result.Inertia);
        Assert.Equal([2, 2], result.Sizes);
        Assert.Equal(result.Labels[0], result.Labels[1]);
        Assert.Equal(result.Labels[2], result.Labels[3]);
        Assert.NotEqual(result.Labels[0], result.Labels[2]);
        Assert.Equal([0, 1], result.Centroids.AsSpan(2 * result.Labels[0], 2).ToArray());
        Assert.Equal([10, 1], result.Centroids.AsSpan(2 * result.Labels[2], 2).ToArray());
        Assert.True(result.Converged);
    }

    [Fact]
    public void Fit_OneCluster_IsTheMean()
    {
        // Mean (5, 1): each point is 5 and 1 away, 4 x 26.
        var result = Fit(PointSets.Matrix(FourPoints), 1);

        Assert.Equal([5, 1], result.Centroids);
        Assert.Equal(104, result.Inertia);
        Assert.Equal([4], result.Sizes);
        Assert.True(result.Converged);
    }

    [Fact]
    public void Fit_AsManyClustersAsPoints_EachIsItsOwn()
    {
        var result = Fit(PointSets.Matrix(FourPoints), 4);

        Assert.Equal(0, result.Inertia);
        Assert.Equal([1, 1, 1, 1], result.Sizes);
        Assert.Equal([0, 1, 2, 3], result.Labels.Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Fit_OneOrTwoPoints_Works(int n)
    {
        for (var k = 1; k <= n; k++) Assert.Equal(n == k ? 0 : 0.5, Fit(PointSets.Line([.. Enumerable.Range(0, n).Select(i => (double)i)]), k).Inertia);
    }

    [Fact]
    public void Fit_DuplicatesOfTwoPoints_AreTwoClustersWithoutInertia()
    {
        var result = Fit(PointSets.Line(3, 7, 3, 3, 7, 3), 2);

        Assert.Equal(0, result.Inertia);
        Assert.Equal([2, 4], result.Sizes.Order());
    }

    [Fact]
    public void Fit_MoreClustersThanDistinctPoints_EndsAndCountsEveryPointOnce()
    {
        var result = Fit(PointSets.Line(1, 1, 1, 5, 5, 9), 5);

        Assert.Equal(0, result.Inertia);
        Assert.Equal(6, result.Sizes.Sum());
        Assert.Equal(3, result.Sizes.Count(size => size > 0));
        Assert.All(result.Centroids, x => Assert.True(float.IsFinite(x)));
    }

    [Fact]
    public void Fit_AsManyClustersAsDistinctPoints_LeavesNoneEmpty()
    {
        // 600 copies of one point and 11 others: random starts alone would put several centroids on the copies.
        var points = PointSets.Line([.. Enumerable.Repeat(0.0, 600), .. Enumerable.Range(1, 11).Select(i => (double)(i * i))]);

        var result = Fit(points, 12);

        Assert.Equal(0, result.Inertia);
        Assert.DoesNotContain(0, result.Sizes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(5)]
    public void Fit_ClustersOutOfRange_ThrowsWithTheRange(int clusters)
    {
        var refused = Assert.Throws<InvalidOptionsException>(() => Fit(PointSets.Matrix(FourPoints), clusters));

        Assert.Equal("clusters", refused.Name);
        Assert.Contains("1 to the number of customers, 4", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 10, "restarts")]
    [InlineData(1001, 10, "restarts")]
    [InlineData(1, 0, "maxIterations")]
    public void Fit_OtherOptionsOutOfRange_Throws(int restarts, int maxIterations, string name)
    {
        var options = new KMeansOptions { Clusters = 2, Restarts = restarts, MaxIterations = maxIterations };

        Assert.Equal(name, Assert.Throws<InvalidOptionsException>(() => KMeans.Fit(PointSets.Matrix(FourPoints), options, Parallelism.None)).Name);
    }

    [Theory]
    [InlineData(1, 200, 2, 3)]
    [InlineData(2, 700, 4, 7)]
    [InlineData(3, 100, 1, 10)]
    [InlineData(4, 65, 9, 5)]
    public void Fit_RandomPoints_LabelsSizesInertiaAndMeansAreOneState(int seed, int n, int d, int k)
    {
        var rows = PointSets.Blobs(seed, n, d, k, noise: 4);

        var result = Fit(PointSets.Matrix(rows), k);

        double[][] centroids = [.. Enumerable.Range(0, k).Select(c => result.Centroids[(c * d)..((c + 1) * d)].Select(x => (double)x).ToArray())];
        Assert.Equal(rows.Select(row => NaiveClustering.Nearest(row, centroids)), result.Labels);
        Assert.Equal(Enumerable.Range(0, k).Select(c => result.Labels.Count(label => label == c)), result.Sizes);
        Assert.Equal(NaiveClustering.Inertia(rows, result.Labels, centroids), result.Inertia, 1e-5 * result.Inertia);
        for (var c = 0; c < k; c++)
        {
            var mean = NaiveClustering.Mean([.. rows.Where((_, i) => result.Labels[i] == c)], d);
            for (var f = 0; f < d; f++) Assert.Equal(mean[f], centroids[c][f], 1e-5);
        }
    }

    [Theory]
    [InlineData(1e3)]
    [InlineData(1e4)]
    [InlineData(1e5)]
    [InlineData(1e6)]
    public void Fit_PairsFarApart_AreToldApartByHand(double gap)
    {
        // Two pairs of points 1 apart, the pairs thousands of times as far: 4 x 0.25, then one pair is split, then both.
        var points = PointSets.Line(-gap - 0.5, -gap + 0.5, gap - 0.5, gap + 0.5);

        Assert.Equal([1, 0.5, 0], Enumerable.Range(2, 3).Select(k => Fit(points, k).Inertia));
        Assert.Equal([1, 1, 1, 1], Fit(points, 4).Sizes);
    }

    [Theory]
    [InlineData(1e3)]
    [InlineData(1e6)]
    [InlineData(1e9)]
    [InlineData(1e15)]
    public void Fit_OneGiantBesideThreeGroups_GroupsAreWhatTheyAreWithoutIt(double giant)
    {
        // Groups of 400 at 0, 10 and 20, two wide; the giant is a cluster of its own and costs nothing.
        double[] values = [.. Enumerable.Range(0, 1200).Select(i => (double)(float)((i % 3 * 10) + (i * 7919 % 400 / 200.0)))];
        var labels = Enumerable.Range(0, 1200).Select(i => i % 3).ToArray();
        double[][] rows = [.. values.Select(value => (double[])[value])];
        var means = Enumerable.Range(0, 3).Select(c => NaiveClustering.Mean([.. rows.Where((_, i) => i % 3 == c)], 1)).ToArray();
        var expected = NaiveClustering.Inertia(rows, labels, means);

        var result = Fit(PointSets.Line([.. values, giant]), 4);

        Assert.Equal([1, 400, 400, 400], result.Sizes.Order());
        Assert.Equal(expected, result.Inertia, 1e-5 * expected);
        Assert.Equal(means.Select(mean => mean[0]), result.Centroids.Order().Take(3).Select(x => (double)x), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Theory]
    [InlineData(1e-2)]
    [InlineData(1e-4)]
    [InlineData(1e-5)]
    public void Fit_TightGroupsAtTwoFarSites_EndsWithEachGroupACluster(double step)
    {
        // Three groups a step apart at -1 and three at 1: what tells them apart is far behind the digits of the squares.
        double[] values = [.. Enumerable.Range(0, 1200).Select(i => (i % 2 * 2) - 1 + (i / 2 % 3 * step) + (i * 7919 % 100 * step / 1000))];
        var points = PointSets.Line(values);

        var result = Fit(points, 6);

        Assert.True(result.Converged);
        Assert.All(result.Sizes, size => Assert.Equal(200, size));
        for (var i = 6; i < 1200; i++) Assert.Equal(result.Labels[i % 6], result.Labels[i]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fit_FewPoints_FindsTheBestOfAllPartitions(int seed)
    {
        // 9 points in 3 clusters: 3^9 labelings, all tried.
        var rows = PointSets.Blobs(seed, 9, 2, 9, noise: 1);
        var best = double.PositiveInfinity;
        for (var code = 0; code < 19_683; code++)
        {
            int[] labels = [.. Enumerable.Range(0, 9).Select(i => code / (int)Math.Pow(3, i) % 3)];
            var inertia = Enumerable.Range(0, 3).Select(c => rows.Where((_, i) => labels[i] == c).ToArray()).Where(members => members.Length > 0)
                .Sum(members => members.Sum(point => NaiveClustering.SquaredDistance(point, NaiveClustering.Mean(members, 2))));
            best = Math.Min(best, inertia);
        }

        Assert.Equal(best, Fit(PointSets.Matrix(rows), 3).Inertia, 1e-5 * best);
    }

    [Theory]
    [InlineData(600)] // One chunk: the threads share the restarts.
    [InlineData(9_000)] // Three chunks: the threads share the points, and the runs are polished.
    [InlineData(13_000)] // More points than are polished.
    public void Fit_AnyNumberOfThreads_SameBits(int n)
    {
        var points = PointSets.Matrix(PointSets.Blobs(seed: 10, n, 3, 9, noise: 4));
        var options = new KMeansOptions { Clusters = 7, Restarts = 3, Seed = 5 };

        var expected = KMeans.Fit(points, options, Parallelism.None);

        foreach (var threads in (int[])[1, 2, 8])
        {
            var result = KMeans.Fit(points, options, new Parallelism(threads, CancellationToken.None));
            Assert.Equal(expected.Labels, result.Labels);
            Assert.Equal(expected.Centroids, result.Centroids);
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected.Inertia), BitConverter.DoubleToInt64Bits(result.Inertia));
            Assert.Equal(expected.Iterations, result.Iterations);
        }
    }

    [Fact]
    public void Fit_OtherSeed_SearchesElsewhere()
    {
        // 60 points without structure have many optima: with one restart two seeds do not find the same clusters in the same order.
        var points = PointSets.Matrix(PointSets.Blobs(seed: 11, 60, 4, 60, noise: 0));

        Assert.NotEqual(Fit(points, 9, restarts: 1, seed: 1).Labels, Fit(points, 9, restarts: 1, seed: 2).Labels);
    }

    [Fact]
    public void Fit_PaddingIsNaN_DoesNotReachTheResult()
    {
        var rows = PointSets.Blobs(seed: 12, 100, 3, 4, noise: 2);
        var (clean, poisoned) = (PointSets.Matrix(rows), PointSets.Matrix(rows));
        PointSets.PoisonPadding(poisoned);

        var (expected, result) = (Fit(clean, 4), Fit(poisoned, 4));

        Assert.Equal(expected.Labels, result.Labels);
        Assert.Equal(expected.Centroids, result.Centroids);
        Assert.Equal(expected.Inertia, result.Inertia);
    }

    [Fact]
    public void Fit_Cancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        foreach (var threads in (int[])[1, 2])
            Assert.ThrowsAny<OperationCanceledException>(() => KMeans.Fit(PointSets.Matrix(FourPoints), new KMeansOptions { Clusters = 2 }, new Parallelism(threads, cancellation.Token)));
    }

    private static KMeansResult Fit(FeatureMatrix points, int clusters, int restarts = 10, long seed = 42) =>
        KMeans.Fit(points, new KMeansOptions { Clusters = clusters, Restarts = restarts, Seed = seed }, Parallelism.None);
}
