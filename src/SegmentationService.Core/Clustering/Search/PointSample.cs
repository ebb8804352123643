using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Search;

/// <summary>Points with their totals, and samples of them: what the fits for several numbers of clusters share.</summary>
/// <param name="points">n x d.</param>
/// <param name="totals">Their totals.</param>
internal sealed class PointSample(FeatureMatrix points, PointTotals totals)
{
    private readonly Dictionary<int, PointSample> _samples = [];

    /// <summary>The points.</summary>
    public FeatureMatrix Points { get; } = points;

    /// <summary>Their totals.</summary>
    public PointTotals Totals { get; } = totals;

    /// <summary>A sample; drawn once for each size. O(n + m d). Thread-safe.</summary>
    /// <param name="size">m; n gives all.</param>
    /// <param name="seed">Where the draws begin.</param>
    /// <param name="parallelism">How many threads may work on it.</param>
    public PointSample Sample(int size, long seed, Parallelism parallelism)
    {
        if (size == Points.Count) return this;
        lock (_samples)
        {
            if (_samples.TryGetValue(size, out var known)) return known;
            var drawn = Points.Select(Draw(Points.Count, size, new SeededRandom(seed, -1)));
            return _samples[size] = new PointSample(drawn, new PointTotals(drawn, parallelism));
        }
    }

    /// <summary>So many of the numbers 0 to count - 1, each as likely as any other, in ascending order (Knuth, algorithm S). O(count).</summary>
    private static int[] Draw(int count, int size, SeededRandom random)
    {
        var drawn = new int[size];
        for (int i = 0, taken = 0; taken < size; i++)
            if (random.NextDouble() * (count - i) < size - taken) drawn[taken++] = i;
        return drawn;
    }
}
