using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering;

/// <summary>
/// Lloyd's algorithm (Lloyd 1982, doi 10.1109/TIT.1982.1056489): assign, update, until no label changes. O(n k d) an iteration for
/// the assignment; the sums only follow the points that changed their cluster. Where this arithmetic is too coarse, or a cluster
/// is empty, <see cref="ExactLloyd"/> goes on. Holds the buffers of one run; a new run may reuse them.
/// </summary>
internal sealed class Lloyd
{
    private const long MaxSumBytes = 64L << 20;

    /// <summary>
    /// The scores and the inertia here are differences of sums of squares. Where the inertia is a smaller share of the sum of all
    /// squares than this, too few digits are left of them.
    /// </summary>
    private const double LeastShare = 1e-4;

    private readonly FeatureMatrix _points;
    private readonly PointTotals _totals;
    private readonly Parallelism _parallelism;
    private readonly FixedChunks _chunks;
    private readonly int[] _labels;
    private readonly float[] _packed;
    private readonly long[] _sums;
    private readonly int[] _counts;
    private readonly long[][] _chunkSums;
    private readonly int[][] _chunkCounts;
    private readonly int[] _chunkMoves;

    public Lloyd(FeatureMatrix points, int clusters, Parallelism parallelism)
        : this(points, new PointTotals(points, parallelism), clusters, parallelism)
    {
    }

    public Lloyd(FeatureMatrix points, PointTotals totals, int clusters, Parallelism parallelism)
    {
        _points = points;
        _totals = totals;
        _parallelism = parallelism;
        _chunks = new FixedChunks(points, (int)Math.Max(8, MaxSumBytes / (8L * clusters * points.Features)));
        _labels = new int[points.Blocks * FeatureMatrix.BlockSize];
        _packed = new float[clusters * CentroidScores.Stride(points.Features)];
        _sums = new long[clusters * points.Features];
        _counts = new int[clusters];
        _chunkSums = Array.ConvertAll(new long[_chunks.Count][], _ => new long[clusters * points.Features]);
        _chunkCounts = Array.ConvertAll(new int[_chunks.Count][], _ => new int[clusters]);
        _chunkMoves = new int[_chunks.Count];
    }

    /// <summary>Runs from given centroids until no label changes, or <paramref name="maxIterations"/> is reached.</summary>
    /// <param name="start">k x d, row-major; not changed.</param>
    /// <param name="maxIterations">At least 1.</param>
    public KMeansResult Run(ReadOnlySpan<float> start, int maxIterations)
    {
        var centroids = start.ToArray();
        Array.Clear(_sums);
        Array.Clear(_counts);
        for (var iteration = 1; ; iteration++)
        {
            var converged = Assign(centroids, isFirst: iteration == 1) == 0;
            var inertia = Inertia(centroids);
            if (_counts.Contains(0) || inertia < LeastShare * _totals.SumOfSquares)
                return ExactLloyd.Run(_points, centroids, iteration, maxIterations, _parallelism);
            if (converged || iteration >= maxIterations) return Result(centroids, inertia, iteration, converged);

            for (var c = 0; c < _counts.Length; c++)
            {
                var factor = 1 / (_totals.Scale * _counts[c]);
                for (var j = c * _points.Features; j < (c + 1) * _points.Features; j++) centroids[j] = (float)(_sums[j] * factor);
            }
        }
    }

    /// <summary>Gives every point to its nearest centroid and brings sums and counts up to date.</summary>
    /// <returns>The number of points that changed their cluster.</returns>
    private int Assign(float[] centroids, bool isFirst)
    {
        CentroidScores.Pack(centroids, _points.Features, _packed);
        _chunks.Run(_parallelism, (chunk, first, end) =>
        {
            Array.Clear(_chunkSums[chunk]);
            Array.Clear(_chunkCounts[chunk]);
            _chunkMoves[chunk] = WidestLane.Run<ChunkWork, int>(new ChunkWork(this, chunk, first, end, isFirst));
        });
        for (var chunk = 0; chunk < _chunks.Count; chunk++)
        {
            if (_chunkMoves[chunk] == 0) continue;
            for (var j = 0; j < _sums.Length; j++) _sums[j] += _chunkSums[chunk][j];
            for (var c = 0; c < _counts.Length; c++) _counts[c] += _chunkCounts[chunk][c];
        }

        return _chunkMoves.Sum();
    }

    private KMeansResult Result(float[] centroids, double inertia, int iterations, bool converged) => new()
    {
        Centroids = centroids,
        Labels = _labels[.._points.Count],
        Sizes = [.. _counts],
        Inertia = inertia,
        Iterations = iterations,
        Converged = converged,
    };

    /// <summary>The sum of (x - c)^2 = sum of x^2 - 2 c S + n c^2, S the sum of a cluster's points: no pass over the points.</summary>
    private double Inertia(float[] centroids)
    {
        var inertia = _totals.SumOfSquares;
        for (var j = 0; j < centroids.Length; j++)
        {
            var centre = (double)centroids[j];
            inertia += centre * ((_counts[j / _points.Features] * centre) - (2 * _sums[j] / _totals.Scale));
        }

        return inertia;
    }

    /// <summary>The assignment of one chunk: labels, and what changed in sums and counts; gives the number of changed labels.</summary>
    private readonly struct ChunkWork(Lloyd run, int chunk, int first, int end, bool isFirst) : ILaneWork<int>
    {
        public int Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            var points = run._points;
            var (sums, counts, scale) = (run._chunkSums[chunk], run._chunkCounts[chunk], run._totals.Scale);
            Span<int> labels = stackalloc int[FeatureMatrix.BlockSize];
            var moves = 0;
            for (var b = first; b < end; b++)
            {
                var block = points.Block(b);
                CentroidScores.Assign<TLane>(block, run._packed, labels);
                var after = labels[..points.PointsIn(b)];
                var before = run._labels.AsSpan(b * FeatureMatrix.BlockSize, after.Length);
                if (isFirst)
                {
                    after.CopyTo(before);
                    ClusterSums.Add(block, scale, after, sums, counts);
                    moves += after.Length;
                }
                else
                {
                    moves += ClusterSums.Move(block, scale, before, after, sums, counts);
                }
            }

            return moves;
        }
    }
}
