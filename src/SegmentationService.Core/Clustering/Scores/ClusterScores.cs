using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

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
    public static ClusterScores Compute(FeatureMatrix points, KMeansResult clustering, Parallelism parallelism) =>
        Of(clustering, _ => ClusterSpreads.Of(points, clustering.Centroids, clustering.Labels, parallelism), parallelism.Cancellation);

    /// <summary>The same of points that lie elsewhere. O(k^2 d) beside the spreads.</summary>
    /// <param name="clustering">A clustering; its centroids are the means of its clusters.</param>
    /// <param name="spreadsOf">How far points lie from their centroids; asked at most once.</param>
    /// <param name="cancellation">Cancels it.</param>
    internal static ClusterScores Of(ClusterSet clustering, Func<ClusterSet, ClusterSpreads> spreadsOf, CancellationToken cancellation) => clustering.Clusters < 2
        ? new ClusterScores(null, null)
        : new ClusterScores(Finite(CalinskiHarabaszOf(clustering)), Finite(DaviesBouldinOf(clustering, spreadsOf(clustering).Means(clustering.Sizes), cancellation)));

    private static double CalinskiHarabaszOf(ClusterSet clustering)
    {
        var k = clustering.Clusters;
        var (n, d) = (clustering.Sizes.Sum(), clustering.Centroids.Length / k);
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

    private static double DaviesBouldinOf(ClusterSet clustering, double[] spread, CancellationToken cancellation)
    {
        var k = clustering.Clusters;
        var (d, sum) = (clustering.Centroids.Length / k, 0.0);
        for (var a = 0; a < k; a++)
        {
            cancellation.ThrowIfCancellationRequested();
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

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
