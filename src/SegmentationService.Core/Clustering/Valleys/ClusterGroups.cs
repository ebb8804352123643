namespace SegmentationService.Core.Clustering.Valleys;

/// <summary>Which clusters belong together: neighbours without a valley between them, and whatever hangs together so.</summary>
internal static class ClusterGroups
{
    /// <summary>
    /// Joins neighbours between which no valley shows. Where there are too few customers to prove one they are joined too, the least valley first, unless it is plain to see and a proven
    /// one lies between the same two groups. Neighbours that others have joined already are not asked for.
    /// </summary>
    /// <param name="clusters">k.</param>
    /// <param name="neighbours">Pairs of neighbours; the first are asked first, which spares time and changes nothing.</param>
    /// <param name="valleyBetween">The valley between two.</param>
    /// <returns>For each cluster the smallest of its group; and whether some were joined for want of customers, see <see cref="Valley.IsInDoubt"/>.</returns>
    public static (int[] Group, bool IsInDoubt) Of(int clusters, IReadOnlyList<(int A, int B)> neighbours, Func<int, int, Valley> valleyBetween)
    {
        var group = Enumerable.Range(0, clusters).ToArray();
        var (proven, open, isInDoubt) = (new List<Valley>(), new List<Valley>(), false);
        foreach (var (a, b) in neighbours)
        {
            if (group[a] == group[b]) continue;
            var valley = valleyBetween(a, b);
            if (valley.IsProven(clusters)) proven.Add(valley);
            else if (valley.IsTooSmall(clusters)) open.Add(valley);
            else Join(valley);
        }

        foreach (var valley in open.OrderByDescending(valley => valley.P).ThenBy(valley => valley.Depth).ThenBy(valley => valley.A).ThenBy(valley => valley.B))
        {
            var (a, b) = (group[valley.A], group[valley.B]);
            if (a == b) continue;
            var isKept = valley.Depth >= Valley.VisibleDepth && proven.Exists(other => (group[other.A], group[other.B]) is var (x, y) && ((x == a && y == b) || (x == b && y == a)));
            if (!isKept) Join(valley);
        }

        return (group, isInDoubt);

        void Join(Valley valley)
        {
            isInDoubt |= valley.IsInDoubt(clusters);
            var (kept, gone) = (Math.Min(group[valley.A], group[valley.B]), Math.Max(group[valley.A], group[valley.B]));
            for (var c = 0; c < clusters; c++)
                if (group[c] == gone) group[c] = kept;
        }
    }
}
