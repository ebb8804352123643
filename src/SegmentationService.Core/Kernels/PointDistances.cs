using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Kernels;

/// <summary>The distances of points to all points of a block. Seeding, prediction and the silhouette are made of them.</summary>
internal static class PointDistances
{
    /// <summary>The squared Euclidean distances, summed over the features in their order: the same bits as <see cref="NearestCentroid"/>. O(64 d).</summary>
    /// <typeparam name="TLane">The vector width; the result is the same at every one.</typeparam>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="point">in: d values.</param>
    /// <param name="distances">out: 64 squared distances.</param>
    public static void Squared<TLane>(ReadOnlySpan<float> block, ReadOnlySpan<float> point, Span<float> distances)
        where TLane : struct, ILane<TLane> =>
        SquaredOfFirst<TLane>(block, FeatureMatrix.BlockSize, point, distances);

    /// <summary>The same of the first points of a block only, rounded up to whole vectors. O(count d).</summary>
    /// <typeparam name="TLane">The vector width; the result is the same at every one.</typeparam>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="count">How many points are looked at, at most 64.</param>
    /// <param name="point">in: d values.</param>
    /// <param name="distances">out: 64 squared distances; those behind the first are not defined.</param>
    public static void SquaredOfFirst<TLane>(ReadOnlySpan<float> block, int count, ReadOnlySpan<float> point, Span<float> distances)
        where TLane : struct, ILane<TLane>
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(block.Length, point.Length * FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(distances.Length, FeatureMatrix.BlockSize);
        ref var points = ref MemoryMarshal.GetReference(block);
        ref var target = ref MemoryMarshal.GetReference(distances);

        for (var lane = 0; lane < count; lane += TLane.Width) Sum<TLane>(ref points, point, lane).Store(ref target, (nuint)lane);
    }

