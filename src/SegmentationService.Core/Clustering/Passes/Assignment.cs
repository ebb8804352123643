using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>The assignment of all points to their nearest centroids by exact differences: the very arithmetic of prediction.</summary>
internal static class Assignment
{
    /// <summary>Labels and squared distances. O(n k d).</summary>
    /// <param name="points">n x d.</param>
    /// <param name="centroids">in: k x d, row-major.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    public static (int[] Labels, float[] SquaredDistances) Of(FeatureMatrix points, float[] centroids, Parallelism parallelism)
    {
        var labels = GC.AllocateUninitializedArray<int>(points.Count);
        var distances = GC.AllocateUninitializedArray<float>(points.Count);
        new FixedChunks(points).Run(parallelism, (_, first, end) => WidestLane.Run<Work, int>(new Work(points, centroids, labels, distances, first, end, parallelism.Cancellation)));
        return (labels, distances);
    }

    private readonly struct Work(FeatureMatrix points, float[] centroids, int[] labels, float[] distances, int first, int end, CancellationToken cancellation) : ILaneWork<int>
    {
        public int Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            Span<int> nearest = stackalloc int[FeatureMatrix.BlockSize];
            Span<float> squares = stackalloc float[FeatureMatrix.BlockSize];
            for (var b = first; b < end; b++)
            {
                cancellation.ThrowIfCancellationRequested();
                NearestCentroid.Assign<TLane>(points.Block(b), centroids, points.Features, nearest, squares);
                var (start, count) = (b * FeatureMatrix.BlockSize, points.PointsIn(b));
                nearest[..count].CopyTo(labels.AsSpan(start));
                squares[..count].CopyTo(distances.AsSpan(start));
            }

            return end - first;
        }
    }
}
