using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// Passes over points in memory. Fast ones look only at what may change (<see cref="BoundedPasses"/>), where that is worth its cost (<see cref="BoundsPlan"/>), and sums only
/// follow the points that change their cluster. Holds the buffers of one run; a new run reuses them.
/// </summary>
internal sealed class PassesInMemory : IPointPasses
{
    /// <summary>Margins are worth measuring once the last step of the centroids is no longer than this share of their mean separation.</summary>
    private const double SettledShare = 0.1;

    private readonly FeatureMatrix _points;
    private readonly PointTotals _totals;
    private readonly int _clusters;
    private readonly bool _usesBounds;
    private readonly Parallelism _parallelism;
    private readonly float[] _packed;
    private readonly ClusterTotals _sums;
    private readonly CentroidDrift _drift;
    private readonly BoundedPasses _passes;
    private readonly BoundsPlan _plan;
    private BoundsForecast? _forecast;

    /// <summary>The passes since the beginning, or since labels came from elsewhere.</summary>
    private int _pass;

    /// <summary>What the labels of the last fast pass are; null before the first.</summary>
    private Labelling? _last;

    /// <summary>What an exact pass found last.</summary>
    private (Labelling Labelling, int[] Labels, float[] SquaredDistances)? _exact;

    /// <summary>Makes the room.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="all">The totals of all points that the clusters are of.</param>
    /// <param name="clusters">k.</param>
    /// <param name="usesBounds">Whether bounds may be used; the result is the same.</param>
    /// <param name="parallelism">How many threads may work on it; no result depends on it.</param>
    public PassesInMemory(FeatureMatrix points, PointTotals all, int clusters, bool usesBounds, Parallelism parallelism)
    {
        _points = points;
        _totals = all;
        _clusters = clusters;
        _usesBounds = usesBounds;
        _parallelism = parallelism;
        _packed = new float[clusters * CentroidScores.Stride(points.Features)];
        _sums = new ClusterTotals(all, clusters, points.Features, parallelism.Threads);
        _drift = new CentroidDrift(clusters, points.Features, all);
        _passes = new BoundedPasses(points, _packed, _drift, clusters, parallelism);
        _plan = new BoundsPlan(clusters, points.Blocks);
    }

    /// <inheritdoc/>
    public PassWork LastWork => _passes.LastWork;

    /// <inheritdoc/>
    public ClusterTotals Assign(Labelling? before, float[] centroids)
    {
        if (before is null) Begin();
        else if (!before.IsSameAs(_last)) Begin(LabelsOf(before));
        else if (_usesBounds) Plan();

        CentroidScores.Pack(centroids, _points.Features, _packed);
        if (_usesBounds)
        {
            if (_pass == 0) _drift.Begin(centroids, _parallelism);
            else _drift.Advance(_last!.Centroids, centroids, _parallelism);
        }

        _passes.Assign(_sums, isFirst: before is null, _plan.UsesBounds);
        _sums.Apply();
        (_last, _pass) = (new Labelling(centroids, IsExact: false), _pass + 1);
        return _sums;
    }

    /// <inheritdoc/>
    public ExactTotals AssignExactly(Labelling? before, float[] centroids)
    {
        var labelsBefore = before is null ? null : LabelsOf(before);
        var (labels, distances) = Assignment.Of(_points, centroids, _parallelism);
        var parts = Array.ConvertAll(new ExactTotals[_parallelism.Threads], _ => new ExactTotals(new ExactClusterSums(_totals, _clusters, _points.Features), new ExactSum(), 0));
        new FixedChunks(_points).Each(_parallelism, (worker, _, first, end) =>
        {
            var part = parts[worker];
            for (var block = first; block < end; block++) part.Sums.Add(_points.Block(block), PointsIn(labels, block, block + 1));
            ExactSums.Add(PointsIn(distances, first, end), default(ValueTerm), part.Inertia);
        });
        var moves = labelsBefore is null ? labels.Length : Different(labelsBefore, labels);
        _exact = (new Labelling(centroids, IsExact: true), labels, distances);
        return parts.Aggregate((sum, part) => sum.And(part)) with { Moves = moves };
    }

    /// <inheritdoc/>
    public IReadOnlyList<FarPoint> Farthest(float[] centroids, int count)
    {
        var wanted = new Labelling(centroids, IsExact: true);
        var (labels, distances) = _exact is { } known && known.Labelling.IsSameAs(wanted) ? (known.Labels, known.SquaredDistances) : Assignment.Of(_points, centroids, _parallelism);
        var kept = Array.ConvertAll(new FarthestPoints[_parallelism.Threads], _ => new FarthestPoints(count));
        new FixedChunks(_points).Each(_parallelism, (worker, _, first, end) => kept[worker].Add(PointsIn(distances, first, end), first * FeatureMatrix.BlockSize));
        foreach (var part in kept.AsSpan(1)) kept[0].Add(part);
        return [.. kept[0].InOrder().Select(far => new FarPoint(far.Distance, far.Point, labels[far.Point]))];
    }

    /// <inheritdoc/>
    public ClusterSpreads Spreads(Labelling labelling) => ClusterSpreads.Of(_points, labelling.Centroids, LabelsOf(labelling), _parallelism);

    /// <summary>Labels, from memory where they are known; not to be changed.</summary>
    private int[] LabelsOf(Labelling labelling)
    {
        if (labelling.IsSameAs(_last)) return _passes.Labels();
        if (_exact is not { } exact || !(labelling with { Moved = [] }).IsSameAs(exact.Labelling)) return labelling.LabelsOf(_points, _parallelism);
        if (labelling.Moved.Count == 0) return exact.Labels;
        var labels = (int[])exact.Labels.Clone();
        foreach (var (point, cluster) in labelling.Moved) labels[point] = cluster;
        return labels;
    }

    private void Begin()
    {
        _sums.Clear();
        _passes.Begin();
        _plan.Begin();
        (_pass, _exact) = (0, null);
    }

    private void Begin(int[] labels)
    {
        Begin();
        _passes.Begin(labels, _sums);
    }

    /// <summary>Makes ready for the next pass: begins with bounds, goes on with them, or gives them up.</summary>
    private void Plan()
    {
        var largest = (float)(2 * _drift.MeanSeparation);
        if (_plan.UsesBounds)
        {
            if (_plan.SortsAfter(_pass, _passes.LastWork)) _passes.Sort(largest);
            if (!_plan.UsesBounds) _passes.ForgetBounds();
        }
        else if (_drift.LastMarginLoss <= SettledShare * _drift.MeanSeparation && _plan.WantsForecast(_pass))
        {
            _forecast ??= new BoundsForecast(_points, _packed, _drift, _clusters);
            _plan.Consider(_pass, _plan.Sorts ? _forecast.Sorted(largest) : _forecast.InOrder());
            if (_plan.UsesBounds && _plan.Sorts) _passes.KeepMargins();
        }
    }

    private static int Different(int[] before, int[] after)
    {
        var moves = 0;
        for (var i = 0; i < after.Length; i++) moves += before[i] == after[i] ? 0 : 1;
        return moves;
    }

    private static ReadOnlySpan<T> PointsIn<T>(T[] ofPoints, int first, int end)
    {
        var start = first * FeatureMatrix.BlockSize;
        return ofPoints.AsSpan(start, Math.Min(end * FeatureMatrix.BlockSize, ofPoints.Length) - start);
    }
}
