using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Scores;

/// <summary>Scores of a clustering that need one pass over the points.</summary>
/// <param name="CalinskiHarabasz">Larger is better; null where it has no value (one cluster, k = n, or no spread within).</param>
/// <param name="DaviesBouldin">Smaller is better; null where it has no value (one cluster, or two centroids in one place).</param>
public sealed record ClusterScores(double? CalinskiHarabasz, double? DaviesBouldin)
{
    /// <summary>
    /// Computes both: Calinski and Harabasz 1974, doi 10.1080/03610927408827101; Davies and Bouldin 1979,
    /// doi 10.1109/TPAMI.1979.4766909. O(n d + k^2 d).
    /// </summary>
    /// <param name="points">n x d.</param>
    /// <param name="clustering">A clustering of the points; its centroids are the means of its clusters.</param>
    /// <param name="parallelism">How many threads may work on it; the bits do not depend on it.</param>
    public static ClusterScores Compute(FeatureMatrix points, KMeansResult clustering, Parallelism parallelism)
    {
        var k = clustering.Clusters;
        if (k < 2) return new ClusterScores(null, null);
        return new ClusterScores(Finite(CalinskiHarabaszOf(points, clustering)), Finite(DaviesBouldinOf(points, clustering, parallelism)));
    }

    private static double CalinskiHarabaszOf(FeatureMatrix points, KMeansResult clustering)
    {
        var (n, d, k) = (points.Count, points.Features, clustering.Clusters);
        var mean = new double[d];
        for (var c = 0; c < k; c++)
            for (var f = 0; f < d; f++) mean[f] += (double)clustering.Sizes[c] / n * clustering.Centroids[(c * d) + f];

        var between = 0.0;
        for (var c = 0; c < k; c++)
        {
            for (var f = 0; f < d; f++)
            {
                var difference = clustering.Centroids[(c * d) + f] - mean[f];
                between += clustering.Sizes[c] * difference * difference;
            }
        }

        return between * (n - k) / (clustering.Inertia * (k - 1));
    }

    private static double DaviesBouldinOf(FeatureMatrix points, KMeansResult clustering, Parallelism parallelism)
    {
        var (d, k) = (points.Features, clustering.Clusters);
        var spread = Spread(points, clustering, parallelism);

        var sum = 0.0;
        for (var a = 0; a < k; a++)
        {
            parallelism.Cancellation.ThrowIfCancellationRequested();
            var worst = 0.0;
            for (var b = 0; b < k; b++)
            {
                if (a == b) continue;
                var apart = Math.Sqrt(SquaredDistance.Between(clustering.Centroids.AsSpan(a * d, d), clustering.Centroids.AsSpan(b * d, d)));
                worst = Math.Max(worst, (spread[a] + spread[b]) / apart);
            }

            sum += worst;
        }

        return sum / k;
    }

    /// <summary>For each cluster the mean distance of its points to its centroid.</summary>
    private static double[] Spread(FeatureMatrix points, KMeansResult clustering, Parallelism parallelism)
    {
        var sums = Array.ConvertAll(new ExactSum[parallelism.Threads][], _ => Array.ConvertAll(new ExactSum[clustering.Clusters], _ => new ExactSum()));
        new FixedChunks(points).Each(parallelism, (worker, _, first, end) =>
        {
            var sum = sums[worker];
            Span<double> squares = stackalloc double[FeatureMatrix.BlockSize];
            Span<int> places = stackalloc int[FeatureMatrix.BlockSize];
            ref var centroids = ref MemoryMarshal.GetArrayDataReference(clustering.Centroids);
            for (var block = first; block < end; block++)
            {
                var labels = clustering.Labels.AsSpan(block * FeatureMatrix.BlockSize, points.PointsIn(block));
                squares.Clear();
                for (var i = 0; i < labels.Length; i++) places[i] = labels[i] * points.Features;
                for (var f = 0; f < points.Features; f++)
                {
                    var values = points.Block(block).Slice(f * FeatureMatrix.BlockSize, labels.Length);
                    for (var i = 0; i < values.Length; i++)
                    {
                        var difference = (double)values[i] - Unsafe.Add(ref centroids, places[i] + f);
                        squares[i] += difference * difference;
                    }
                }

                for (var i = 0; i < labels.Length; i++) sum[labels[i]].Add(Math.Sqrt(squares[i]));
            }
        });

        var spread = new double[clustering.Clusters];
        for (var c = 0; c < spread.Length; c++)
        {
            var all = new ExactSum();
            foreach (var sum in sums) all.Add(sum[c]);
            spread[c] = all.Value / clustering.Sizes[c];
        }

        return spread;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
