using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Kernels;

/// <summary>Where the points of a block lie along a line, and how far beside it: in doubles, since a place decides which window a point is counted in.</summary>
internal static class LinePlaces
{
    private const int Step = 16;

    /// <summary>
    /// The foot of each point on a line, and its squared distance from the line. Each point sums its features in their order, products and sums rounded one by one: the same bits at
    /// every width. O(64 d).
    /// </summary>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="origin">in: d values, the place 0.</param>
    /// <param name="direction">in: d values, from the place 0 to the place 1; not all 0.</param>
    /// <param name="places">out: 64 places.</param>
    /// <param name="squares">out: 64 squared distances, at least 0.</param>
    public static void Of(ReadOnlySpan<float> block, ReadOnlySpan<double> origin, ReadOnlySpan<double> direction, Span<double> places, Span<double> squares)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(block.Length, origin.Length * FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(direction.Length, origin.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(places.Length, FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(squares.Length, FeatureMatrix.BlockSize);
        ref var points = ref MemoryMarshal.GetReference(block);
        ref var place = ref MemoryMarshal.GetReference(places);
        ref var square = ref MemoryMarshal.GetReference(squares);
        var length = 0.0;
        foreach (var coordinate in direction) length += coordinate * coordinate;
        var squaredLength = Vector512.Create(length);

        for (var lane = 0; lane < FeatureMatrix.BlockSize; lane += Step)
        {
            var (lowDot, highDot, lowSquare, highSquare) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
            for (var f = 0; f < origin.Length; f++)
            {
                var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref points, (nuint)((f * FeatureMatrix.BlockSize) + lane)));
                var (from, along) = (Vector512.Create(origin[f]), Vector512.Create(direction[f]));
                (low, high) = (low - from, high - from);
                (lowDot, highDot) = (lowDot + (low * along), highDot + (high * along));
                (lowSquare, highSquare) = (lowSquare + (low * low), highSquare + (high * high));
            }

            var (lowFoot, highFoot) = (lowDot / squaredLength, highDot / squaredLength);
            var (first, second) = ((nuint)lane, (nuint)(lane + Vector512<double>.Count));
            lowFoot.StoreUnsafe(ref place, first);
            highFoot.StoreUnsafe(ref place, second);
            Vector512.Max(lowSquare - (lowFoot * lowFoot * squaredLength), Vector512<double>.Zero).StoreUnsafe(ref square, first);
            Vector512.Max(highSquare - (highFoot * highFoot * squaredLength), Vector512<double>.Zero).StoreUnsafe(ref square, second);
        }
    }
}
