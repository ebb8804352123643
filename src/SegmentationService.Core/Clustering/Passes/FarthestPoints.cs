namespace SegmentationService.Core.Clustering.Passes;

/// <summary>The points that lie farthest from their centroids, of equally far ones the first. Parts of the points may be looked at apart and merged in any order.</summary>
/// <param name="count">How many are wanted, at least 1.</param>
internal sealed class FarthestPoints(int count)
{
    private readonly List<(float Distance, int Point)> _kept = new(2 * count);
    private (float Distance, int Point) _last = (float.NegativeInfinity, 0);

    /// <summary>Looks at points. O(n), and O(n log count) where each lies farther than those before.</summary>
    /// <param name="distances">in: their squared distances.</param>
    /// <param name="first">The number of the first of them.</param>
    public void Add(ReadOnlySpan<float> distances, int first)
    {
        for (var i = 0; i < distances.Length; i++)
            if (distances[i] >= _last.Distance) Add((distances[i], first + i));
    }

    /// <summary>Looks at what another part has kept.</summary>
    public void Add(FarthestPoints other)
    {
        foreach (var point in other._kept) Add(point);
    }

    /// <summary>The farthest first; fewer than wanted where there are no more.</summary>
    public IReadOnlyList<(float Distance, int Point)> InOrder()
    {
        Drop();
        return _kept;
    }

    private void Add((float Distance, int Point) point)
    {
        if (Order(point, _last) > 0) return;
        _kept.Add(point);
        if (_kept.Count == 2 * count) Drop();
    }

    private void Drop()
    {
        _kept.Sort(Order);
        if (_kept.Count < count) return;
        _kept.RemoveRange(count, _kept.Count - count);
        _last = _kept[^1];
    }

    private static int Order((float Distance, int Point) a, (float Distance, int Point) b) =>
        a.Distance != b.Distance ? b.Distance.CompareTo(a.Distance) : a.Point.CompareTo(b.Point);
}
