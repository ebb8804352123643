using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Search;

/// <summary>
/// Leaves a poor optimum: a centroid whose removal costs little leaves its place for one where distances are large. A local optimum
/// of k-means mostly has two centroids in one cluster and one for two others; then one such step mends it (the deterministic choice of
/// Fränti, Virmajoki and Hautamäki's swaps, doi 10.1186/s40537-018-0122-y).
/// </summary>
internal sealed class CentroidSwap
{
    private readonly FeatureMatrix _points;
    private readonly float[] _centroids;
    private readonly int[] _labels;
    private readonly float[] _own;
    private readonly float[] _second;
    private readonly int[] _byCost;

    /// <summary>Weighs the removal of each centroid: its points would go to the second nearest. O(n k d).</summary>
    /// <param name="points">n x d.</param>
    /// <param name="centroids">k x d, row-major, k at least 2.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    public CentroidSwap(FeatureMatrix points, float[] centroids, Parallelism parallelism)
    {
        _points = points;
        _centroids = centroids;
        _labels = new int[points.Blocks * FeatureMatrix.BlockSize];
        (_own, _second) = (new float[_labels.Length], new float[_labels.Length]);
        var clusters = centroids.Length / points.Features;
        var packed = new float[clusters * CentroidScores.Stride(points.Features)];
        CentroidScores.Pack(centroids, points.Features, packed);
        new FixedChunks(points).Run(parallelism, (_, first, end) => WidestLane.Run<Work, int>(new Work(this, packed, first, end, parallelism.Cancellation)));
        _own.AsSpan(points.Count).Clear();
        _second.AsSpan(points.Count).Clear();

        var costs = new double[clusters];
        for (var i = 0; i < points.Count; i++) costs[_labels[i]] += _second[i] - _own[i];
        _byCost = [.. Enumerable.Range(0, clusters).OrderBy(c => costs[c])];
    }

    /// <summary>Centroids with one moved.</summary>
    /// <param name="rank">Which one leaves: 0 for the one whose removal costs least; beyond k it starts again from there.</param>
    /// <param name="seeding">Finds the new place: of some points drawn by their squared distance the best.</param>
    /// <param name="random">The source of the draws.</param>
    /// <returns>k x d, row-major.</returns>
    public float[] Try(int rank, KMeansPlusPlus seeding, SeededRandom random)
    {
        var d = _points.Features;
        var leaving = _byCost[rank % _byCost.Length];
        var nearest = seeding.Nearest;
        for (var i = 0; i < nearest.Length; i++) nearest[i] = _labels[i] == leaving ? _second[i] : _own[i];

        var swapped = (float[])_centroids.Clone();
        var last = swapped.Length - d;
        swapped.AsSpan(last).CopyTo(swapped.AsSpan(leaving * d));
        seeding.Extend(swapped, _byCost.Length - 1, random);
        return swapped;
    }

    private readonly struct Work(CentroidSwap swap, float[] packed, int first, int end, CancellationToken cancellation) : ILaneWork<int>
    {
        public int Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            Span<float> squares = stackalloc float[FeatureMatrix.BlockSize];
            var origin = new float[swap._points.Features];
            for (var block = first; block < end; block++)
            {
                cancellation.ThrowIfCancellationRequested();
                var start = block * FeatureMatrix.BlockSize;
                var own = swap._own.AsSpan(start, FeatureMatrix.BlockSize);
                var second = swap._second.AsSpan(start, FeatureMatrix.BlockSize);
                CentroidScores.AssignTwo<TLane>(swap._points.Block(block), packed, swap._labels.AsSpan(start, FeatureMatrix.BlockSize), own, second);
                PointDistances.Squared<TLane>(swap._points.Block(block), origin, squares);
                for (var i = 0; i < squares.Length; i++)
                {
                    own[i] = Math.Max(0, squares[i] + (2 * own[i]));
                    second[i] = Math.Max(0, squares[i] + (2 * second[i]));
                }
            }

            return end - first;
        }
    }
}
