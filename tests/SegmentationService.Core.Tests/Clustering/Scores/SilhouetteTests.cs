using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Scores;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Clustering.Scores;

/// <summary>Protects the silhouette, by which the number of segments is chosen.</summary>
public sealed class SilhouetteTests
{
    [Fact]
    public void Compute_ThreePointsAndASingleton_ByHand()
    {
        // 0 and 1 are a cluster, 4 is one alone (counts 0). For 0: a = 1, b = 4, s = 3/4. For 1: a = 1, b = 3, s = 2/3.
        var score = Silhouette.Compute(PointSets.Line(0, 1, 4), Clustering([0, 0, 1], 2), 42, Parallelism.None);

        Assert.Equal((0.75 + (2.0 / 3) + 0) / 3, score.Mean!.Value, 1e-7);
        Assert.Equal(3, score.Customers);
    }

    [Theory]
    [InlineData(1, 50, 2, 3)]
    [InlineData(2, 130, 1, 2)]
    [InlineData(3, 200, 5, 8)]
    [InlineData(4, 64, 3, 64)]
    [InlineData(5, 300, 9, 20)]
    public void Compute_RandomLabels_EqualsNaive(int seed, int n, int d, int k)
    {
        // Random labels, so that silhouettes of both signs occur; the last clusters may be singletons or empty.
        var random = new Random(seed);
        var rows = PointSets.Blobs(seed, n, d, 4, noise: 2);
        int[] labels = [.. Enumerable.Range(0, n).Select(_ => (int)(k * random.NextDouble() * random.NextDouble()))];

        var score = Silhouette.Compute(PointSets.Matrix(rows), Clustering(labels, k), 42, Parallelism.None);

        Assert.Equal(NaiveClustering.Silhouette(rows, labels), score.Mean!.Value, 1e-6);
    }

    [Fact]
    public void Compute_GoodClusteringFarFromZero_EqualsNaive()
    {
        // Far from zero float distances lose digits; the clusters are 0.5 wide and 1000 away.
        var rows = PointSets.Blobs(seed: 6, 200, 3, 4, noise: 0.25).Select(row => row.Select(x => (double)(float)(x + 1000)).ToArray()).ToArray();
        int[] labels = [.. Enumerable.Range(0, 200).Select(i => i % 4)];

        var score = Silhouette.Compute(PointSets.Matrix(rows), Clustering(labels, 4), 42, Parallelism.None);

        Assert.Equal(NaiveClustering.Silhouette(rows, labels), score.Mean!.Value, 1e-5);
    }

    [Fact]
    public void Compute_EveryPointInOnePlace_IsZeroAndNotNaN()
    {
        var score = Silhouette.Compute(PointSets.Line(3, 3, 3, 3), Clustering([0, 0, 1, 1], 2), 42, Parallelism.None);

        Assert.Equal(0, score.Mean);
    }

    [Fact]
    public void Compute_OneCluster_HasNoValue()
    {
        Assert.Null(Silhouette.Compute(PointSets.Line(1, 2, 3), Clustering([0, 0, 0], 1), 42, Parallelism.None).Mean);
        Assert.Null(Silhouette.Compute(PointSets.Line(1, 2, 3), Clustering([1, 1, 1], 3), 42, Parallelism.None).Mean);
    }

    [Fact]
    public void Compute_PaddingIsNaNAndManyThreads_SameBits()
    {
        var rows = PointSets.Blobs(seed: 7, 1000, 3, 4, noise: 2);
        var (clean, poisoned) = (PointSets.Matrix(rows), PointSets.Matrix(rows));
        PointSets.PoisonPadding(poisoned);
        var clustering = Clustering([.. Enumerable.Range(0, 1000).Select(i => i % 4)], 4);

        var expected = Silhouette.Compute(clean, clustering, 42, Parallelism.None);

        Assert.Equal(expected, Silhouette.Compute(poisoned, clustering, 42, Parallelism.None));
        Assert.Equal(expected, Silhouette.Compute(clean, clustering, 42, new Parallelism(8, CancellationToken.None)));
    }