    /// <summary>
    /// Adds the Euclidean distances (not squared) to some points to running sums, one for each point of the block. O(64 m d); the square
    /// roots take as long as the rest.
    /// </summary>
    /// <typeparam name="TLane">The vector width; the result is the same at every one.</typeparam>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="others">in: m x d, row-major.</param>
    /// <param name="sums">in/out: 64 sums.</param>
    public static void AddEuclidean<TLane>(ReadOnlySpan<float> block, ReadOnlySpan<float> others, Span<float> sums)
        where TLane : struct, ILane<TLane>
    {
        var features = block.Length / FeatureMatrix.BlockSize;
        ArgumentOutOfRangeException.ThrowIfNotEqual(others.Length % features, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(sums.Length, FeatureMatrix.BlockSize);
        ref var points = ref MemoryMarshal.GetReference(block);
        ref var other = ref MemoryMarshal.GetReference(others);
        ref var target = ref MemoryMarshal.GetReference(sums);
        for (var lane = 0; lane < FeatureMatrix.BlockSize; lane += 4 * TLane.Width)
        {
            var (second, third, fourth) = (lane + TLane.Width, lane + (2 * TLane.Width), lane + (3 * TLane.Width));
            var sum0 = TLane.Load(ref target, (nuint)lane);
            var sum1 = TLane.Load(ref target, (nuint)second);
            var sum2 = TLane.Load(ref target, (nuint)third);
            var sum3 = TLane.Load(ref target, (nuint)fourth);
            for (var j = 0; j < others.Length; j += features)
            {
                TLane square0 = TLane.Zero, square1 = square0, square2 = square0, square3 = square0;
                for (var (f, offset) = (0, lane); f < features; f++, offset += FeatureMatrix.BlockSize)
                {
                    var y = TLane.Broadcast(Unsafe.Add(ref other, j + f));
                    var difference0 = TLane.Load(ref points, (nuint)offset) - y;
                    var difference1 = TLane.Load(ref points, (nuint)(offset + TLane.Width)) - y;
                    var difference2 = TLane.Load(ref points, (nuint)(offset + (2 * TLane.Width))) - y;
                    var difference3 = TLane.Load(ref points, (nuint)(offset + (3 * TLane.Width))) - y;
                    square0 = TLane.MultiplyAdd(difference0, difference0, square0);
                    square1 = TLane.MultiplyAdd(difference1, difference1, square1);
                    square2 = TLane.MultiplyAdd(difference2, difference2, square2);
                    square3 = TLane.MultiplyAdd(difference3, difference3, square3);
                }

                sum0 += TLane.Sqrt(square0);
                sum1 += TLane.Sqrt(square1);
                sum2 += TLane.Sqrt(square2);
                sum3 += TLane.Sqrt(square3);
            }

            sum0.Store(ref target, (nuint)lane);
            sum1.Store(ref target, (nuint)second);
            sum2.Store(ref target, (nuint)third);
            sum3.Store(ref target, (nuint)fourth);
        }
    }

    /// <summary>
    /// For some candidates adds to running sums, 64 for each candidate, what the squared distance of each point to its nearest centre
    /// would be with it. O(64 t d).
    /// </summary>
    /// <typeparam name="TLane">The vector width; the result is the same at every one.</typeparam>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="candidates">in: t x d, row-major.</param>
    /// <param name="nearest">in: 64 squared distances to the nearest centre so far; 0 for padding.</param>
    /// <param name="sums">in/out: t x 64 sums.</param>
    public static void AddPotentials<TLane>(ReadOnlySpan<float> block, ReadOnlySpan<float> candidates, ReadOnlySpan<float> nearest, Span<float> sums)
        where TLane : struct, ILane<TLane>
    {
        var features = block.Length / FeatureMatrix.BlockSize;
        var count = candidates.Length / features;
        ArgumentOutOfRangeException.ThrowIfLessThan(nearest.Length, FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(sums.Length, count * FeatureMatrix.BlockSize);
        ref var points = ref MemoryMarshal.GetReference(block);
        ref var before = ref MemoryMarshal.GetReference(nearest);
        ref var target = ref MemoryMarshal.GetReference(sums);
        for (var candidate = 0; candidate < count; candidate++)
        {
            var point = candidates.Slice(candidate * features, features);
            ref var sum = ref Unsafe.Add(ref target, candidate * FeatureMatrix.BlockSize);
            for (var lane = 0; lane < FeatureMatrix.BlockSize; lane += 4 * TLane.Width)
            {
                var (second, third, fourth) = (lane + TLane.Width, lane + (2 * TLane.Width), lane + (3 * TLane.Width));
                SumFour(ref points, point, lane, out TLane square0, out var square1, out var square2, out var square3);
                (TLane.Load(ref sum, (nuint)lane) + TLane.Min(square0, TLane.Load(ref before, (nuint)lane))).Store(ref sum, (nuint)lane);
                (TLane.Load(ref sum, (nuint)second) + TLane.Min(square1, TLane.Load(ref before, (nuint)second))).Store(ref sum, (nuint)second);
                (TLane.Load(ref sum, (nuint)third) + TLane.Min(square2, TLane.Load(ref before, (nuint)third))).Store(ref sum, (nuint)third);
                (TLane.Load(ref sum, (nuint)fourth) + TLane.Min(square3, TLane.Load(ref before, (nuint)fourth))).Store(ref sum, (nuint)fourth);
            }
        }
    }

    /// <summary>Lowers the squared distance of each point to its nearest centre where a new centre is nearer. O(64 d).</summary>
    /// <typeparam name="TLane">The vector width; the result is the same at every one.</typeparam>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="centre">in: d values.</param>
    /// <param name="nearest">in/out: 64 squared distances; 0 for padding.</param>
    public static void Approach<TLane>(ReadOnlySpan<float> block, ReadOnlySpan<float> centre, Span<float> nearest)
        where TLane : struct, ILane<TLane>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(block.Length, centre.Length * FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(nearest.Length, FeatureMatrix.BlockSize);
        ref var points = ref MemoryMarshal.GetReference(block);
        ref var target = ref MemoryMarshal.GetReference(nearest);
        for (var lane = 0; lane < FeatureMatrix.BlockSize; lane += 4 * TLane.Width)
        {
            var (second, third, fourth) = (lane + TLane.Width, lane + (2 * TLane.Width), lane + (3 * TLane.Width));
            SumFour(ref points, centre, lane, out TLane square0, out var square1, out var square2, out var square3);
            TLane.Min(square0, TLane.Load(ref target, (nuint)lane)).Store(ref target, (nuint)lane);
            TLane.Min(square1, TLane.Load(ref target, (nuint)second)).Store(ref target, (nuint)second);
            TLane.Min(square2, TLane.Load(ref target, (nuint)third)).Store(ref target, (nuint)third);
            TLane.Min(square3, TLane.Load(ref target, (nuint)fourth)).Store(ref target, (nuint)fourth);
        }
    }

    /// <summary>The squared distances of four vectors of points side by side: of one, each step would wait for the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumFour<TLane>(ref float points, ReadOnlySpan<float> point, int lane, out TLane square0, out TLane square1, out TLane square2, out TLane square3)
        where TLane : struct, ILane<TLane>
    {
        TLane sum0 = TLane.Zero, sum1 = sum0, sum2 = sum0, sum3 = sum0;
        var offset = (nuint)lane;
        foreach (var coordinate in point)
        {
            var y = TLane.Broadcast(coordinate);
            var difference0 = TLane.Load(ref points, offset) - y;
            var difference1 = TLane.Load(ref points, offset + (nuint)TLane.Width) - y;
            var difference2 = TLane.Load(ref points, offset + (nuint)(2 * TLane.Width)) - y;
            var difference3 = TLane.Load(ref points, offset + (nuint)(3 * TLane.Width)) - y;
            sum0 = TLane.MultiplyAdd(difference0, difference0, sum0);
            sum1 = TLane.MultiplyAdd(difference1, difference1, sum1);
            sum2 = TLane.MultiplyAdd(difference2, difference2, sum2);
            sum3 = TLane.MultiplyAdd(difference3, difference3, sum3);
            offset += FeatureMatrix.BlockSize;
        }

        (square0, square1, square2, square3) = (sum0, sum1, sum2, sum3);
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
