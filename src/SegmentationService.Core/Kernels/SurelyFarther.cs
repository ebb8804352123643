using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SegmentationService.Core.Kernels;

/// <summary>Which centroids lie so far from a point that they are farther than a given one, wherever each is moved to within its reach.</summary>
internal static class SurelyFarther
{
    /// <summary>Distances are read in groups of so many.</summary>
    public const int Group = 16;

    /// <summary>How many centroids are not: no farther than a distance and their own reach together. O(k).</summary>
    /// <param name="squares">in: the squared distance of the point to each centroid, a multiple of <see cref="Group"/>.</param>
    /// <param name="reaches">in: the reach of each, as many.</param>
    /// <param name="distance">The distance; nothing is surely farther than an infinite one.</param>
    public static int CountOthers(ReadOnlySpan<float> squares, ReadOnlySpan<float> reaches, float distance)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(squares.Length % Group, 0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(reaches.Length, squares.Length);
        ref var square = ref MemoryMarshal.GetReference(squares);
        ref var reach = ref MemoryMarshal.GetReference(reaches);
        var (count, from) = (0, Vector512.Create(distance));
        for (var i = 0; i < squares.Length; i += Group)
        {
            var far = Vector512.LoadUnsafe(ref reach, (nuint)i) + from;
            count += Group - BitOperations.PopCount(Vector512.GreaterThan(Vector512.LoadUnsafe(ref square, (nuint)i), far * far).ExtractMostSignificantBits());
        }

        return count;
    }
}
