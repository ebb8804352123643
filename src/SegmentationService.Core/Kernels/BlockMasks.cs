using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Kernels;

/// <summary>Which values of whole blocks are small, as one bit each: a word for the 64 values of a block, the first value in its lowest bit.</summary>
internal static class BlockMasks
{
    /// <summary>Sets the bits of the values up to a limit, and leaves the others as they are. O(n).</summary>
    /// <param name="values">in: 64 values for each word; NaN is not up to anything.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="masks">in/out: the words.</param>
    public static void AddUpTo(ReadOnlySpan<float> values, float limit, Span<ulong> masks)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, masks.Length * FeatureMatrix.BlockSize);
        var limits = Vector512.Create(limit);
        ref var origin = ref MemoryMarshal.GetReference(values);
        for (var word = 0; word < masks.Length; word++)
        {
            var bits = 0UL;
            for (var part = 0; part < FeatureMatrix.BlockSize; part += Vector512<float>.Count)
                bits |= Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref origin, (nuint)((word * FeatureMatrix.BlockSize) + part)), limits).ExtractMostSignificantBits() << part;
            masks[word] |= bits;
        }
    }
}
