using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Kernels;

/// <summary>The assignment of points to their nearest centroid, one block at a time.</summary>
internal static class NearestCentroid
{
    /// <summary>
    /// For each point of a block the nearest centroid (of equally near ones the first) and the squared Euclidean distance to it,
    /// summed over the features in their order. O(64 k d).
    /// </summary>
    /// <typeparam name="TLane">The vector width; the result is the same at every one.</typeparam>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="centroids">in: k x d, row-major, k at most 2^24.</param>
    /// <param name="features">d.</param>
    /// <param name="labels">out: 64 centroid numbers.</param>
    /// <param name="distances">out: 64 squared distances.</param>
    public static void Assign<TLane>(
        ReadOnlySpan<float> block, ReadOnlySpan<float> centroids, int features, Span<int> labels, Span<float> distances)
        where TLane : struct, ILane<TLane>
    {
        CheckLengths(block, centroids, features, labels.Length, distances.Length);
        ref var points = ref MemoryMarshal.GetReference(block);
        ref var centres = ref MemoryMarshal.GetReference(centroids);
        ref var nearest = ref MemoryMarshal.GetReference(distances);
        Span<float> indices = stackalloc float[FeatureMatrix.BlockSize];
        ref var index = ref MemoryMarshal.GetReference(indices);
        var clusters = centroids.Length / features;

        for (var lane = 0; lane < FeatureMatrix.BlockSize; lane += TLane.Width)
        {
            var best = TLane.Broadcast(float.PositiveInfinity);
            var bestIndex = TLane.Zero;
            for (var c = 0; c < clusters; c++)
            {
                var sum = TLane.Zero;
                for (var f = 0; f < features; f++)
                {
                    var difference = TLane.Load(ref points, (nuint)((f * FeatureMatrix.BlockSize) + lane))
                        - TLane.Broadcast(Unsafe.Add(ref centres, (c * features) + f));
                    sum = TLane.MultiplyAdd(difference, difference, sum);
                }

                bestIndex = TLane.Select(TLane.LessThan(sum, best), TLane.Broadcast(c), bestIndex);
                best = TLane.Min(sum, best);
            }

            best.Store(ref nearest, (nuint)lane);
            bestIndex.Store(ref index, (nuint)lane);
        }

        for (var i = 0; i < FeatureMatrix.BlockSize; i++) labels[i] = (int)indices[i];
    }

    private static void CheckLengths(ReadOnlySpan<float> block, ReadOnlySpan<float> centroids, int features, int labels, int distances)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(block.Length, features * FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(centroids.Length % features, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(centroids.Length / features, 1 << 24);
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(distances, FeatureMatrix.BlockSize);
    }
}
