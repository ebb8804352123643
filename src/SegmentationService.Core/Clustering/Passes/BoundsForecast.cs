using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// Measures the margins of a few blocks that are spread over the points, and tells from them what a pass with bounds would cost: where
/// clusters overlap, bounds cost more than they save, and that is seen without measuring all points.
/// </summary>
internal sealed class BoundsForecast
{
    private const int MostBlocks = 256;

    /// <summary>Of few blocks one in so many is measured.</summary>
    private const int LeastStride = 16;

    private readonly FeatureMatrix _points;
    private readonly float[] _packed;
    private readonly CentroidDrift _drift;
    private readonly int _clusters;
    private readonly CandidateCentroids _candidates;
    private readonly int _stride;
    private readonly int[] _labels;
    private readonly float[] _margins;
    private readonly float[] _squares;

    /// <summary>Makes the room.</summary>
    /// <param name="points">n x d, more than one block.</param>
    /// <param name="packed">Where the packed centroids of the pass under way are.</param>
    /// <param name="drift">What is known of the centroids.</param>
    /// <param name="clusters">k.</param>
    public BoundsForecast(FeatureMatrix points, float[] packed, CentroidDrift drift, int clusters)
    {
        (_points, _packed, _drift, _clusters) = (points, packed, drift, clusters);
        _candidates = new CandidateCentroids(drift, packed, clusters);
        _stride = Math.Max(LeastStride, points.Blocks / MostBlocks);

        // The last block may be padded, and is left out.
        var measured = ((points.Blocks - 2) / _stride) + 1;
        _labels = new int[measured * FeatureMatrix.BlockSize];
        _margins = new float[_labels.Length];
        _squares = new float[_labels.Length];
    }

    /// <summary>
    /// What a pass with bounds costs for each block, as <see cref="PassWork.Cost"/> counts, while centroids move as far as they did by the last
    /// step and the points stay in their order. O(256 x 64 k d).
    /// </summary>
    public double InOrder()
    {
        Measure();
        var cost = 0.0;
        for (var i = 0; i < _labels.Length; i += FeatureMatrix.BlockSize)
        {
            var labels = _labels.AsSpan(i, FeatureMatrix.BlockSize);
            var label = labels.IndexOfAnyExcept(labels[0]) < 0 ? labels[0] : -1;
            var margin = BlockReduction.Least(_margins.AsSpan(i, FeatureMatrix.BlockSize));
            cost += Frequency(label, margin) * CostOfLook(labels, label, BlockReduction.Largest(_squares.AsSpan(i, FeatureMatrix.BlockSize)));
        }

        return cost * FeatureMatrix.BlockSize / _labels.Length;
    }

    /// <summary>The same once the points are sorted by cluster and margin. O(256 x 64 k d + k^2 d).</summary>
    /// <param name="largest">The order of magnitude of large margins.</param>
    public double Sorted(float largest)
    {
        Measure();
        var (looks, largestSquares) = (new double[_clusters], new float[_clusters]);
        for (var i = 0; i < _labels.Length; i++)
        {
            var label = _labels[i];
            var margin = SortedPoints.LeastOfClass(_margins[i], _clusters, largest);
            looks[label] += Frequency(label, margin);
            if (margin == 0) largestSquares[label] = Math.Max(largestSquares[label], _squares[i]);
        }

        var cost = 0.0;
        for (var c = 0; c < _clusters; c++)
            if (looks[c] > 0) cost += looks[c] * CostOfLook([c], c, largestSquares[c]);
        return cost / _labels.Length;
    }

    private void Measure()
    {
        _candidates.BeginPass();
        WidestLane.Run<Measuring, int>(new Measuring(this));
    }

    /// <summary>In how many of the next passes a block with this least margin is looked at: it rests until the margin is spent.</summary>
    private double Frequency(int label, float margin)
    {
        var (step, left) = (_drift.LastMarginLossOf(label), margin - _drift.Tolerance(label));
        return left > 0 ? step / (step + left) : 1;
    }

    private double CostOfLook(ReadOnlySpan<int> labels, int label, float largestSquare)
    {
        _candidates.Choose(labels, Math.Sqrt(largestSquare), _drift.Tolerance(label));
        return PassWork.BoundedBlock(_candidates.Count == 0 ? _clusters : _candidates.Count).Cost;
    }

    private readonly struct Measuring(BoundsForecast forecast) : ILaneWork<int>
    {
        public int Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            Span<float> best = stackalloc float[FeatureMatrix.BlockSize], second = stackalloc float[FeatureMatrix.BlockSize];
            for (var (i, block) = (0, 0); i < forecast._labels.Length; i += FeatureMatrix.BlockSize, block += forecast._stride)
            {
                var points = forecast._points.Block(block);
                CentroidScores.AssignTwo<TLane>(points, forecast._packed, forecast._labels.AsSpan(i), best, second);
                NearestMargins.Bound<TLane>(points, best, second, forecast._drift.Error, float.MaxValue, forecast._margins.AsSpan(i), forecast._squares.AsSpan(i));
            }

            return forecast._labels.Length;
        }
    }
}
