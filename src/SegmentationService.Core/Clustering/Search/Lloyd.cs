using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Search;

/// <summary>
/// Lloyd's algorithm (Lloyd 1982, doi 10.1109/TIT.1982.1056489): assign, update, until no label changes or little is gained. Passes look only
/// at what may change, and the sums only follow the points that change their cluster. Where this arithmetic is too coarse <see cref="ExactLloyd"/>
/// goes on, and where a cluster is empty it takes one step. Holds the buffers of one run; a new run reuses them.
/// </summary>
internal sealed class Lloyd
{
    /// <summary>
    /// The scores and the inertia here are differences of sums of squares. Where the inertia is a smaller share of the sum of all
    /// squares than this, too few digits are left of them.
    /// </summary>
    private const double LeastShare = 1e-4;

    /// <summary>Up to so many points a pass over everything takes less time than to keep bounds.</summary>
    private const int FewPoints = 4_096;

    /// <summary>Margins are worth measuring once the last step of the centroids is no longer than this share of their mean separation.</summary>
    private const double SettledShare = 0.1;

    private readonly FeatureMatrix _points;
    private readonly PointTotals _totals;
    private readonly Parallelism _parallelism;
    private readonly int _clusters;
    private readonly float[] _packed;
    private readonly ClusterTotals _sums;
    private readonly CentroidDrift _drift;
    private readonly BoundedPasses _passes;
    private readonly BoundsPlan _plan;
    private BoundsForecast? _forecast;

    /// <summary>Makes the room for runs with k clusters.</summary>
    public Lloyd(FeatureMatrix points, int clusters, Parallelism parallelism)
        : this(points, new PointTotals(points, parallelism), clusters, parallelism)
    {
    }

    /// <summary>The same with totals that several runs share.</summary>
    public Lloyd(FeatureMatrix points, PointTotals totals, int clusters, Parallelism parallelism)
    {
        _points = points;
        _totals = totals;
        _parallelism = parallelism;
        _clusters = clusters;
        _packed = new float[clusters * CentroidScores.Stride(points.Features)];
        _sums = new ClusterTotals(totals, clusters, points.Features, parallelism.Threads);
        _drift = new CentroidDrift(clusters, points.Features, totals);
        _passes = new BoundedPasses(points, _packed, _drift, clusters, parallelism);
        _plan = new BoundsPlan(clusters, points.Blocks);
        UsesBounds = points.Count > FewPoints;
    }

    /// <summary>Whether bounds may be used; without them every pass looks at everything, and the result is the same.</summary>
    public bool UsesBounds { get; init; }

    /// <summary>What the passes of the last run did.</summary>
    public PassWork Work { get; private set; }

    /// <summary>Runs from given centroids until no label changes, a pass gains too little, or <paramref name="maxIterations"/> is reached.</summary>
    /// <param name="start">k x d, row-major; not changed.</param>
    /// <param name="maxIterations">At least 1.</param>
    /// <param name="onPass">Told of each pass its number and inertia.</param>
    /// <param name="leastGain">The run goes on while a pass lowers the inertia by so large a share of it; 0: while labels change.</param>
    public KMeansResult Run(ReadOnlySpan<float> start, int maxIterations, Action<int, double>? onPass = null, double leastGain = 0)
    {
        var (end, exact) = Go(start, maxIterations, leastGain, onPass);
        return exact ?? new KMeansResult
        {
            Centroids = end.Centroids,
            Labels = _passes.TakeLabels(),
            Sizes = _sums.Counts.ToArray(),
            Inertia = end.Inertia,
            Iterations = end.Iterations,
            Converged = end.Converged,
        };
    }

    /// <summary>The same without labels, which nobody needs of a run that others are compared with.</summary>
    /// <param name="start">k x d, row-major; not changed.</param>
    /// <param name="maxIterations">At least 1.</param>
    /// <param name="leastGain">As above.</param>
    public Descent Descend(ReadOnlySpan<float> start, int maxIterations, double leastGain = 0) => Go(start, maxIterations, leastGain, null).End;

    private (Descent End, KMeansResult? Exact) Go(ReadOnlySpan<float> start, int maxIterations, double leastGain, Action<int, double>? onPass)
    {
        var (centroids, before, last) = (start.ToArray(), new float[start.Length], double.PositiveInfinity);
        var (begins, fills) = (true, 0);
        _sums.Clear();
        _passes.Begin();
        _plan.Begin();
        Work = default;
        for (var iteration = 1; ; iteration++)
        {
            CentroidScores.Pack(centroids, _points.Features, _packed);
            if (UsesBounds)
            {
                if (begins) _drift.Begin(centroids, _parallelism);
                else _drift.Advance(before, centroids, _parallelism);
            }

            _passes.Assign(_sums, isFirst: iteration == 1, _plan.UsesBounds);
            Work += _passes.LastWork;
            var moves = _sums.Apply();
            var inertia = _sums.Inertia(centroids);
            onPass?.Invoke(iteration, inertia);
            var isCoarse = inertia < LeastShare * _totals.SumOfSquares;
            if (isCoarse || _sums.Counts.Contains(0))
            {
                // A filled cluster may be lost again where the arithmetics differ; not more often than there are clusters.
                var lloyd = new ExactLloyd(_points, _totals, _parallelism);
                if (!isCoarse && iteration < maxIterations && fills++ < _clusters && lloyd.Fill(centroids) is { } labels)
                {
                    _passes.Begin(labels, _sums);
                    _plan.Begin();
                    (begins, last) = (true, double.PositiveInfinity);
                    continue;
                }

                var exact = lloyd.Run(centroids, iteration, maxIterations);
                return (new Descent(exact.Centroids, exact.Inertia, exact.Iterations, exact.Converged), exact);
            }

            // Labels and inertia are those of the centroids as they stand, so the run may end after any pass.
            var converged = moves == 0 || last - inertia < leastGain * inertia;
            if (converged || iteration >= maxIterations) return (new Descent(centroids, inertia, iteration, converged), null);
            last = inertia;
            if (UsesBounds) Plan(iteration);
            centroids.CopyTo(before, 0);
            _sums.MeansInto(centroids);
            begins = false;
        }
    }

    /// <summary>Makes ready for the next pass: begins with bounds, goes on with them, or gives them up.</summary>
    private void Plan(int iteration)
    {
        var largest = (float)(2 * _drift.MeanSeparation);
        if (_plan.UsesBounds)
        {
            if (_plan.SortsAfter(iteration, _passes.LastWork)) _passes.Sort(largest);
            if (!_plan.UsesBounds) _passes.ForgetBounds();
        }
        else if (_drift.LastMarginLoss <= SettledShare * _drift.MeanSeparation && _plan.WantsForecast(iteration))
        {
            _forecast ??= new BoundsForecast(_points, _packed, _drift, _clusters);
            _plan.Consider(iteration, _plan.Sorts ? _forecast.Sorted(largest) : _forecast.InOrder());
            if (_plan.UsesBounds && _plan.Sorts) _passes.KeepMargins();
        }
    }
}
