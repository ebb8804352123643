using FsCheck.Fluent;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Scores;

namespace SegmentationService.Core.Tests.Clustering.Scores;

/// <summary>Protects the two scores that are reported beside the silhouette.</summary>
public sealed class ClusterScoresTests
{
    [Fact]
    public void Compute_FourPoints_ByHand()
    {
        // Means (0, 1) and (10, 1), overall (5, 1): between = 4 x 25 = 100 with 1 degree, within = 4 with 2 degrees: 100 / 2 = 50.
        // Each spread is 1 and the means are 10 apart: (1 + 1) / 10 for both.
        var points = PointSets.Matrix([0, 0], [0, 2], [10, 0], [10, 2]);

        var scores = ClusterScores.Compute(points, Fit(points, 2), Parallelism.None);

        Assert.Equal(50, scores.CalinskiHarabasz!.Value, 1e-9);
        Assert.Equal(0.2, scores.DaviesBouldin!.Value, 1e-9);
    }

    [Theory]
    [InlineData(1, 60, 2, 3)]
    [InlineData(2, 200, 4, 6)]
    [InlineData(3, 130, 1, 5)]
    public void Compute_RandomPoints_EqualsNaive(int seed, int n, int d, int k)
    {
        var rows = PointSets.Blobs(seed, n, d, k, noise: 3);
        var points = PointSets.Matrix(rows);
        var clustering = Fit(points, k);

        var scores = ClusterScores.Compute(points, clustering, Parallelism.None);

        Assert.Equal(1, scores.CalinskiHarabasz!.Value / NaiveClustering.CalinskiHarabasz(rows, clustering.Labels), 1e-5);
        Assert.Equal(1, scores.DaviesBouldin!.Value / NaiveClustering.DaviesBouldin(rows, clustering.Labels), 1e-5);
    }

    [Fact]
    public void Compute_OneCluster_HasNoValues()
    {
        var points = PointSets.Line(1, 2, 3);

        Assert.Equal(new ClusterScores(null, null), ClusterScores.Compute(points, Fit(points, 1), Parallelism.None));
    }

    [Fact]
    public void Compute_EveryPointItsOwnCluster_HasNoCalinskiHarabasz()
    {
        var points = PointSets.Line(1, 2, 4);

        var scores = ClusterScores.Compute(points, Fit(points, 3), Parallelism.None);

        Assert.Null(scores.CalinskiHarabasz);
        Assert.Equal(0, scores.DaviesBouldin); // No spread at all.
    }

    [Fact]
    public void Compute_NoSpreadWithin_HasNoCalinskiHarabasz()
    {
        var points = PointSets.Line(1, 1, 4, 4);

        Assert.Null(ClusterScores.Compute(points, Fit(points, 2), Parallelism.None).CalinskiHarabasz);
    }

    [Fact]
    public void Compute_TwoCentroidsInOnePlace_HasNoDaviesBouldin()
    {
        var points = PointSets.Line(0, 2, 0, 2);
        var twice = new KMeansResult { Centroids = [1, 1], Labels = [0, 0, 1, 1], Sizes = [2, 2], Inertia = 4, Iterations = 1, Converged = true };

        Assert.Null(ClusterScores.Compute(points, twice, Parallelism.None).DaviesBouldin);
    }

    [Fact]
    public void Compute_PointsInAnyOrderOnAnyNumberOfThreads_HasTheSameBits() =>
        SeededProperty.Holds(Gen.Choose(0, int.MaxValue), seed =>
        {
            var random = new Random(seed);
            var rows = PointSets.Blobs(seed, random.Next(5, 400), 3, 4, noise: 3);
            var clustering = Fit(PointSets.Matrix(rows), 4);
            var order = Enumerable.Range(0, rows.Length).ToArray();
            var scores = ClusterScores.Compute(PointSets.Matrix(rows), clustering, Parallelism.None);
            random.Shuffle(order);
            var shuffled = new KMeansResult
            {
                Centroids = clustering.Centroids,
                Labels = [.. order.Select(i => clustering.Labels[i])],
                Sizes = clustering.Sizes,
                Inertia = clustering.Inertia,
                Iterations = clustering.Iterations,
                Converged = clustering.Converged,
            };

            Assert.Equal(scores, ClusterScores.Compute(PointSets.Matrix([.. order.Select(i => rows[i])]), shuffled, new Parallelism(3, CancellationToken.None)));
        }, tests: 30);

    private static KMeansResult Fit(Core.Data.FeatureMatrix points, int clusters) =>
        KMeans.Fit(points, new KMeansOptions { Clusters = clusters }, Parallelism.None);
}
