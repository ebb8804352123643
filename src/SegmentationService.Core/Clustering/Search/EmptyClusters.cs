using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Core.Clustering.Search;

/// <summary>A cluster that lost all its points takes the point that lies farthest from its centroid.</summary>
internal static class EmptyClusters
{
    /// <summary>How many of the farthest points are wanted at most: of each cluster with points one may be passed over, its last.</summary>
    /// <param name="counts">in: the number of points of each cluster.</param>
    public static int Wanted(ReadOnlySpan<int> counts) => counts.Count(0) + counts.Length;

    /// <summary>
    /// Gives every empty cluster one point, the farthest first (of equally far ones the first), never the last point of another
    /// cluster and never one that lies on its centroid. O(k).
    /// </summary>
    /// <param name="farthest">in: so many of the farthest points as are <see cref="Wanted"/>, or all, the farthest first.</param>
    /// <param name="counts">in/out: the number of points of each cluster.</param>
    /// <returns>The points that go, and where to.</returns>
    public static IReadOnlyList<(FarPoint Point, int Cluster)> Relocate(IReadOnlyList<FarPoint> farthest, Span<int> counts)
    {
        var moved = new List<(FarPoint, int)>();
        var next = 0;
        for (var c = 0; c < counts.Length; c++)
        {
            if (counts[c] > 0) continue;
            while (next < farthest.Count && counts[farthest[next].Cluster] == 1) next++;
            if (next == farthest.Count || farthest[next].SquaredDistance == 0) break;
            counts[farthest[next].Cluster]--;
            counts[c]++;
            moved.Add((farthest[next++], c));
        }

        return moved;
    }
}