    [Fact]
    public void Compute_MoreThanTwentyThousandPoints_SamplesEveryClusterAndIsClose()
    {
        var points = ManyPoints(out var exact, out var labels);

        var score = Silhouette.Compute(points, Clustering(labels, 5), 42, Parallelism.None);

        Assert.InRange(score.Customers, Silhouette.SampleSize, Silhouette.SampleSize + 10);
        Assert.Equal(exact, score.Mean!.Value, 0.02);
    }

    [Fact]
    public void Compute_SmallClusterBesideALargeOne_IsInTheSample()
    {
        // Half of the points lie at 0 and 2 (a = 1 each), the other half far away at 1000 and 1002; one point at 3 is a cluster of
        // its own. With it the near half has b = 3 and b = 1, s = 2/3 and 0; were it left out, b would be 1000 and s 0.999.
        // The far half has s = 0.999 either way, so the mean is 2/3 with it and 0.999 without.
        const int Quarter = 5_100;
        var values = new double[(4 * Quarter) + 1];
        var labels = new int[values.Length];
        for (var i = 0; i < 4 * Quarter; i++) (values[i], labels[i]) = ((i % 4) switch { 0 => 0, 1 => 2, 2 => 1000, _ => 1002 }, i % 4 / 2);
        (values[^1], labels[^1]) = (3, 2);

        var score = Silhouette.Compute(PointSets.Line(values), Clustering(labels, 3), 42, Parallelism.None);

        Assert.Equal((((2.0 / 3) + 0) / 4) + (0.999 / 2), score.Mean!.Value, 0.02);
    }

    [Fact]
    public void Compute_OtherSeed_SamplesOtherPointsAndSameSeedTheSame()
    {
        var points = ManyPoints(out _, out var labels);
        var clustering = Clustering(labels, 5);

        var first = Silhouette.Compute(points, clustering, 1, Parallelism.None);

        Assert.Equal(first, Silhouette.Compute(points, clustering, 1, new Parallelism(2, CancellationToken.None)));
        Assert.NotEqual(first.Mean, Silhouette.Compute(points, clustering, 2, Parallelism.None).Mean);
    }

    /// <summary>20,600 points in 150 places of different weight, so that the exact silhouette needs only the distances of places.</summary>
    private static FeatureMatrix ManyPoints(out double exact, out int[] labels)
    {
        var random = new Random(8);
        var places = PointSets.Blobs(seed: 8, 150, 2, 4, noise: 4);
        var cluster = Enumerable.Range(0, 150).Select(p => p == 0 ? 4 : p % 4).ToArray();
        var weights = Enumerable.Range(0, 150).Select(p => p == 0 ? 3 : random.Next(1, 275)).ToArray();
        weights[1] += 20_600 - weights.Sum();
        var total = weights.Sum();
        Assert.True(weights[1] > 0 && total > Silhouette.ExactUpTo);

        exact = 0;
        for (var p = 0; p < 150; p++)
        {
            var means = new double[5];
            for (var c = 0; c < 5; c++)
            {
                var size = Enumerable.Range(0, 150).Where(q => cluster[q] == c).Sum(q => weights[q]);
                var sum = Enumerable.Range(0, 150).Where(q => cluster[q] == c).Sum(q => weights[q] * Math.Sqrt(NaiveClustering.SquaredDistance(places[p], places[q])));
                means[c] = sum / (c == cluster[p] ? size - 1 : size);
            }

            var (a, b) = (means[cluster[p]], means.Where((_, c) => c != cluster[p]).Min());
            exact += weights[p] * (b - a) / Math.Max(a, b) / total;
        }

        labels = [.. Enumerable.Range(0, 150).SelectMany(p => Enumerable.Repeat(cluster[p], weights[p]))];
        return PointSets.Matrix([.. Enumerable.Range(0, 150).SelectMany(p => Enumerable.Repeat(places[p], weights[p]))]);
    }

    /// <summary>Labels as a clustering; the silhouette looks at nothing else.</summary>
    private static KMeansResult Clustering(int[] labels, int clusters) => new()
    {
        Labels = labels,
        Sizes = [.. Enumerable.Range(0, clusters).Select(c => labels.Count(label => label == c))],
        Centroids = [],
        Inertia = 0,
        Iterations = 1,
        Converged = true,
    };
}
