using SegmentationService.Core.Data;

namespace SegmentationService.Core.Kernels;

/// <summary>The distances of one point to all points of a matrix, with the widest lane that the processor has.</summary>
internal static class MatrixDistances
{
    /// <summary>The squared Euclidean distances, as <see cref="PointDistances.Squared"/> has them. O(n d).</summary>
    /// <param name="points">n x d.</param>
    /// <param name="point">in: d values.</param>
    /// <param name="distances">out: n squared distances; the padding to whole blocks is not defined.</param>
    public static void Squared(FeatureMatrix points, ReadOnlySpan<float> point, Span<float> distances) =>
        WidestLane.Run<Work, int>(new Work(points, point, distances));

    private readonly ref struct Work(FeatureMatrix points, ReadOnlySpan<float> point, Span<float> distances) : ILaneWork<int>
    {
        private readonly ReadOnlySpan<float> _point = point;
        private readonly Span<float> _distances = distances;

        public int Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            for (var block = 0; block < points.Blocks; block++)
                PointDistances.SquaredOfFirst<TLane>(points.Block(block), points.PointsIn(block), _point, _distances[(block * FeatureMatrix.BlockSize)..]);
            return points.Blocks;
        }
    }
}
