using System.Runtime.InteropServices;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Core.Clustering.Scores;

/// <summary>
/// How many clusters can be told apart by silhouettes where points stand on top of one another, as counts and ratings do. A cluster of points that are
/// all the same has the silhouette 1 whatever lies around it, so that the mean goes to 1 by itself as the clusters run out of different points: it says
/// how few points there are, not how clear the groups. Rousseeuw (1987, doi 10.1016/0377-0427(87)90125-7) gives a cluster of one point 0 for the same reason.
/// </summary>
internal static class PointVariety
{
    /// <summary>So many points show how often they repeat.</summary>
    private const int SampleSize = 10_000;

    /// <summary>What a cluster needs in different points to have a spread that a silhouette can measure.</summary>
    private const int LeastOfCluster = 2;

    /// <summary>
    /// The most clusters with room for two different points in each, but for the commonest point, which may be a group of its own (those who never
    /// bought). Different points are counted by their effective number, the inverse of the chance that two draws are the same (Simpson 1949,
    /// doi 10.1038/163688a0; Hill 1973, doi 10.2307/1934352): a long tail of rare values makes no groups. O(d) for each of at most 10,000 points.
    /// </summary>
    /// <param name="points">All points.</param>
    /// <returns>At least 2; no limit where no two points are the same.</returns>
    public static int MostClusters(IPoints points)
    {
        var size = Math.Min(points.Count, SampleSize);
        var (largest, squares) = (0L, 0L);
        foreach (var count in Repetitions(points, size))
        {
            largest = Math.Max(largest, count);
            squares += (long)count * count;
        }

        if (largest == 1) return int.MaxValue;
        var others = size - largest;
        squares -= largest * largest;
        return others == 0 ? LeastOfCluster : Math.Max(LeastOfCluster, 1 + (int)Math.Round((double)others * others / squares / LeastOfCluster));
    }

    /// <summary>How often each different point stands in an even sample.</summary>
    private static Dictionary<float[], int>.ValueCollection Repetitions(IPoints points, int size)
    {
        var counts = new Dictionary<float[], int>(new SamePoint());
        var sample = points.Select([.. Enumerable.Range(0, size).Select(i => (int)((long)i * points.Count / size))]);
        for (var i = 0; i < size; i++)
        {
            var point = new float[points.Features];
            sample.CopyPoint(i, point);
            CollectionsMarshal.GetValueRefOrAddDefault(counts, point, out _)++;
        }

        return counts.Values;
    }

    private sealed class SamePoint : IEqualityComparer<float[]>
    {
        public bool Equals(float[]? x, float[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(float[] point)
        {
            var hash = new HashCode();
            foreach (var value in point) hash.Add(value);
            return hash.ToHashCode();
        }
    }
}
