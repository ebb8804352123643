using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Kernels;

/// <summary>
/// The assignment of points to their nearest centroid as Lloyd's iterations need it: labels only, by the smallest
/// |c|^2 / 2 - x c, which is half the squared distance less a term of the point alone. One fused multiply-add for each point,
/// centroid and feature; four vectors of points against two centroids stay in registers.
/// </summary>
internal static class CentroidScores
{
    private const int Vectors = 4;

    /// <summary>The floats of one packed centroid.</summary>
    public static int Stride(int features) => features + 1;

    /// <summary>Lays centroids out for <see cref="Assign"/>: for each |c|^2 / 2, then its coordinates negated.</summary>
    /// <param name="centroids">in: k x d, row-major.</param>
    /// <param name="features">d.</param>
    /// <param name="packed">out: k x (d + 1).</param>
    public static void Pack(ReadOnlySpan<float> centroids, int features, Span<float> packed)
    {
        for (int c = 0, target = 0; c < centroids.Length; c += features, target += Stride(features))
        {
            var square = 0.0;
            for (var f = 0; f < features; f++)
            {
                square += (double)centroids[c + f] * centroids[c + f];
                packed[target + 1 + f] = -centroids[c + f];
            }

            packed[target] = (float)(square / 2);
        }
    }

    /// <summary>For each point of a block the nearest centroid, of equally near ones the first. O(64 k d).</summary>
    /// <typeparam name="TLane">The vector width; the result is the same at every one.</typeparam>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="packed">in: k x (d + 1), from <see cref="Pack"/>.</param>
    /// <param name="labels">out: 64 centroid numbers.</param>
    public static void Assign<TLane>(ReadOnlySpan<float> block, ReadOnlySpan<float> packed, Span<int> labels)
        where TLane : struct, ILane<TLane> =>
        Score<TLane, Nearest>(block, packed, labels, [], []);

    /// <summary>The same, with the score of the nearest centroid and that of the second nearest, which bounds are made of.</summary>
    /// <typeparam name="TLane">The vector width; the result is the same at every one.</typeparam>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="packed">in: k x (d + 1), from <see cref="Pack"/>.</param>
    /// <param name="labels">out: 64 centroid numbers.</param>
    /// <param name="best">out: 64 scores |c|^2 / 2 - x c of the nearest centroid.</param>
    /// <param name="second">out: 64 scores of the second nearest; infinite when there is only one.</param>
    public static void AssignTwo<TLane>(ReadOnlySpan<float> block, ReadOnlySpan<float> packed, Span<int> labels, Span<float> best, Span<float> second)
        where TLane : struct, ILane<TLane>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(best.Length, FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(second.Length, FeatureMatrix.BlockSize);
        Score<TLane, NearestTwo>(block, packed, labels, best, second);
    }

