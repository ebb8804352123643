using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Search;

/// <summary>Points and samples of them: what the fits for several numbers of clusters share.</summary>
/// <param name="points">All points.</param>
internal sealed class PointSample(IPoints points)
{
    private readonly Dictionary<int, (FeatureMatrix, PointTotals)> _samples = [];

    /// <summary>All points.</summary>
    public IPoints All { get; } = points;

    /// <summary>A sample in memory; drawn once for each size. O(n + m d). Thread-safe.</summary>
    /// <param name="size">m; n gives all.</param>
    /// <param name="seed">Where the draws begin.</param>
    /// <param name="parallelism">How many threads may work on it.</param>
    public (FeatureMatrix Points, PointTotals Totals) Sample(int size, long seed, Parallelism parallelism)
    {
        lock (_samples)
        {
            if (_samples.TryGetValue(size, out var known)) return known;
            if (size == All.Count) return _samples[size] = (All.Select(null), All.Totals);
            var drawn = All.Select(Draw(All.Count, size, new SeededRandom(seed, -1)));
            return _samples[size] = (drawn, new PointTotals(drawn, parallelism));
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
