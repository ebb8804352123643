using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Clustering.Jury;

/// <summary>Protects the jury: it is found from the points alone, its clusters stand beside those that they judge, and their stability is that of clusterboot.</summary>
public sealed class JurySelectionTests
{
    [Fact]
    public void Of_GroupsFarApart_EachJurorFindsEachOfThem()
    {
        var points = PointSets.Matrix(PointSets.Blobs(3, 400, 3, 4, noise: 0.1));
        var centroids = Fit(points, 4);

        var verdict = Select(points, centroids)!;

        Assert.All(verdict.Stability, stability => Assert.Equal(1, stability));
        var centroid = new float[3];
        for (var juror = 0; juror < verdict.Jurors.Count; juror++)
        {
            for (var c = 0; c < 4; c++)
            {
                verdict.Jurors.CopyCentroid(juror, c, centroid);
                for (var f = 0; f < 3; f++) Assert.Equal(centroids[(3 * c) + f], centroid[f], 0.05);
            }
        }
    }

    [Theory]
    [InlineData(5, 4, 1.0)]
    [InlineData(6, 5, 4.0)]
    [InlineData(7, 3, 6.0)]
    public void Of_GroupsThatOverlap_StabilityIsThatOfANaiveClusterboot(int seed, int clusters, double noise)
    {
        var rows = PointSets.Blobs(seed, 600, 2, 4, noise);
        var points = PointSets.Matrix(rows);
        var centroids = Fit(points, clusters);

        var stability = Select(points, centroids)!.Stability;

        // Hennig's clusterboot: resample, cluster, and take for each cluster the best Jaccard index that a cluster of the sample has with it.
        var random = new Random(99);
        var sums = new double[clusters];
        var labels = Labels(rows, centroids);
        const int resamples = 100;
        for (var resample = 0; resample < resamples; resample++)
        {
            var drawn = Enumerable.Range(0, rows.Length).Select(_ => random.Next(rows.Length)).ToArray();
            var others = Labels(rows, Fit(points.Select(drawn), clusters, seed: resample));
            for (var c = 0; c < clusters; c++) sums[c] += Enumerable.Range(0, clusters).Max(other => Jaccard(labels, c, others, other));
        }

        for (var c = 0; c < clusters; c++) Assert.Equal(sums[c] / resamples, stability[c]!.Value, 0.05);
    }

    [Fact]
    public void Of_ManyPoints_CentroidsWaverAsMuchAsThoseOfAllWould()
    {
        // The mean of n points of a group of standard deviation s has the standard deviation s / sqrt(n): here uniform on [-1, 1], so s = 1 / sqrt(3), and a quarter of the points each.
        var points = PointSets.Matrix(PointSets.Blobs(8, 40_000, 2, 4, noise: 1));
        var jurors = Select(points, Fit(points, 4))!.Jurors;

        var (centroid, deviations) = (new float[2], new List<double>());
        for (var c = 0; c < 4; c++)
        {
            double[] values = [.. Enumerable.Range(0, jurors.Count).Select(juror => { jurors.CopyCentroid(juror, c, centroid); return (double)centroid[0]; })];
            var mean = values.Average();
            deviations.Add(Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
        }

        var expected = 1 / Math.Sqrt(3) / Math.Sqrt(10_000);
        Assert.InRange(deviations.Average(), 0.8 * expected, 1.2 * expected);
    }

    [Fact]
    public void Of_AnyNumberOfThreads_IsTheSameJury()
    {
        var points = PointSets.Matrix(PointSets.Blobs(9, 12_000, 4, 6, noise: 3));
        var centroids = Fit(points, 5);

        var (alone, many) = (Select(points, centroids)!, Select(points, centroids, threads: 8)!);

        Assert.Equal(alone.Jurors.ToBytes(), many.Jurors.ToBytes());
        Assert.Equal(alone.Stability, many.Stability);
        Assert.NotEqual(alone.Jurors.ToBytes(), Select(points, centroids, seed: 2)!.Jurors.ToBytes());
    }

    [Fact]
    public void Of_HardlyMoreDifferentPointsThanClusters_IsNoJury()
    {
        // A sample with replacement of 8 points has all 8 of them in one of 416 draws.
        Assert.Null(Select(PointSets.Line(1, 2, 4, 8, 16, 32, 64, 128), [1, 2, 4, 8, 16, 32, 64, 128]));
    }

    [Fact]
    public void Of_OneCluster_NeedsNoJury() => Assert.Null(Select(PointSets.Line(1, 2, 3), [2]));

    private static JuryVerdict? Select(FeatureMatrix points, float[] centroids, int threads = 1, long seed = 1) =>
        JurySelection.Of(points, centroids, new JuryOptions { Jurors = Jurors.Usual, Seed = seed }, new Parallelism(threads, CancellationToken.None));

    private static float[] Fit(FeatureMatrix points, int clusters, long seed = 42) =>
        KMeans.Fit(points, new KMeansOptions { Clusters = clusters, Seed = seed, Restarts = 4 }, Parallelism.None).Centroids;

    private static int[] Labels(double[][] rows, float[] centroids)
    {
        double[][] places = [.. centroids.Chunk(rows[0].Length).Select(centroid => Array.ConvertAll(centroid, value => (double)value))];
        return [.. rows.Select(row => NaiveClustering.Nearest(row, places))];
    }

    private static double Jaccard(int[] labels, int cluster, int[] others, int other)
    {
        var both = labels.Zip(others).Count(pair => pair.First == cluster && pair.Second == other);
        return (double)both / labels.Zip(others).Count(pair => pair.First == cluster || pair.Second == other);
    }
}
