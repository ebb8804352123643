using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Core.Clustering.Search;

/// <summary>A cluster that lost all its points takes the point that lies farthest from its centroid.</summary>
internal static class EmptyClusters
{
    private const int PointsPerChunk = 1 << 16;

    /// <summary>
    /// Gives every empty cluster one point, the farthest first (of equally far ones the first), never the last point of another
    /// cluster and never one that lies on its centroid. O(n) when there is an empty cluster, O(k) else.
    /// </summary>
    /// <param name="distances">in: n squared distances to the own centroid.</param>
    /// <param name="labels">in/out: n.</param>
    /// <param name="counts">in/out: k.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    public static void Relocate(float[] distances, int[] labels, int[] counts, Parallelism parallelism)
    {
        var empty = counts.Count(count => count == 0);
        if (empty == 0) return;

        // At most one point of each cluster is passed over, its last.
        var farthest = Farthest(distances, empty + counts.Length, parallelism);
        var next = 0;
        for (var c = 0; c < counts.Length; c++)
        {
            if (counts[c] > 0) continue;
            while (next < farthest.Count && counts[labels[farthest[next].Point]] == 1) next++;
            if (next == farthest.Count || farthest[next].Distance == 0) return;
            counts[labels[farthest[next].Point]]--;
            counts[c]++;
            labels[farthest[next++].Point] = c;
        }
    }

    private static IReadOnlyList<(float Distance, int Point)> Farthest(float[] distances, int count, Parallelism parallelism)
    {
        var kept = Array.ConvertAll(new FarthestPoints[parallelism.Threads], _ => new FarthestPoints(count));
        parallelism.Each((distances.Length + PointsPerChunk - 1) / PointsPerChunk, (worker, chunk) =>
        {
            var first = chunk * PointsPerChunk;
            kept[worker].Add(distances.AsSpan(first, Math.Min(PointsPerChunk, distances.Length - first)), first);
        });
        foreach (var part in kept.AsSpan(1)) kept[0].Add(part);
        return kept[0].InOrder();
    }
}
