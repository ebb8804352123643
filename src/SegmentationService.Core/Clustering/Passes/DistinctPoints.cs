using System.Runtime.InteropServices;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>Finds points that differ: k-means cannot make more clusters than there are.</summary>
internal static class DistinctPoints
{
    /// <summary>The number of distinct points, but at most <paramref name="enough"/>, where counting stops. O(n d) at worst.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="enough">At least 1.</param>
    /// <param name="cancellation">Cancels between two points.</param>
    public static int Count(FeatureMatrix points, int enough, CancellationToken cancellation) => First(points, enough, cancellation).Length;

    /// <summary>The first points that differ from all before them. O(n d) at worst.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="most">So many are enough, at least 1.</param>
    /// <param name="cancellation">Cancels between two points.</param>
    /// <returns>Their 0-based numbers, ascending.</returns>
    public static int[] First(FeatureMatrix points, int most, CancellationToken cancellation)
    {
        var seen = new Dictionary<int, List<int>>();
        var (point, other) = (new float[points.Features], new float[points.Features]);
        var found = new List<int>();
        for (var i = 0; i < points.Count && found.Count < most; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            points.CopyPoint(i, point);
            var hash = new HashCode();
            foreach (var value in point) hash.Add(value);
            ref var bucket = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, hash.ToHashCode(), out _);
            bucket ??= [];
            if (bucket.Exists(Equal)) continue;
            bucket.Add(i);
            found.Add(i);
        }

        return [.. found];

        bool Equal(int j)
        {
            points.CopyPoint(j, other);
            return point.AsSpan().SequenceEqual(other);
        }
    }
}
