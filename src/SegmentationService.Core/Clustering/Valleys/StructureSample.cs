using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Scores;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Valleys;

/// <summary>The points that valleys are looked for among: of each cluster its share, values that repeat spread out, and cut into two halves in several ways.</summary>
internal sealed class StructureSample
{
    /// <summary>How often the points are cut into halves.</summary>
    public const int Splits = 5;

    private const int SmallestSize = 10_000;

    private const int PointsPerCluster = 400;

    /// <summary>The stream of the first split; the next have the numbers after it.</summary>
    private const long SplitStream = long.MinValue + 10;

    /// <summary>The stream of the first column; the next have the numbers after it.</summary>
    private const long SpreadStream = long.MinValue + 1_000;

    private StructureSample(FeatureMatrix points, long seed, Parallelism parallelism)
    {
        Points = points;
        Halves = HalvesOf(points.Count, seed);
        parallelism.For(points.Features, f => Spread(points, f, new SeededRandom(seed, SpreadStream + f)));
    }

    /// <summary>m x d.</summary>
    public FeatureMatrix Points { get; }

    /// <summary>For each point a bit for each split: whether it is in the second half.</summary>
    public byte[] Halves { get; }

    /// <summary>
    /// Draws min(n, max(10,000, 400 k)) of the points, k the largest number of clusters, by the draw of the silhouette. O(n + m d log m).
    /// </summary>
    /// <param name="points">All points.</param>
    /// <param name="clusterings">Clusterings of the points.</param>
    /// <param name="drawn">The sample of the silhouette, which is taken where it is large enough; null where there is none.</param>
    /// <param name="seed">Where the draws begin.</param>
    /// <param name="parallelism">How many threads may work on it; the bits do not depend on it.</param>
    public static StructureSample Of(IPoints points, IReadOnlyList<ClusterSet> clusterings, int[]? drawn, long seed, Parallelism parallelism)
    {
        var finest = clusterings.MaxBy(clustering => clustering.Clusters)!;
        var size = Math.Min(points.Count, Math.Max(SmallestSize, PointsPerCluster * finest.Clusters));
        if (drawn is null || drawn.Length < size) drawn = finest.MembersOf(points, ClusterSample.RanksOfShare(finest.Sizes, seed, size), parallelism);
        return new StructureSample(points.Select(drawn), seed, parallelism);
    }

    /// <summary>All of some points: for tests and for points that are few.</summary>
    internal static StructureSample OfAll(FeatureMatrix points, long seed) =>
        new(points.Select([.. Enumerable.Range(0, points.Count)]), seed, Parallelism.None);

    /// <summary>Half of the points, each as likely as any other, for each split (Knuth, algorithm S). O(n).</summary>
    private static byte[] HalvesOf(int count, long seed)
    {
        var halves = new byte[count];
        for (var split = 0; split < Splits; split++)
        {
            var random = new SeededRandom(seed, SplitStream + split);
            var open = count / 2;
            for (var i = 0; i < count; i++)
            {
                if (random.NextDouble() * (count - i) < open) open--;
                else halves[i] |= (byte)(1 << split);
            }
        }

        return halves;
    }

    /// <summary>
    /// Counts, ratings and flags stand in rows with nothing between them, which is no valley. Where a column has fewer different values than half of the points, those of one value are
    /// spread evenly over what lies nearer to it than to the next values, in an order drawn by lot; the outermost values reach as far out as in.
    /// </summary>
    private static void Spread(FeatureMatrix points, int feature, SeededRandom random)
    {
        var values = new float[points.Count];
        for (var i = 0; i < values.Length; i++) values[i] = points[i, feature];
        var sorted = (float[])values.Clone();
        Array.Sort(sorted);
        var (distinct, starts) = Distinct(sorted);
        if (distinct.Length < 2 || 2 * distinct.Length >= values.Length) return;

        var order = Enumerable.Range(0, values.Length).ToArray();
        var ranks = new int[distinct.Length];
        for (var left = order.Length; left > 0; left--)
        {
            var place = random.NextInt(left);
            var point = order[place];
            order[place] = order[left - 1];
            var v = Array.BinarySearch(distinct, values[point]);
            var (low, high) = Bounds(distinct, v);
            points[point, feature] = (float)(low + ((high - low) * (ranks[v]++ + 0.5) / (starts[v + 1] - starts[v])));
        }
    }

    /// <summary>The different values, and where each begins among the sorted ones; the last start is their end.</summary>
    private static (float[] Values, int[] Starts) Distinct(float[] sorted)
    {
        int[] starts = [.. Enumerable.Range(0, sorted.Length).Where(i => i == 0 || sorted[i] != sorted[i - 1]), sorted.Length];
        return (Array.ConvertAll(starts[..^1], start => sorted[start]), starts);
    }

    private static (double Low, double High) Bounds(float[] values, int v)
    {
        double value = values[v];
        var below = v > 0 ? (value - values[v - 1]) / 2 : (values[v + 1] - value) / 2;
        var above = v + 1 < values.Length ? (values[v + 1] - value) / 2 : below;
        return (value - below, value + above);
    }
}
