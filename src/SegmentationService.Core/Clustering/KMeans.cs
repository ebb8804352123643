using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering;

/// <summary>
/// k-means: the best of several greedy k-means++ starts, each run to where Lloyd's algorithm stands still, and then improved by
/// random swaps of one centroid (Fränti 2018, "Efficiency of random swap clustering", doi 10.1186/s40537-018-0122-y).
/// </summary>
public static class KMeans
{
    /// <summary>Up to this many points each run is polished by single moves and each round also tries new starts.</summary>
    private const int ThoroughPoints = 10_000;

    private const int ThoroughRounds = 10;

    /// <summary>
    /// Clusters the points. The inertia is never above that of the best of <see cref="KMeansOptions.Restarts"/> independent runs.
    /// The result depends on points and options alone, bit for bit, not on the number of threads or the width of the vectors.
    /// O(restarts n k d iterations), and up to ten times that for small n.
    /// </summary>
    /// <param name="points">n x d; finite values.</param>
    /// <param name="options">What to do.</param>
    /// <param name="parallelism">How many threads may work on it.</param>
    /// <exception cref="InvalidOptionsException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static KMeansResult Fit(FeatureMatrix points, KMeansOptions options, Parallelism parallelism)
    {
        Check(points, options);
        if (options.Clusters == 1) return new Lloyd(points, 1, parallelism).Run(new float[points.Features], options.MaxIterations);

        var thorough = points.Count <= ThoroughPoints;
        var rounds = Math.Max(1, (int)((long)ThoroughRounds * ThoroughPoints / Math.Max(points.Count, ThoroughPoints)));
        var best = BestOf(points, options, parallelism, round: 0, incumbent: null);
        for (var round = 1; round <= rounds; round++)
            best = BestOf(points, options, parallelism, round, best);
        return best;

        KMeansResult BestOf(FeatureMatrix points, KMeansOptions options, Parallelism parallelism, int round, KMeansResult? incumbent)
        {
            var results = new KMeansResult[options.Restarts];
            var (across, within) = new FixedChunks(points).Count == 1 ? (parallelism, parallelism.Single) : (parallelism.Single, parallelism);
            across.For(results.Length, restart =>
            {
                var random = new SeededRandom(options.Seed, ((long)round * options.Restarts) + restart);
                var swap = incumbent is not null && (!thorough || restart % 2 == 0);
                var start = swap
                    ? Swap(points, incumbent!.Centroids, random)
                    : new KMeansPlusPlus(points, within).Seed(options.Clusters, random);
                results[restart] = Run(points, start, options, within, thorough);
            });

            var winner = incumbent;
            foreach (var result in results)
                if (winner is null || result.Inertia < winner.Inertia) winner = result;
            return winner!;
        }
    }

    private static KMeansResult Run(FeatureMatrix points, float[] start, KMeansOptions options, Parallelism parallelism, bool thorough)
    {
        var lloyd = new Lloyd(points, options.Clusters, parallelism);
        var result = lloyd.Run(start, options.MaxIterations);
        if (!thorough || Hartigan.Improve(points, result, parallelism.Cancellation) is not { } centroids) return result;

        var improved = lloyd.Run(centroids, options.MaxIterations);
        return improved.Inertia < result.Inertia ? improved : result;
    }

    /// <summary>One centroid, drawn at random, leaves its place for that of a point drawn at random.</summary>
    private static float[] Swap(FeatureMatrix points, float[] centroids, SeededRandom random)
    {
        var swapped = (float[])centroids.Clone();
        var d = points.Features;
        var leaving = random.NextInt(centroids.Length / d);
        points.CopyPoint(random.NextInt(points.Count), swapped.AsSpan(leaving * d, d));
        return swapped;
    }

    private static void Check(FeatureMatrix points, KMeansOptions options)
    {
        if (options.Clusters < 1 || options.Clusters > points.Count)
            throw new InvalidOptionsException("clusters", $"{options.Clusters} clusters were asked for; allowed is 1 to the number of customers, {points.Count}.");
        if (options.Restarts is < 1 or > 1_000)
            throw new InvalidOptionsException("restarts", $"{options.Restarts} restarts were asked for; allowed is 1 to 1000.");
        if (options.MaxIterations < 1)
            throw new InvalidOptionsException("maxIterations", $"{options.MaxIterations} iterations were asked for; at least 1 is needed.");
    }
}
