using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Kernels;

/// <summary>
/// Products of the scatter matrix of points, of which no place is ever computed, with a few vectors at a time: each point adds itself, as often as its product with the
/// vector says. Every sum takes one product after the other, vectors side by side, so the same bits at every vector width.
/// </summary>
internal static class ScatterProducts
{
    /// <summary>The vectors that are multiplied at a time.</summary>
    public static readonly int Vectors = Vector512<double>.Count;

    /// <summary>Adds what the points of a block contribute. O(64 d).</summary>
    /// <param name="block">in: d runs of 64 points.</param>
    /// <param name="points">How many of them are points and not padding.</param>
    /// <param name="first">0-based first point that takes part.</param>
    /// <param name="step">From one point that takes part to the next, at least 1.</param>
    /// <param name="center">in: d coordinates, which each point is taken less.</param>
    /// <param name="vectors">in: d x <see cref="Vectors"/>, the places of one feature side by side.</param>
    /// <param name="sums">in/out: the products, laid out as the vectors.</param>
    public static void Add(
        ReadOnlySpan<float> block, int points, int first, int step, ReadOnlySpan<double> center, ReadOnlySpan<double> vectors, Span<double> sums)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(block.Length, center.Length * FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(vectors.Length, center.Length * Vectors);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, vectors.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(points, FeatureMatrix.BlockSize);
        ref var vector = ref MemoryMarshal.GetReference(vectors);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        Span<Vector512<double>> products = stackalloc Vector512<double>[FeatureMatrix.BlockSize];
        products.Clear();
        for (var f = 0; f < center.Length; f++)
        {
            var weights = Vector512.LoadUnsafe(ref vector, (nuint)(f * Vectors));
            for (var i = first; i < points; i += step)
                products[i] += Vector512.Create(block[(f * FeatureMatrix.BlockSize) + i] - center[f]) * weights;
        }

        for (var f = 0; f < center.Length; f++)
        {
            var total = Vector512.LoadUnsafe(ref sum, (nuint)(f * Vectors));
            for (var i = first; i < points; i += step)
                total += Vector512.Create(block[(f * FeatureMatrix.BlockSize) + i] - center[f]) * products[i];
            total.StoreUnsafe(ref sum, (nuint)(f * Vectors));
        }
    }
}
