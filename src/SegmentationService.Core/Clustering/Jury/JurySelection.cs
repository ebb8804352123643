using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Search;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Jury;

/// <summary>
/// Finds the jurors of a clustering and asks them how stable its clusters are (Hennig 2007, Cluster-wise assessment of cluster stability, doi 10.1016/j.csda.2006.11.025).
/// Each juror is k-means on a bootstrap of the points, from starts of its own: one that began at the centroids of the clustering would find its optimum again where there are
/// several as good.
/// </summary>
public static class JurySelection
{
    /// <summary>The points of a bootstrap at most. What fewer points make centroids waver more than all of them would is taken back by <see cref="Shrink"/>.</summary>
    internal const int MostDrawn = 2_000;

    /// <summary>The points that clusters are compared on at most.</summary>
    internal const int MostCompared = 10_000;

    /// <summary>The stream of the seed that the compared points are drawn by.</summary>
    private const long StreamOfCompared = long.MinValue;

    /// <summary>
    /// Finds them: k-means on bootstraps of m = min(n, 2,000) points, aligned with the clusters by the customers that they share among at most 10,000, and each centroid taken to
    /// c + (c_juror - c) sqrt(m / n), since centroids of n points waver by so much less than those of m. Independent of the number of threads and the width of vectors, bit for bit.
    /// O(B (restarts m k d iterations + 10,000 k d + k^3)), whatever n is.
    /// </summary>
    /// <param name="points">n x d, those that were clustered.</param>
    /// <param name="centroids">in: k x d, row-major.</param>
    /// <param name="options">How many, and from which seed.</param>
    /// <param name="parallelism">How many threads may work on it: each juror is found by one.</param>
    /// <returns>The jury; null where there is but one cluster, or resampled points are too often too few different ones for so many clusters.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static JuryVerdict? Of(FeatureMatrix points, float[] centroids, JuryOptions options, Parallelism parallelism) =>
        Of(new PointsInMemory(points, parallelism), centroids, options, parallelism);

    /// <summary>The same of points wherever they lie.</summary>
    internal static JuryVerdict? Of(IPoints points, float[] centroids, JuryOptions options, Parallelism parallelism)
    {
        var (d, k) = (points.Features, centroids.Length / points.Features);
        if (k < 2) return null;
        var compared = points.Select(points.Count <= MostCompared ? null : StretchSample.Draw(points.Count, MostCompared, options.Seed, StreamOfCompared));
        var labels = Assignment.Of(compared, centroids, parallelism).Labels;
        var size = Math.Min(points.Count, MostDrawn);
        var (jurors, jaccard, isHung) = (new float[options.Jurors][], new double?[options.Jurors][], false);
        parallelism.Each(options.Jurors, (_, juror) =>
        {
            if (Volatile.Read(ref isHung)) return;
            if (BootstrapSample.Draw(points, size, k, options.Seed, juror, parallelism.Cancellation) is not { } drawn)
            {
                Volatile.Write(ref isHung, true);
                return;
            }

            var found = Find(drawn.Points, new KMeansOptions { Clusters = k, Restarts = options.Restarts, Seed = drawn.Seed }, parallelism.Single);
            jurors[juror] = Shrink(centroids, Align(compared, labels, found, k, parallelism.Single), Math.Sqrt((double)size / points.Count));
            jaccard[juror] = Jaccard(labels, Assignment.Of(compared, jurors[juror], parallelism.Single).Labels, k);
        });
        return isHung ? null : new JuryVerdict(new Jurors(jurors, d), [.. Enumerable.Range(0, k).Select(c => jaccard.Average(of => of[c]))]);
    }

    private static float[] Find(FeatureMatrix sample, KMeansOptions options, Parallelism single) =>
        new KMeansSearch(sample, new PointTotals(sample, single), options, single).BestStart().Centroids;

    /// <summary>Centroids of a juror in the order of the clusters that they share most customers with.</summary>
    private static float[] Align(FeatureMatrix compared, int[] labels, float[] found, int k, Parallelism single)
    {
        var d = compared.Features;
        var shared = new int[k, k];
        var others = Assignment.Of(compared, found, single).Labels;
        for (var i = 0; i < labels.Length; i++) shared[labels[i], others[i]]++;
        return [.. HungarianAlignment.Match(shared).SelectMany(c => found[(c * d)..((c + 1) * d)])];
    }

    private static float[] Shrink(float[] centroids, float[] juror, double share)
    {
        var shrunk = new float[juror.Length];
        for (var i = 0; i < shrunk.Length; i++) shrunk[i] = (float)(centroids[i] + (((double)juror[i] - centroids[i]) * share));
        return shrunk;
    }

    /// <summary>For each cluster the customers that both have over those that either has; null where neither has any.</summary>
    private static double?[] Jaccard(int[] labels, int[] others, int k)
    {
        var (both, either) = (new int[k], new int[k]);
        for (var i = 0; i < labels.Length; i++)
        {
            either[labels[i]]++;
            if (labels[i] == others[i]) both[labels[i]]++;
            else either[others[i]]++;
        }

        return [.. both.Select((count, c) => either[c] == 0 ? (double?)null : (double)count / either[c])];
    }
}
