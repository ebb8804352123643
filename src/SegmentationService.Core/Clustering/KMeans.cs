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

    /// <summary>Above so many points the search goes on on samples, and only its best results run on all points.</summary>
    private const int SampledAbove = 50_000;

    private const int Samples = 3;

    private const int FinalistsPerSample = 10;

    private const int Finalists = 5;

    private const int FirstIterations = 3;

    private const int PointsPerCluster = 50;

    /// <summary>So many rounds in a row without a better result end the search; up to <see cref="TinyPoints"/> none do, rounds cost nothing there.</summary>
    private const int Patience = 4;

    private const int TinyPoints = 1_000;

    /// <summary>A start that is still so much worse than the best after its first iterations is given up.</summary>
    private const double OutOfReach = 1.05;

    private const int GlanceIterations = 8;

    /// <summary>
    /// Clusters the points. The inertia is not above that of the best of <see cref="KMeansOptions.Restarts"/> independent runs; above
    /// 50,000 points, where the search goes on on samples, the aim is at most 0.1 % above it, kept in trials but not proven.
    /// The result depends on points and options alone, bit for bit, not on the number of threads or the width of the vectors.
    /// O(restarts n k d iterations), and up to ten times that for small n.
    /// </summary>
    /// <param name="points">n x d; finite values.</param>
    /// <param name="options">What to do.</param>
    /// <param name="parallelism">How many threads may work on it.</param>
    /// <exception cref="InvalidOptionsException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static KMeansResult Fit(FeatureMatrix points, KMeansOptions options, Parallelism parallelism) =>
        Fit(points, new PointTotals(points, parallelism), options, parallelism);

    /// <summary>The same with totals that several fits of the same points share.</summary>
    internal static KMeansResult Fit(FeatureMatrix points, PointTotals totals, KMeansOptions options, Parallelism parallelism)
    {
        Check(points, options);
        if (options.Clusters == 1) return new Lloyd(points, totals, 1, parallelism).Run(new float[points.Features], options.MaxIterations);

        return points.Count > SampledAbove
            ? FitOnSamples(points, totals, options, parallelism)
            : new Search(points, totals, options, parallelism, polish: points.Count <= ThoroughPoints).Best();
    }

    /// <summary>
    /// Searches on samples, where a run costs little, and tries the finalists of each on all points: a sample shows which optima
    /// are good, but not which of several good ones is best. The best runs to the end, and a round of swaps on all points follows.
    /// </summary>
    private static KMeansResult FitOnSamples(FeatureMatrix points, PointTotals totals, KMeansOptions options, Parallelism parallelism)
    {
        var size = (int)Math.Min(points.Count / 2, Math.Max(ThoroughPoints, (long)PointsPerCluster * options.Clusters));
        var lloyd = new Lloyd(points, totals, options.Clusters, parallelism);
        var glances = new List<KMeansResult>();
        for (var sample = 0; sample < Samples; sample++)
        {
            var drawn = points.Select(Draw(points.Count, size, new SeededRandom(options.Seed, -1 - sample)));
            var search = new Search(drawn, new PointTotals(drawn, parallelism), options, parallelism, polish: false);
            search.Best();
            glances.AddRange(Distinct(search.Results, FinalistsPerSample)
                .Select(finalist => lloyd.Run(finalist.Centroids, Math.Min(FirstIterations, options.MaxIterations))));
        }

        var best = Distinct(glances, Finalists)
            .Select(finalist => lloyd.Run(finalist.Centroids, options.MaxIterations).After(finalist.Iterations))
            .MinBy(result => result.Inertia)!;
        return new Search(points, totals, options, parallelism, polish: false).Round(1, best);
    }

    /// <summary>The best results that differ in their inertia, best first.</summary>
    private static IEnumerable<KMeansResult> Distinct(IEnumerable<KMeansResult> results, int most) =>
        results.OrderBy(result => result.Inertia).DistinctBy(result => (float)result.Inertia).Take(most);

    /// <summary>So many of the numbers 0 to count - 1, each as likely as any other, in ascending order (Knuth, algorithm S). O(count).</summary>
    private static int[] Draw(int count, int size, SeededRandom random)
    {
        var drawn = new int[size];
        for (int i = 0, taken = 0; taken < size; i++)
            if (random.NextDouble() * (count - i) < size - taken) drawn[taken++] = i;
        return drawn;
    }

    /// <summary>The rounds of one search: each tries as many starts as there are restarts, side by side, and keeps the best result.</summary>
    private sealed class Search(FeatureMatrix points, PointTotals totals, KMeansOptions options, Parallelism parallelism, bool polish)
    {
        private readonly bool _thorough = points.Count <= ThoroughPoints;
        private readonly List<KMeansResult> _results = [];

        /// <summary>Rounds until several in a row bring nothing better.</summary>
        public KMeansResult Best()
        {
            var rounds = Math.Max(1, (int)((long)ThoroughRounds * ThoroughPoints / Math.Max(points.Count, ThoroughPoints)));
            var patience = points.Count <= TinyPoints ? ThoroughRounds : Patience;
            var best = Round(0, incumbent: null);
            for (int round = 1, failures = 0; round <= rounds && failures < patience; round++)
            {
                var next = Round(round, best);
                failures = next == best ? failures + 1 : 0;
                best = next;
            }

            return best;
        }

        /// <summary>The results of all rounds.</summary>
        public IReadOnlyList<KMeansResult> Results => _results;

        /// <summary>One round.</summary>
        /// <param name="round">Its number: the draws depend on it.</param>
        /// <param name="incumbent">The best so far, or null.</param>
        /// <returns>The best now.</returns>
        public KMeansResult Round(int round, KMeansResult? incumbent)
        {
            var results = new KMeansResult?[options.Restarts];
            var (across, within) = new FixedChunks(points).Count == 1 ? (parallelism, parallelism.Single) : (parallelism.Single, parallelism);
            across.For(results.Length, trial =>
            {
                var random = new SeededRandom(options.Seed, ((long)round * options.Restarts) + trial);
                var start = incumbent is not null && (!_thorough || trial % 2 == 0)
                    ? Swap(points, incumbent.Centroids, random)
                    : new KMeansPlusPlus(points, within).Seed(options.Clusters, random);
                results[trial] = Run(start, within, incumbent);
            });

            _results.AddRange(results.OfType<KMeansResult>());
            var winner = incumbent;
            foreach (var result in results)
                if (result is not null && (winner is null || result.Inertia < winner.Inertia)) winner = result;
            return winner!;
        }

        /// <summary>Runs to the end; null when the first iterations show that the incumbent is out of reach.</summary>
        private KMeansResult? Run(float[] start, Parallelism within, KMeansResult? incumbent)
        {
            var lloyd = new Lloyd(points, totals, options.Clusters, within);
            var before = 0;
            if (incumbent is not null)
            {
                var glance = lloyd.Run(start, Math.Min(GlanceIterations, options.MaxIterations));
                if (glance.Inertia > incumbent.Inertia * OutOfReach) return null;
                (start, before) = (glance.Centroids, glance.Iterations);
            }

            var result = lloyd.Run(start, options.MaxIterations).After(before);
            if (!polish || Hartigan.Improve(points, result, parallelism.Cancellation) is not { } centroids) return result;

            var improved = lloyd.Run(centroids, options.MaxIterations);
            return improved.Inertia < result.Inertia ? improved.After(result.Iterations) : result;
        }
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
