using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Kernels;

/// <summary>How far the points of a block reach from the origin. Each point adds its squares in the order of the features, so the same bits at every vector width.</summary>
internal static class BlockExtent
{
    /// <summary>The largest size of a coordinate and the largest squared norm of a point. O(64 d).</summary>
    /// <param name="block">in: d x 64 floats; padding may be anything.</param>
    /// <param name="count">How many points it has, up to 64; none has NaN.</param>
    /// <returns>Both 0 without points.</returns>
    public static (float Value, float SquaredNorm) Largest(ReadOnlySpan<float> block, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(block.Length % FeatureMatrix.BlockSize, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, FeatureMatrix.BlockSize);
        var (value, largestNorm) = (Vector256<float>.Zero, Vector256<float>.Zero);
        ref var origin = ref MemoryMarshal.GetReference(block);
        for (var lane = 0; lane < count; lane += Vector256<float>.Count)
        {
            var norm = Vector256<float>.Zero;
            var real = Vector256.LessThan(Vector256<int>.Indices + Vector256.Create(lane), Vector256.Create(count)).AsSingle();
            for (var offset = lane; offset < block.Length; offset += FeatureMatrix.BlockSize)
            {
                var x = Vector256.LoadUnsafe(ref origin, (nuint)offset) & real;
                norm = Vector256.FusedMultiplyAdd(x, x, norm);
                value = Vector256.MaxNative(value, Vector256.Abs(x));
            }

            largestNorm = Vector256.MaxNative(largestNorm, norm);
        }

        return (Largest(value), Largest(largestNorm));
    }

    private static float Largest(Vector256<float> values)
    {
        var half = Vector128.MaxNative(values.GetLower(), values.GetUpper());
        return Math.Max(Math.Max(half[0], half[1]), Math.Max(half[2], half[3]));
    }
}
