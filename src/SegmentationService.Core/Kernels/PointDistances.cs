using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Kernels;

/// <summary>The distances of one point to all points of a block. Seeding, prediction and the silhouette are made of it.</summary>
internal static class PointDistances
{
    /// <summary>The squared Euclidean distances, summed over the features in their order: the same bits as <see cref="NearestCentroid"/>. O(64 d).</summary>
    /// <typeparam name="TLane">The vector width; the result is the same at every one.</typeparam>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="point">in: d values.</param>
    /// <param name="distances">out: 64 squared distances.</param>
    public static void Squared<TLane>(ReadOnlySpan<float> block, ReadOnlySpan<float> point, Span<float> distances)
        where TLane : struct, ILane<TLane>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(block.Length, point.Length * FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(distances.Length, FeatureMatrix.BlockSize);
        ref var points = ref MemoryMarshal.GetReference(block);
        ref var target = ref MemoryMarshal.GetReference(distances);

        for (var lane = 0; lane < FeatureMatrix.BlockSize; lane += TLane.Width)
            Sum<TLane>(ref points, point, lane).Store(ref target, (nuint)lane);
    }

    /// <summary>Adds the Euclidean distances (not squared) to running sums, one for each point of the block. O(64 d).</summary>
    /// <typeparam name="TLane">The vector width; the result is the same at every one.</typeparam>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="point">in: d values.</param>
    /// <param name="sums">in/out: 64 sums.</param>
    public static void AddEuclidean<TLane>(ReadOnlySpan<float> block, ReadOnlySpan<float> point, Span<float> sums)
        where TLane : struct, ILane<TLane>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(block.Length, point.Length * FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(sums.Length, FeatureMatrix.BlockSize);
        ref var points = ref MemoryMarshal.GetReference(block);
        ref var target = ref MemoryMarshal.GetReference(sums);

        for (var lane = 0; lane < FeatureMatrix.BlockSize; lane += TLane.Width)
            (TLane.Load(ref target, (nuint)lane) + TLane.Sqrt(Sum<TLane>(ref points, point, lane))).Store(ref target, (nuint)lane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Sum<TLane>(ref float points, ReadOnlySpan<float> point, int lane)
        where TLane : struct, ILane<TLane>
    {
        var sum = TLane.Zero;
        for (var f = 0; f < point.Length; f++)
        {
            var difference = TLane.Load(ref points, (nuint)((f * FeatureMatrix.BlockSize) + lane)) - TLane.Broadcast(point[f]);
            sum = TLane.MultiplyAdd(difference, difference, sum);
        }

        return sum;
    }
}
