using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering;

/// <summary>A cluster that lost all its points takes the point that lies farthest from its centroid.</summary>
internal static class EmptyClusters
{
    /// <summary>
    /// Gives every empty cluster one point, the farthest first (of equally far ones the first), never the last point of another
    /// cluster and never one that lies on its centroid. O(n log n) when there is an empty cluster, O(k) else.
    /// </summary>
    /// <param name="points">n x d.</param>
    /// <param name="distances">in: n squared distances to the own centroid.</param>
    /// <param name="labels">in/out: n.</param>
    /// <param name="sums">in/out: k x d.</param>
    /// <param name="counts">in/out: k.</param>
    public static void Relocate(FeatureMatrix points, float[] distances, int[] labels, double[] sums, int[] counts)
    {
        if (!counts.Contains(0)) return;

        var farthest = new int[points.Count];
        for (var i = 0; i < farthest.Length; i++) farthest[i] = i;
        Array.Sort(farthest, (a, b) => distances[a] != distances[b] ? distances[b].CompareTo(distances[a]) : a.CompareTo(b));

        var next = 0;
        for (var c = 0; c < counts.Length; c++)
        {
            if (counts[c] > 0) continue;
            while (next < farthest.Length && counts[labels[farthest[next]]] == 1) next++;
            if (next == farthest.Length || distances[farthest[next]] == 0) return;
            Move(points, farthest[next++], c, labels, sums, counts);
        }
    }

    private static void Move(FeatureMatrix points, int point, int target, int[] labels, double[] sums, int[] counts)
    {
        var source = labels[point];
        for (var f = 0; f < points.Features; f++)
        {
            sums[(source * points.Features) + f] -= points[point, f];
            sums[(target * points.Features) + f] += points[point, f];
        }

        counts[source]--;
        counts[target]++;
        labels[point] = target;
    }
}
