using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering;

/// <summary>
/// What all runs on the same points share: the sum of squares, the largest norm, and the scale of the fixed-point numbers in
/// which clusters are summed. Sums of whole numbers are exact: points can leave and join a cluster in any order and any number of
/// times, and the sum never drifts.
/// </summary>
internal sealed class PointTotals
{
    private const int BitsOfSum = 62;

    /// <summary>Measures the points, in one pass. O(n d).</summary>
    public PointTotals(FeatureMatrix points, Parallelism parallelism)
    {
        var chunks = new FixedChunks(points);
        var squares = new double[chunks.Count];
        var largest = new (float Value, float SquaredNorm)[chunks.Count];
        chunks.Run(parallelism, (chunk, first, end) =>
        {
            for (var block = first; block < end; block++)
            {
                var (sum, value, norm) = Measure(points.Block(block), points.PointsIn(block));
                squares[chunk] += sum;
                largest[chunk] = (Math.Max(largest[chunk].Value, value), Math.Max(largest[chunk].SquaredNorm, norm));
            }
        });
        SumOfSquares = squares.Sum();
        LargestSquaredNorm = largest.Max(chunk => chunk.SquaredNorm);
        var magnitude = Math.Max(largest.Max(chunk => chunk.Value), float.Epsilon);
        var bits = BitsOfSum - Math.ILogB((double)Math.Max(points.Count, 1)) - 1 - (Math.ILogB((double)magnitude) + 1);
        Scale = Math.ScaleB(1, bits);
    }

    /// <summary>The sum of the squares of all coordinates of all points.</summary>
    public double SumOfSquares { get; }

    /// <summary>The largest |x|^2 of a point x.</summary>
    public float LargestSquaredNorm { get; }

    /// <summary>A coordinate times this, truncated, is what is summed; a power of two. All points together fit into 63 bits.</summary>
    public double Scale { get; }

    /// <summary>Of one block, padding aside: the sum of squares, the largest coordinate, and the largest squared norm.</summary>
    private static (double Sum, float Value, float SquaredNorm) Measure(ReadOnlySpan<float> block, int count)
    {
        var (low, high) = (Vector512<double>.Zero, Vector512<double>.Zero);
        var (value, largestNorm) = (Vector512<float>.Zero, Vector512<float>.Zero);
        ref var origin = ref MemoryMarshal.GetReference(block);
        for (var lane = 0; lane < count; lane += Vector512<float>.Count)
        {
            var norm = Vector512<float>.Zero;
            var real = Vector512.LessThan(Vector512<int>.Indices + Vector512.Create(lane), Vector512.Create(count)).AsSingle();
            for (var offset = lane; offset < block.Length; offset += FeatureMatrix.BlockSize)
            {
                var x = Vector512.LoadUnsafe(ref origin, (nuint)offset) & real;
                norm = Vector512.FusedMultiplyAdd(x, x, norm);
                value = Vector512.MaxNative(value, Vector512.Abs(x));
                var (lower, upper) = Vector512.Widen(x);
                low = Vector512.FusedMultiplyAdd(lower, lower, low);
                high = Vector512.FusedMultiplyAdd(upper, upper, high);
            }

            largestNorm = Vector512.MaxNative(largestNorm, norm);
        }

        return (Vector512.Sum(low + high), Largest(value), Largest(largestNorm));
    }

    private static float Largest(Vector512<float> values)
    {
        var largest = 0f;
        for (var i = 0; i < Vector512<float>.Count; i++) largest = Math.Max(largest, values[i]);
        return largest;
    }
}