    private static void Score<TLane, TKept>(ReadOnlySpan<float> block, ReadOnlySpan<float> packed, Span<int> labels, Span<float> best, Span<float> second)
        where TLane : struct, ILane<TLane>
        where TKept : struct, IKept
    {
        var features = block.Length / FeatureMatrix.BlockSize;
        var stride = Stride(features);
        ArgumentOutOfRangeException.ThrowIfNotEqual(packed.Length % stride, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(labels.Length, FeatureMatrix.BlockSize);
        ref var points = ref MemoryMarshal.GetReference(block);
        ref var centres = ref MemoryMarshal.GetReference(packed);

        // The numbers of centroids travel as the bits of floats: they are only selected and stored, never calculated with.
        ref var numbers = ref Unsafe.As<int, float>(ref MemoryMarshal.GetReference(labels));
        var clusters = packed.Length / stride;
        for (var lane = 0; lane < FeatureMatrix.BlockSize; lane += Vectors * TLane.Width)
        {
            TLane best0 = TLane.Broadcast(float.PositiveInfinity), best1 = best0, best2 = best0, best3 = best0;
            TLane second0 = best0, second1 = best0, second2 = best0, second3 = best0;
            TLane number0 = TLane.Zero, number1 = number0, number2 = number0, number3 = number0;
            var c = 0;
            for (; c + 1 < clusters; c += 2)
            {
                var a = c * stride;
                var b = a + stride;
                TLane a0 = TLane.Broadcast(Unsafe.Add(ref centres, a)), a1 = a0, a2 = a0, a3 = a0;
                TLane b0 = TLane.Broadcast(Unsafe.Add(ref centres, b)), b1 = b0, b2 = b0, b3 = b0;
                var offset = (nuint)lane;
                for (var f = 1; f < stride; f++, offset += FeatureMatrix.BlockSize)
                {
                    var x0 = TLane.Load(ref points, offset);
                    var x1 = TLane.Load(ref points, offset + (nuint)TLane.Width);
                    var x2 = TLane.Load(ref points, offset + (nuint)(2 * TLane.Width));
                    var x3 = TLane.Load(ref points, offset + (nuint)(3 * TLane.Width));
                    var u = TLane.Broadcast(Unsafe.Add(ref centres, a + f));
                    a0 = TLane.MultiplyAdd(x0, u, a0);
                    a1 = TLane.MultiplyAdd(x1, u, a1);
                    a2 = TLane.MultiplyAdd(x2, u, a2);
                    a3 = TLane.MultiplyAdd(x3, u, a3);
                    var v = TLane.Broadcast(Unsafe.Add(ref centres, b + f));
                    b0 = TLane.MultiplyAdd(x0, v, b0);
                    b1 = TLane.MultiplyAdd(x1, v, b1);
                    b2 = TLane.MultiplyAdd(x2, v, b2);
                    b3 = TLane.MultiplyAdd(x3, v, b3);
                }

                var number = TLane.Broadcast(BitConverter.Int32BitsToSingle(c));
                Keep<TLane, TKept>(a0, number, ref best0, ref number0, ref second0);
                Keep<TLane, TKept>(a1, number, ref best1, ref number1, ref second1);
                Keep<TLane, TKept>(a2, number, ref best2, ref number2, ref second2);
                Keep<TLane, TKept>(a3, number, ref best3, ref number3, ref second3);
                number = TLane.Broadcast(BitConverter.Int32BitsToSingle(c + 1));
                Keep<TLane, TKept>(b0, number, ref best0, ref number0, ref second0);
                Keep<TLane, TKept>(b1, number, ref best1, ref number1, ref second1);
                Keep<TLane, TKept>(b2, number, ref best2, ref number2, ref second2);
                Keep<TLane, TKept>(b3, number, ref best3, ref number3, ref second3);
            }

            if (c < clusters)
            {
                var a = c * stride;
                TLane a0 = TLane.Broadcast(Unsafe.Add(ref centres, a)), a1 = a0, a2 = a0, a3 = a0;
                var offset = (nuint)lane;
                for (var f = 1; f < stride; f++, offset += FeatureMatrix.BlockSize)
                {
                    var u = TLane.Broadcast(Unsafe.Add(ref centres, a + f));
                    a0 = TLane.MultiplyAdd(TLane.Load(ref points, offset), u, a0);
                    a1 = TLane.MultiplyAdd(TLane.Load(ref points, offset + (nuint)TLane.Width), u, a1);
                    a2 = TLane.MultiplyAdd(TLane.Load(ref points, offset + (nuint)(2 * TLane.Width)), u, a2);
                    a3 = TLane.MultiplyAdd(TLane.Load(ref points, offset + (nuint)(3 * TLane.Width)), u, a3);
                }

                var number = TLane.Broadcast(BitConverter.Int32BitsToSingle(c));
                Keep<TLane, TKept>(a0, number, ref best0, ref number0, ref second0);
                Keep<TLane, TKept>(a1, number, ref best1, ref number1, ref second1);
                Keep<TLane, TKept>(a2, number, ref best2, ref number2, ref second2);
                Keep<TLane, TKept>(a3, number, ref best3, ref number3, ref second3);
            }

            Store(ref numbers, lane, number0, number1, number2, number3);
            if (!TKept.IsSecondKept) continue;
            Store(ref MemoryMarshal.GetReference(best), lane, best0, best1, best2, best3);
            Store(ref MemoryMarshal.GetReference(second), lane, second0, second1, second2, second3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLane>(ref float target, int lane, TLane v0, TLane v1, TLane v2, TLane v3)
        where TLane : struct, ILane<TLane>
    {
        v0.Store(ref target, (nuint)lane);
        v1.Store(ref target, (nuint)(lane + TLane.Width));
        v2.Store(ref target, (nuint)(lane + (2 * TLane.Width)));
        v3.Store(ref target, (nuint)(lane + (3 * TLane.Width)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep<TLane, TKept>(TLane score, TLane number, ref TLane best, ref TLane bestNumber, ref TLane second)
        where TLane : struct, ILane<TLane>
        where TKept : struct, IKept
    {
        if (TKept.IsSecondKept) second = TLane.Min(second, TLane.Max(score, best));
        bestNumber = TLane.Select(TLane.LessThan(score, best), number, bestNumber);
        best = TLane.Min(score, best);
    }

    /// <summary>What is kept of the scores: a constant for the compiler.</summary>
    private interface IKept
    {
        static abstract bool IsSecondKept { get; }
    }

    private readonly struct Nearest : IKept
    {
        public static bool IsSecondKept => false;
    }

    private readonly struct NearestTwo : IKept
    {
        public static bool IsSecondKept => true;
    }
}
