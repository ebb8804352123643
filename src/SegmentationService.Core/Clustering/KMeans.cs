using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Search;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering;

/// <summary>
/// k-means: the best of several greedy k-means++ starts, each run to where Lloyd's algorithm stands still, and then improved by
/// moves of one centroid at a time (<see cref="KMeansSearch"/>). Many points are searched on samples, each several times as large as
/// the one before; only what is best there goes on to the next, and at last to all.
/// </summary>
public static class KMeans
{
    /// <summary>Up to so many points the search is on all of them.</summary>
    private const int SampledAbove = 24_000;

    private const int SmallestSample = 16_000;

    private const int PointsPerCluster = 64;

    /// <summary>With very many clusters a sample has fewer points for each.</summary>
    private const int LargestSample = 100_000;

    /// <summary>How much larger each sample is than the one before.</summary>
    private const int SampleGrowth = 8;

    private const int Finalists = 6;

    /// <summary>A start that is so much worse than the best on a sample is no finalist.</summary>
    private const double NearBest = 1.01;

    private const int FirstIterations = 4;

    /// <summary>
    /// A run on many points ends after a pass that lowers the inertia by a smaller share of it than this. The passes that would follow, often
    /// hundreds, move a few points between clusters that share a dense region.
    /// </summary>
    private const double SmallGain = 1e-7;

    /// <summary>The same of a run on a sample, whose inertia is itself only as exact as that.</summary>
    private const double SampleGain = 1e-5;

    /// <summary>
    /// Clusters the points. Up to 24,000 points the result is Lloyd-stable, of more a pass over all of them lowers the inertia by less than 1e-7 of
    /// it; the labels are those of the centroids in both cases. The aim, kept in trials but not proven, is an inertia at most 0.1 % above the
    /// best of <see cref="KMeansOptions.Restarts"/> independent runs. The result depends on points and options alone, bit for bit, not
    /// on the number of threads or the width of the vectors. O(restarts m k d iterations + n k d iterations), m points of a sample.
    /// </summary>
    /// <param name="points">n x d; finite values.</param>
    /// <param name="options">What to do.</param>
    /// <param name="parallelism">How many threads may work on it.</param>
    /// <exception cref="InvalidOptionsException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static KMeansResult Fit(FeatureMatrix points, KMeansOptions options, Parallelism parallelism) =>
        Fit(new PointSample(new PointsInMemory(points, parallelism)), options, parallelism).WithLabels(points, parallelism);

    /// <summary>The same of points wherever they lie, with what several fits of them share.</summary>
    internal static ClusterSet Fit(PointSample points, KMeansOptions options, Parallelism parallelism)
    {
        var found = Search(points, options, parallelism);
        return Finish(points, new Lloyd(points.All, options.Clusters, parallelism), found, options, parallelism);
    }

    /// <summary>The first half of a fit: good optima of the smallest sample. Thread-safe: fits for several k may search side by side.</summary>
    internal static IReadOnlyList<Descent> Search(PointSample points, KMeansOptions options, Parallelism parallelism)
    {
        Check(points.All, options);
        if (options.Clusters == 1) return [];
        var (sample, totals) = points.Sample(FirstSample(points, options), options.Seed, parallelism);
        return new KMeansSearch(sample, totals, options, parallelism).Run();
    }

    /// <summary>The second half: the best of them on larger samples, and at last on all points.</summary>
    /// <param name="points">All points.</param>
    /// <param name="all">For runs on all of them.</param>
    /// <param name="found">The result of the first half.</param>
    /// <param name="options">What to do.</param>
    /// <param name="parallelism">How many threads may work on it.</param>
    /// <param name="onPass">Told of each pass of the last run its number and inertia.</param>
    internal static ClusterSet Finish(
        PointSample points, Lloyd all, IReadOnlyList<Descent> found, KMeansOptions options, Parallelism parallelism, Action<int, double>? onPass = null)
    {
        var n = points.All.Count;
        if (options.Clusters == 1) return all.Run(new float[points.All.Features], options.MaxIterations, onPass);
        var leastGain = FirstSample(points, options) < n ? SmallGain : 0;
        for (var size = FirstSample(points, options); size < n;)
        {
            size = (int)Math.Min(n, (long)size * SampleGrowth);
            if (2L * size > n) size = n;
            var lloyd = size == n ? all : OnSample(size);
            var finalists = BestFirst(found).Take(Finalists).ToArray();

            // The best one last: it is mostly the one that goes on, and then from where the last run has ended.
            for (var i = finalists.Length - 1; i >= 0; i--) finalists[i] = lloyd.Descend(finalists[i].Centroids, Math.Min(FirstIterations, options.MaxIterations));
            found = size < n ? [.. BestFirst(finalists).Take(2).Select(finalist => lloyd.Descend(finalist.Centroids, options.MaxIterations, SampleGain))] : finalists;
        }

        var best = BestFirst(found).First();
        return all.Run(best.Centroids, options.MaxIterations, onPass, leastGain).After(best.Iterations);

        Lloyd OnSample(int size)
        {
            var (sample, totals) = points.Sample(size, options.Seed, parallelism);
            return new Lloyd(new PointsInMemory(sample, totals), options.Clusters, parallelism);
        }
    }

    /// <summary>How many points the search is on.</summary>
    private static int FirstSample(PointSample points, KMeansOptions options)
    {
        var n = points.All.Count;
        return n <= SampledAbove ? n : Math.Min(n / 2, Math.Max(SmallestSample, Math.Min(LargestSample, PointsPerCluster * options.Clusters)));
    }

    /// <summary>The results that differ in their inertia and are not far worse than the best, best first.</summary>
    internal static IEnumerable<Descent> BestFirst(IReadOnlyCollection<Descent> results)
    {
        var least = results.Min(result => result.Inertia);
        return results.Where(result => result.Inertia <= least * NearBest).OrderBy(result => result.Inertia).DistinctBy(result => (float)result.Inertia);
    }

    private static void Check(IPoints points, KMeansOptions options)
    {
        if (options.Clusters < 1 || options.Clusters > points.Count)
            throw new InvalidOptionsException("clusters", $"{options.Clusters} clusters were asked for; allowed is 1 to the number of customers, {points.Count}.");
        if (options.Restarts is < 1 or > 1_000)
            throw new InvalidOptionsException("restarts", $"{options.Restarts} restarts were asked for; allowed is 1 to 1000.");
        if (options.MaxIterations < 1)
            throw new InvalidOptionsException("maxIterations", $"{options.MaxIterations} iterations were asked for; at least 1 is needed.");
    }
}
