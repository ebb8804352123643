using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Kernels;

/// <summary>
/// The distances of points to the centroids of their own clusters, in double precision: each difference, square and sum is rounded once, in the order of the features, so the same bits at every vector width.
/// Immutable.
/// </summary>
internal sealed class OwnDistances
{
    /// <summary>So many numbers stand in a register: of as many clusters one instruction finds the coordinate of each point's own centroid.</summary>
    private const int MostInRegister = 16;

    private readonly float[] _centroids;
    private readonly int _features;

    /// <summary>For each feature the coordinates of all centroids, a register each; null where they do not fit.</summary>
    private readonly float[]? _columns;

    /// <summary>Takes the centroids.</summary>
    /// <param name="centroids">k x d, row-major; not changed any more.</param>
    /// <param name="features">d.</param>
    public OwnDistances(float[] centroids, int features)
    {
        (_centroids, _features) = (centroids, features);
        if (!Avx512F.IsSupported || centroids.Length > MostInRegister * features) return;
        _columns = new float[features * MostInRegister];
        for (var i = 0; i < centroids.Length; i++) _columns[(i % features * MostInRegister) + (i / features)] = centroids[i];
    }

    /// <summary>Measures the points of a block. O(64 d).</summary>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="labels">in: the cluster of each point that counts, at most 64.</param>
    /// <param name="distances">out: 64, of which those that count are defined.</param>
    public void Measure(ReadOnlySpan<float> block, ReadOnlySpan<int> labels, Span<double> distances)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(block.Length, _features * FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(labels.Length, FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(distances.Length, FeatureMatrix.BlockSize);
        if (_columns is not null && labels.Length == FeatureMatrix.BlockSize) MeasureByRegister(block, labels, distances);
        else MeasureOneByOne(block, labels, distances);
    }

    private void MeasureByRegister(ReadOnlySpan<float> block, ReadOnlySpan<int> labels, Span<double> distances)
    {
        ref var points = ref MemoryMarshal.GetReference(block);
        ref var columns = ref MemoryMarshal.GetArrayDataReference(_columns!);
        for (nuint i = 0; i < FeatureMatrix.BlockSize; i += MostInRegister)
        {
            var own = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(labels), i);
            var (lower, upper) = (Vector512<double>.Zero, Vector512<double>.Zero);
            for (nuint f = 0; f < (nuint)_features; f++)
            {
                var centroid = Vector512.Widen(Avx512F.PermuteVar16x32(Vector512.LoadUnsafe(ref columns, f * MostInRegister), own));
                var point = Vector512.Widen(Vector512.LoadUnsafe(ref points, (f * FeatureMatrix.BlockSize) + i));
                var (low, high) = (point.Lower - centroid.Lower, point.Upper - centroid.Upper);
                lower += low * low;
                upper += high * high;
            }

            Vector512.Sqrt(lower).StoreUnsafe(ref MemoryMarshal.GetReference(distances), i);
            Vector512.Sqrt(upper).StoreUnsafe(ref MemoryMarshal.GetReference(distances), i + (nuint)Vector512<double>.Count);
        }
    }

    private void MeasureOneByOne(ReadOnlySpan<float> block, ReadOnlySpan<int> labels, Span<double> distances)
    {
        Span<int> places = stackalloc int[FeatureMatrix.BlockSize];
        ref var origin = ref MemoryMarshal.GetArrayDataReference(_centroids);
        distances.Clear();
        for (var i = 0; i < labels.Length; i++) places[i] = labels[i] * _features;
        for (var f = 0; f < _features; f++)
        {
            var values = block.Slice(f * FeatureMatrix.BlockSize, labels.Length);
            for (var i = 0; i < values.Length; i++)
            {
                var difference = (double)values[i] - Unsafe.Add(ref origin, places[i] + f);
                distances[i] += difference * difference;
            }
        }

        for (var i = 0; i < labels.Length; i++) distances[i] = Math.Sqrt(distances[i]);
    }
}
