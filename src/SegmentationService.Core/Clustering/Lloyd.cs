using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering;

/// <summary>
/// Lloyd's algorithm (Lloyd 1982, doi 10.1109/TIT.1982.1056489): assign, relocate, update, until no label changes. O(n k d) an
/// iteration. Holds the buffers of one run; a new run may reuse them.
/// </summary>
internal sealed class Lloyd
{
    private const long MaxSumBytes = 64L << 20;

    private readonly FeatureMatrix _points;
    private readonly Parallelism _parallelism;
    private readonly FixedChunks _chunks;
    private readonly int[] _labels;
    private readonly float[] _distances;
    private readonly double[][] _chunkSums;
    private readonly int[][] _chunkCounts;
    private readonly int[] _chunkChanges;
    private readonly double[] _chunkInertia;

    public Lloyd(FeatureMatrix points, int clusters, Parallelism parallelism)
    {
        _points = points;
        _parallelism = parallelism;
        _chunks = new FixedChunks(points, (int)Math.Max(8, MaxSumBytes / (8L * clusters * points.Features)));
        _labels = new int[points.Blocks * FeatureMatrix.BlockSize];
        _distances = new float[_labels.Length];
        _chunkSums = Array.ConvertAll(new double[_chunks.Count][], _ => new double[clusters * points.Features]);
        _chunkCounts = Array.ConvertAll(new int[_chunks.Count][], _ => new int[clusters]);
        _chunkChanges = new int[_chunks.Count];
        _chunkInertia = new double[_chunks.Count];
    }

    /// <summary>Runs from given centroids until no label changes, or <paramref name="maxIterations"/> is reached.</summary>
    /// <param name="start">k x d, row-major; not changed.</param>
    /// <param name="maxIterations">At least 1.</param>
    public KMeansResult Run(ReadOnlySpan<float> start, int maxIterations)
    {
        var centroids = start.ToArray();
        Array.Fill(_labels, -1);
        for (var iteration = 1; ; iteration++)
        {
            Assign(centroids);
            var converged = _chunkChanges.Sum() == 0;
            var (sums, counts) = Reduce();
            if (converged || iteration >= maxIterations) return Result(centroids, counts, iteration, converged);

            EmptyClusters.Relocate(_points, _distances, _labels, sums, counts);
            for (var c = 0; c < counts.Length; c++)
            {
                if (counts[c] == 0) continue;
                for (var j = c * _points.Features; j < (c + 1) * _points.Features; j++) centroids[j] = (float)(sums[j] / counts[c]);
            }
        }
    }

    /// <summary>The same, and the squared distance of every point to its centroid.</summary>
    public KMeansResult Run(ReadOnlySpan<float> start, int maxIterations, out ReadOnlySpan<float> squaredDistances)
    {
        var result = Run(start, maxIterations);
        squaredDistances = _distances.AsSpan(0, _points.Count);
        return result;
    }

    private void Assign(float[] centroids) => _chunks.Run(_parallelism, (chunk, first, end) =>
    {
        var (sums, counts) = (_chunkSums[chunk], _chunkCounts[chunk]);
        Array.Clear(sums);
        Array.Clear(counts);
        var work = new ChunkWork(this, centroids, sums, counts, first, end);
        (_chunkChanges[chunk], _chunkInertia[chunk]) = WidestLane.Run<ChunkWork, (int, double)>(work);
    });

    /// <summary>The sums of all chunks, added in their order.</summary>
    private (double[] Sums, int[] Counts) Reduce()
    {
        var sums = (double[])_chunkSums[0].Clone();
        var counts = (int[])_chunkCounts[0].Clone();
        for (var chunk = 1; chunk < _chunks.Count; chunk++)
        {
            for (var j = 0; j < sums.Length; j++) sums[j] += _chunkSums[chunk][j];
            for (var c = 0; c < counts.Length; c++) counts[c] += _chunkCounts[chunk][c];
        }

        return (sums, counts);
    }

    private KMeansResult Result(float[] centroids, int[] counts, int iterations, bool converged) => new()
    {
        Centroids = centroids,
        Labels = _labels[.._points.Count],
        Sizes = counts,
        Inertia = _chunkInertia.Sum(),
        Iterations = iterations,
        Converged = converged,
    };

    /// <summary>The assignment of one chunk: labels, distances, sums, counts; gives the number of changed labels and the inertia.</summary>
    private readonly struct ChunkWork(Lloyd run, float[] centroids, double[] sums, int[] counts, int first, int end) : ILaneWork<(int, double)>
    {
        public (int, double) Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            var points = run._points;
            Span<int> labels = stackalloc int[FeatureMatrix.BlockSize];
            var changes = 0;
            var inertia = 0.0;
            for (var b = first; b < end; b++)
            {
                var start = b * FeatureMatrix.BlockSize;
                var distances = run._distances.AsSpan(start, FeatureMatrix.BlockSize);
                NearestCentroid.Assign<TLane>(points.Block(b), centroids, points.Features, labels, distances);
                var present = labels[..points.PointsIn(b)];
                var before = run._labels.AsSpan(start, present.Length);
                for (var i = 0; i < present.Length; i++)
                {
                    if (present[i] != before[i]) changes++;
                    inertia += distances[i];
                }

                present.CopyTo(before);
                ClusterSums.Add(points.Block(b), present, sums, counts);
            }

            return (changes, inertia);
        }
    }
}
