using SegmentationService.Core.Clustering.Jury;

namespace SegmentationService.Core.Migration;

/// <summary>Which segment of a new model is which of an old one.</summary>
public sealed class SegmentPairs
{
    /// <summary>Two segments are one only where this share of the customers of either is in both.</summary>
    public const double LeastOverlap = 0.5;

    private SegmentPairs(int[] newOf, int newSegments, int[,] shared)
    {
        NewOf = newOf;
        Overlap = [.. newOf.Select((segment, c) => segment < 0 ? (double?)null : OverlapOf(shared, c, segment))];
        var oldOf = new int[newSegments];
        Array.Fill(oldOf, -1);
        for (var c = 0; c < newOf.Length; c++)
            if (newOf[c] >= 0) oldOf[newOf[c]] = c;
        OldOf = oldOf;
    }

    /// <summary>For each old segment its new one; -1 where there is none.</summary>
    public IReadOnlyList<int> NewOf { get; }

    /// <summary>For each new segment its old one; -1 where there is none.</summary>
    public IReadOnlyList<int> OldOf { get; }

    /// <summary>For each old segment the Jaccard overlap with its new one: the customers in both over those in either. Null where there is none.</summary>
    public IReadOnlyList<double?> Overlap { get; }

    /// <summary>
    /// Pairs the segments that share the most customers in all, each table counting once (Hungarian method), where they share at least half. O(n + k^3).
    /// </summary>
    /// <param name="labels">The customers.</param>
    /// <param name="oldSegments">The segments of the old model.</param>
    /// <param name="newSegments">The segments of the new model.</param>
    public static SegmentPairs ByCustomers(FourLabels labels, int oldSegments, int newSegments)
    {
        var shared = Shared(labels, oldSegments, newSegments);
        return new SegmentPairs([.. HungarianAlignment.Match(shared).Select((segment, c) => segment >= 0 && OverlapOf(shared, c, segment) >= LeastOverlap ? segment : -1)], newSegments, shared);
    }

    /// <summary>Pairs the segments of one id, where the new model took its ids over from the old one. O(n + k^2).</summary>
    /// <param name="labels">The customers.</param>
    /// <param name="oldIds">The ids of the old model, in its order.</param>
    /// <param name="newIds">Those of the new one.</param>
    public static SegmentPairs ByIds(FourLabels labels, IReadOnlyList<int> oldIds, IReadOnlyList<int> newIds) =>
        new([.. oldIds.Select(id => IndexOf(newIds, id))], newIds.Count, Shared(labels, oldIds.Count, newIds.Count));

    private static int[,] Shared(FourLabels labels, int oldSegments, int newSegments)
    {
        var shared = new int[oldSegments, newSegments];
        for (var i = 0; i < labels.Customers; i++)
        {
            shared[labels.OldByOld[i], labels.OldByNew[i]]++;
            shared[labels.NewByOld[i], labels.NewByNew[i]]++;
        }

        return shared;
    }

    private static double OverlapOf(int[,] shared, int row, int column)
    {
        var either = -(double)shared[row, column];
        for (var c = 0; c < shared.GetLength(1); c++) either += shared[row, c];
        for (var c = 0; c < shared.GetLength(0); c++) either += shared[c, column];
        return either > 0 ? shared[row, column] / either : 0;
    }

    private static int IndexOf(IReadOnlyList<int> ids, int id)
    {
        for (var c = 0; c < ids.Count; c++)
            if (ids[c] == id) return c;
        return -1;
    }
}
