using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>Points in the memory of this process.</summary>
internal sealed class PointsInMemory : IPoints
{
    /// <summary>Up to so many points a pass over everything takes less time than to keep bounds.</summary>
    private const int FewPoints = 4_096;

    private readonly FeatureMatrix _points;
    private readonly Lazy<PointTotals> _totals;
    private bool _hasRoomToSort;

    /// <summary>Takes points; their totals are measured when they are first asked for. O(n d) then.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="parallelism">How many threads may work on that.</param>
    public PointsInMemory(FeatureMatrix points, Parallelism parallelism)
        : this(points, new Lazy<PointTotals>(() => new PointTotals(points, parallelism)))
    {
    }

    /// <summary>The same with totals that are known.</summary>
    public PointsInMemory(FeatureMatrix points, PointTotals totals)
        : this(points, new Lazy<PointTotals>(totals))
    {
    }

    private PointsInMemory(FeatureMatrix points, Lazy<PointTotals> totals)
    {
        _points = points;
        _totals = totals;
        UsesBounds = points.Count > FewPoints;
    }

    /// <summary>Whether passes may use bounds; without them every pass looks at everything, and the result is the same.</summary>
    public bool UsesBounds { get; init; }

    /// <summary>What the room is taken from to sort points in, once there are passes with so many clusters; null where it is counted by somebody else, or nobody.</summary>
    public MemoryShare? RoomToSort { get; init; }

    /// <summary>The same points for passes without bounds, which hold less.</summary>
    public PointsInMemory WithoutBounds() => new(_points, _totals) { UsesBounds = false };

    /// <inheritdoc/>
    public int Count => _points.Count;

    /// <inheritdoc/>
    public int Features => _points.Features;

    /// <inheritdoc/>
    public PointTotals Totals => _totals.Value;

    /// <inheritdoc/>
    public FeatureMatrix Select(int[]? numbers) => numbers is null ? _points : _points.Select(numbers);

    /// <inheritdoc/>
    public FeatureMatrix Distinct(int most, CancellationToken cancellation) => _points.Select(DistinctPoints.First(_points, most, cancellation));

    /// <inheritdoc/>
    public int[] SizesOf(Labelling labelling, Parallelism parallelism)
    {
        var counts = new int[labelling.Centroids.Length / Features];
        foreach (var label in labelling.LabelsOf(_points, parallelism)) counts[label]++;
        return counts;
    }

    /// <inheritdoc/>
    public int[] Members(Labelling labelling, int[][] ranks, Parallelism parallelism) => ClusterMembers.Of(labelling.LabelsOf(_points, parallelism), ranks);

    /// <inheritdoc/>
    public IPointPasses Passes(PointTotals all, int clusters, Parallelism parallelism) => new PassesInMemory(_points, all, clusters, UsesBounds && HasRoomFor(clusters), parallelism);

    private bool HasRoomFor(int clusters) =>
        RoomToSort is null || _hasRoomToSort || !BoundsPlan.SortsWith(clusters) || (_hasRoomToSort = RoomToSort.TryTake(SortedPoints.BytesOf(_points)));
}
