using System.Runtime.InteropServices;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>Counts distinct points: k-means cannot make more clusters than there are.</summary>
internal static class DistinctPoints
{
    /// <summary>The number of distinct points, but at most <paramref name="enough"/>, where counting stops. O(n d) at worst.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="enough">At least 1.</param>
    /// <param name="cancellation">Cancels between two points.</param>
    public static int Count(FeatureMatrix points, int enough, CancellationToken cancellation)
    {
        var seen = new Dictionary<int, List<int>>();
        var (point, other) = (new float[points.Features], new float[points.Features]);
        var count = 0;
        for (var i = 0; i < points.Count && count < enough; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            points.CopyPoint(i, point);
            var hash = new HashCode();
            foreach (var value in point) hash.Add(value);
            ref var bucket = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, hash.ToHashCode(), out _);
            bucket ??= [];
            if (bucket.Exists(Equal)) continue;
            bucket.Add(i);
            count++;
        }

        return count;

        bool Equal(int j)
        {
            points.CopyPoint(j, other);
            return point.AsSpan().SequenceEqual(other);
        }
    }
}
