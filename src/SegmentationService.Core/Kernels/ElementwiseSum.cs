using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SegmentationService.Core.Kernels;

/// <summary>Adds values to running sums, place by place. Each sum is one addition of doubles, so the same bits at every vector width.</summary>
internal static class ElementwiseSum
{
    /// <summary>Adds floats, each widened first. O(n).</summary>
    /// <param name="values">in: n values.</param>
    /// <param name="sums">in/out: n sums; each takes the value at its place.</param>
    public static void Add(ReadOnlySpan<float> values, Span<double> sums)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, values.Length);
        ref var source = ref MemoryMarshal.GetReference(values);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        var i = 0;
        for (; i <= values.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref source, (nuint)i));
            (Vector512.LoadUnsafe(ref sum, (nuint)i) + low).StoreUnsafe(ref sum, (nuint)i);
            (Vector512.LoadUnsafe(ref sum, (nuint)(i + Vector512<double>.Count)) + high).StoreUnsafe(ref sum, (nuint)(i + Vector512<double>.Count));
        }

        for (; i < values.Length; i++) sums[i] += values[i];
    }

    /// <summary>Adds doubles. O(n).</summary>
    /// <param name="values">in: n values.</param>
    /// <param name="sums">in/out: n sums; each takes the value at its place.</param>
    public static void Add(ReadOnlySpan<double> values, Span<double> sums)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, values.Length);
        ref var source = ref MemoryMarshal.GetReference(values);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        var i = 0;
        for (; i <= values.Length - Vector512<double>.Count; i += Vector512<double>.Count)
            (Vector512.LoadUnsafe(ref sum, (nuint)i) + Vector512.LoadUnsafe(ref source, (nuint)i)).StoreUnsafe(ref sum, (nuint)i);
        for (; i < values.Length; i++) sums[i] += values[i];
    }
}
