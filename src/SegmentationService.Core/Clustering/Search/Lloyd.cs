using System.Runtime.InteropServices;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Search;

/// <summary>
/// Lloyd's algorithm (Lloyd 1982, doi 10.1109/TIT.1982.1056489): assign, update, until no label changes or little is gained. It moves the centroids and knows no
/// point: passes over the points are made where they lie (<see cref="IPointPasses"/>). Where their arithmetic is too coarse <see cref="ExactLloyd"/>
/// goes on, and where a cluster is empty it takes one step.
/// </summary>
internal sealed class Lloyd
{
    /// <summary>
    /// The scores and the inertia here are differences of sums of squares. Where the inertia is a smaller share of the sum of all
    /// squares than this, too few digits are left of them.
    /// </summary>
    private const double LeastShare = 1e-4;

    private readonly PointTotals _totals;
    private readonly int _clusters;
    private readonly IPointPasses _passes;
    private readonly ExactLloyd _exact;

    /// <summary>The centroids of the last pass, and what it found: a run that goes on from there has made its first pass. Null before the first, and after exact ones.</summary>
    private (float[] Centroids, ClusterTotals Totals)? _lastPass;

    /// <summary>Makes the room for runs with k clusters.</summary>
    public Lloyd(IPoints points, int clusters, Parallelism parallelism)
    {
        _totals = points.Totals;
        _clusters = clusters;
        _passes = points.Passes(points.Totals, clusters, parallelism);
        _exact = new ExactLloyd(points, _passes);
    }

    /// <summary>The same for points in memory.</summary>
    public Lloyd(FeatureMatrix points, int clusters, Parallelism parallelism)
        : this(new PointsInMemory(points, parallelism), clusters, parallelism)
    {
    }

    /// <summary>What the passes of the last run did.</summary>
    public PassWork Work { get; private set; }

    /// <summary>
    /// Runs from given centroids until no label changes, a pass gains too little, or <paramref name="maxIterations"/> is reached. From those that the run before ended with its first pass costs nothing.
    /// </summary>
    /// <param name="start">k x d, row-major; not changed.</param>
    /// <param name="maxIterations">At least 1.</param>
    /// <param name="onPass">Told of each pass its number and inertia.</param>
    /// <param name="leastGain">The run goes on while a pass lowers the inertia by so large a share of it; 0: while labels change.</param>
    public ClusterSet Run(ReadOnlySpan<float> start, int maxIterations, Action<int, double>? onPass = null, double leastGain = 0)
    {
        var (centroids, before, last) = (start.ToArray(), new float[start.Length], double.PositiveInfinity);
        var (labels, fills) = ((Labelling?)null, 0);
        Work = default;
        for (var iteration = 1; ; iteration++)
        {
            var totals = iteration == 1 && Known(centroids) is { } known ? known : Pass(labels, centroids);
            var inertia = totals.Inertia(centroids);
            onPass?.Invoke(iteration, inertia);
            var isCoarse = inertia < LeastShare * _totals.SumOfSquares;
            if (isCoarse || totals.Counts.Contains(0))
            {
                _lastPass = null;

                // A filled cluster may be lost again where the arithmetics differ; not more often than there are clusters.
                if (isCoarse || iteration >= maxIterations || fills++ >= _clusters || _exact.Fill(centroids) is not (var filled, var means))
                    return _exact.Run(centroids, iteration, maxIterations);
                (labels, centroids, last) = (filled, means, double.PositiveInfinity);
                continue;
            }

            // Labels and inertia are those of the centroids as they stand, so the run may end after any pass.
            var converged = iteration > 1 && (totals.Moves == 0 || last - inertia < leastGain * inertia);
            if (converged || iteration >= maxIterations)
            {
                return new ClusterSet
                {
                    Centroids = centroids,
                    Sizes = totals.Counts.ToArray(),
                    Inertia = inertia,
                    Iterations = iteration,
                    Converged = converged,
                };
            }

            (labels, last) = (new Labelling(centroids, IsExact: false), inertia);
            (before, centroids) = (centroids, before);
            before.CopyTo(centroids, 0);
            totals.MeansInto(centroids);
        }
    }

    private ClusterTotals Pass(Labelling? before, float[] centroids)
    {
        var totals = _passes.Assign(before, centroids);
        Work += _passes.LastWork;
        _lastPass = ([.. centroids], totals);
        return totals;
    }

    /// <summary>What the last pass found, if it was with these centroids.</summary>
    private ClusterTotals? Known(float[] centroids) =>
        _lastPass is var (known, totals) && MemoryMarshal.AsBytes(centroids.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(known.AsSpan())) ? totals : null;

    /// <summary>The same for a run that others are compared with.</summary>
    /// <param name="start">k x d, row-major; not changed.</param>
    /// <param name="maxIterations">At least 1.</param>
    /// <param name="leastGain">As above.</param>
    public Descent Descend(ReadOnlySpan<float> start, int maxIterations, double leastGain = 0)
    {
        var end = Run(start, maxIterations, onPass: null, leastGain);
        return new Descent(end.Centroids, end.Inertia, end.Iterations, end.Converged);
    }

    /// <summary>How far the points of each cluster of a run lie from its centroid. O(n d) after that run.</summary>
    public ClusterSpreads Spreads(ClusterSet clustering) => _passes.Spreads(clustering.Labelling);
}
