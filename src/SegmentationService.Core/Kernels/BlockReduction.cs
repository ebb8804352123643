using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Kernels;

/// <summary>What becomes of the 64 values of a block: one value, in a fixed order of steps, so that it has the same bits at every vector width.</summary>
internal static class BlockReduction
{
    /// <summary>The sum of 64 values.</summary>
    public static float Sum(ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, FeatureMatrix.BlockSize);
        ref var origin = ref MemoryMarshal.GetReference(values);
        var sum = Vector512.LoadUnsafe(ref origin);
        for (var i = Vector512<float>.Count; i < FeatureMatrix.BlockSize; i += Vector512<float>.Count) sum += Vector512.LoadUnsafe(ref origin, (nuint)i);
        var half = sum.GetLower() + sum.GetUpper();
        var quarter = half.GetLower() + half.GetUpper();
        return quarter[0] + quarter[1] + (quarter[2] + quarter[3]);
    }

    /// <summary>The least of 64 values, none of them NaN.</summary>
    public static float Least(ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, FeatureMatrix.BlockSize);
        ref var origin = ref MemoryMarshal.GetReference(values);
        var least = Vector512.LoadUnsafe(ref origin);
        for (var i = Vector512<float>.Count; i < FeatureMatrix.BlockSize; i += Vector512<float>.Count) least = Vector512.MinNative(least, Vector512.LoadUnsafe(ref origin, (nuint)i));
        var half = Vector256.MinNative(least.GetLower(), least.GetUpper());
        var quarter = Vector128.MinNative(half.GetLower(), half.GetUpper());
        return Math.Min(Math.Min(quarter[0], quarter[1]), Math.Min(quarter[2], quarter[3]));
    }

    /// <summary>The largest of 64 values, none of them NaN.</summary>
    public static float Largest(ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, FeatureMatrix.BlockSize);
        ref var origin = ref MemoryMarshal.GetReference(values);
        var largest = Vector512.LoadUnsafe(ref origin);
        for (var i = Vector512<float>.Count; i < FeatureMatrix.BlockSize; i += Vector512<float>.Count) largest = Vector512.MaxNative(largest, Vector512.LoadUnsafe(ref origin, (nuint)i));
        var half = Vector256.MaxNative(largest.GetLower(), largest.GetUpper());
        var quarter = Vector128.MaxNative(half.GetLower(), half.GetUpper());
        return Math.Max(Math.Max(quarter[0], quarter[1]), Math.Max(quarter[2], quarter[3]));
    }
}
