using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Kernels;

/// <summary>The sums and counts of the points of each cluster, in fixed point: exact, in whatever order points come and go.</summary>
internal static class ClusterSums
{
    /// <summary>Adds all points of a block to their clusters. O(64 d).</summary>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="scale">Coordinates times this are whole numbers.</param>
    /// <param name="labels">in: the cluster of each point that counts, at most 64.</param>
    /// <param name="sums">in/out: k x d, row-major.</param>
    /// <param name="counts">in/out: k.</param>
    /// <param name="values">Room for the coordinates as whole numbers, d x 64.</param>
    public static void Add(ReadOnlySpan<float> block, double scale, ReadOnlySpan<int> labels, Span<long> sums, Span<int> counts, Span<long> values)
    {
        var features = block.Length / FeatureMatrix.BlockSize;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(labels.Length, FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, counts.Length * features);
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, block.Length);
        ToFixedPoint(block, scale, values);
        ref var origin = ref MemoryMarshal.GetReference(sums);
        ref var coordinates = ref MemoryMarshal.GetReference(values);
        for (nuint i = 0; i < (nuint)labels.Length; i++)
        {
            var label = labels[(int)i];
            counts[label]++;
            ref var sum = ref Unsafe.Add(ref origin, label * features);
            var (f, place) = ((nuint)0, i);

            // Four at a time: with one, the loop takes more than twice as long as what it does.
            for (; f + 3 < (nuint)features; f += 4, place += 4 * FeatureMatrix.BlockSize)
            {
                Unsafe.Add(ref sum, f) += Unsafe.Add(ref coordinates, place);
                Unsafe.Add(ref sum, f + 1) += Unsafe.Add(ref coordinates, place + FeatureMatrix.BlockSize);
                Unsafe.Add(ref sum, f + 2) += Unsafe.Add(ref coordinates, place + (2 * FeatureMatrix.BlockSize));
                Unsafe.Add(ref sum, f + 3) += Unsafe.Add(ref coordinates, place + (3 * FeatureMatrix.BlockSize));
            }

            for (; f < (nuint)features; f++, place += FeatureMatrix.BlockSize) Unsafe.Add(ref sum, f) += Unsafe.Add(ref coordinates, place);
        }
    }

    /// <summary>Moves the points of a block whose label has changed. O(64 + d x changes).</summary>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="scale">Coordinates times this are whole numbers.</param>
    /// <param name="before">in/out: the cluster that each point is counted in.</param>
    /// <param name="after">in: the cluster that it belongs to.</param>
    /// <param name="sums">in/out: k x d, row-major.</param>
    /// <param name="counts">in/out: k.</param>
    /// <returns>The number of points that moved.</returns>
    public static int Move(ReadOnlySpan<float> block, double scale, Span<int> before, ReadOnlySpan<int> after, Span<long> sums, Span<int> counts)
    {
        var features = block.Length / FeatureMatrix.BlockSize;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(before.Length, FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, counts.Length * features);
        ref var origin = ref MemoryMarshal.GetReference(sums);
        ref var coordinates = ref MemoryMarshal.GetReference(block);
        var moves = 0;
        for (var start = 0; start < before.Length; start += Vector512<int>.Count)
        {
            for (var changed = Changed(before[start..], after[start..]); changed != 0; changed &= changed - 1)
            {
                var i = start + BitOperations.TrailingZeroCount(changed);
                counts[before[i]]--;
                counts[after[i]]++;
                ref var source = ref Unsafe.Add(ref origin, before[i] * features);
                ref var target = ref Unsafe.Add(ref origin, after[i] * features);
                for (nuint f = 0, place = (nuint)i; f < (nuint)features; f++, place += FeatureMatrix.BlockSize)
                {
                    var value = double.ConvertToIntegerNative<long>(Unsafe.Add(ref coordinates, place) * scale);
                    Unsafe.Add(ref source, f) -= value;
                    Unsafe.Add(ref target, f) += value;
                }

                before[i] = after[i];
                moves++;
            }
        }

        return moves;
    }

    /// <summary>What <see cref="Add"/> has left of the coordinates: the bits that a whole number of so coarse a scale does not hold. O(64 d).</summary>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="scale">Coordinates times this were summed.</param>
    /// <param name="count">How many points of the block count.</param>
    /// <param name="values">in: the coordinates as whole numbers, d x 64.</param>
    /// <param name="rests">out: d x 64; may be the block itself. Written where the result is true.</param>
    /// <returns>Whether anything is left.</returns>
    public static bool Rests(ReadOnlySpan<float> block, double scale, int count, ReadOnlySpan<long> values, Span<float> rests)
    {
        var isWhole = true;
        for (var start = 0; start < block.Length && isWhole; start += FeatureMatrix.BlockSize) isWhole = AreWhole(block.Slice(start, count), scale);
        if (isWhole) return false;

        for (var start = 0; start < block.Length; start += FeatureMatrix.BlockSize)
            for (var i = start; i < start + FeatureMatrix.BlockSize; i++) rests[i] = i < start + count ? (float)(block[i] - (values[i] / scale)) : 0;
        return true;
    }

    private static bool AreWhole(ReadOnlySpan<float> values, double scale)
    {
        var (fractions, factor) = (Vector256<double>.Zero, Vector256.Create(scale));
        ref var origin = ref MemoryMarshal.GetReference(values);
        var i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var (lower, upper) = Vector256.Widen(Vector256.LoadUnsafe(ref origin, (nuint)i));
            (lower, upper) = (lower * factor, upper * factor);
            fractions |= (lower - Vector256.Truncate(lower)) | (upper - Vector256.Truncate(upper));
        }

        var isWhole = Vector256.EqualsAll(fractions, Vector256<double>.Zero);
        for (; i < values.Length; i++) isWhole &= double.IsInteger(values[i] * scale);
        return isWhole;
    }

    /// <summary>Which of the next 16 labels differ, a bit for each.</summary>
    private static uint Changed(ReadOnlySpan<int> before, ReadOnlySpan<int> after)
    {
        if (before.Length >= Vector512<int>.Count) return (uint)(~Vector512.Equals(Vector512.Create(before), Vector512.Create(after)).ExtractMostSignificantBits() & 0xFFFF);
        var changed = 0u;
        for (var i = 0; i < before.Length; i++)
            if (before[i] != after[i]) changed |= 1u << i;
        return changed;
    }

    private static void ToFixedPoint(ReadOnlySpan<float> values, double scale, Span<long> fixedPoint)
    {
        ref var source = ref MemoryMarshal.GetReference(values);
        ref var target = ref MemoryMarshal.GetReference(fixedPoint);
        if (Vector512.IsHardwareAccelerated)
        {
            for (nuint i = 0; i < (nuint)values.Length; i += (nuint)Vector512<float>.Count)
            {
                var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref source, i));
                Vector512.ConvertToInt64Native(low * scale).StoreUnsafe(ref target, i);
                Vector512.ConvertToInt64Native(high * scale).StoreUnsafe(ref target, i + (nuint)Vector512<long>.Count);
            }

            return;
        }

        // Without an instruction for it: a whole number below 2^51 stands in the last bits of its sum with 1.5 x 2^52. Twice as fast as one by one.
        const double shift = 3L << 51;
        var (shifts, largest) = (Vector512.Create(shift), Vector512<double>.Zero);
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)Vector512<float>.Count)
        {
            var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref source, i));
            (low, high) = (Vector512.Truncate(low * scale), Vector512.Truncate(high * scale));
            largest = Vector512.Max(largest, Vector512.Max(Vector512.Abs(low), Vector512.Abs(high)));
            ((low + shifts).AsInt64() - shifts.AsInt64()).StoreUnsafe(ref target, i);
            ((high + shifts).AsInt64() - shifts.AsInt64()).StoreUnsafe(ref target, i + (nuint)Vector512<long>.Count);
        }

        if (Vector512.LessThanAll(largest, Vector512.Create((double)(1L << 51)))) return;
        for (var i = 0; i < values.Length; i++) fixedPoint[i] = double.ConvertToIntegerNative<long>(values[i] * scale);
    }
}
