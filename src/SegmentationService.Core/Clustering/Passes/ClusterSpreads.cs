using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>For each cluster the sum of the distances of its points to its centroid, exact before it is rounded: parts of the points may be summed apart and merged in any order.</summary>
/// <param name="clusters">k.</param>
internal sealed class ClusterSpreads(int clusters)
{
    private readonly ExactSum[] _sums = Array.ConvertAll(new ExactSum[clusters], _ => new ExactSum());

    /// <summary>Measures points. O(n d).</summary>
    /// <param name="points">n x d.</param>
    /// <param name="centroids">in: k x d, row-major.</param>
    /// <param name="labels">in: for each point its cluster.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    public static ClusterSpreads Of(FeatureMatrix points, float[] centroids, int[] labels, Parallelism parallelism)
    {
        var parts = Array.ConvertAll(new ClusterSpreads[parallelism.Threads], _ => new ClusterSpreads(centroids.Length / points.Features));
        new FixedChunks(points).Each(parallelism, (worker, _, first, end) =>
        {
            for (var block = first; block < end; block++) parts[worker].Add(points, block, centroids, labels.AsSpan(block * FeatureMatrix.BlockSize, points.PointsIn(block)));
        });
        foreach (var part in parts.AsSpan(1)) parts[0].Add(part);
        return parts[0];
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    public static ClusterSpreads ReadFrom(BinaryReader reader, int clusters)
    {
        var spreads = new ClusterSpreads(clusters);
        foreach (var sum in spreads._sums) sum.Add(reader.ReadSum());
        return spreads;
    }

    /// <summary>Writes the sums.</summary>
    public void WriteTo(BinaryWriter writer)
    {
        foreach (var sum in _sums) writer.WriteSum(sum);
    }

    /// <summary>Adds the points of another part. O(k).</summary>
    public void Add(ClusterSpreads other)
    {
        for (var c = 0; c < _sums.Length; c++) _sums[c].Add(other._sums[c]);
    }

    /// <summary>For each cluster the mean distance.</summary>
    /// <param name="sizes">in: the number of its points.</param>
    public double[] Means(ReadOnlySpan<int> sizes)
    {
        var means = new double[_sums.Length];
        for (var c = 0; c < means.Length; c++) means[c] = _sums[c].Value / sizes[c];
        return means;
    }

    private void Add(FeatureMatrix points, int block, float[] centroids, ReadOnlySpan<int> labels)
    {
        Span<double> squares = stackalloc double[FeatureMatrix.BlockSize];
        Span<int> places = stackalloc int[FeatureMatrix.BlockSize];
        ref var origin = ref MemoryMarshal.GetArrayDataReference(centroids);
        squares.Clear();
        for (var i = 0; i < labels.Length; i++) places[i] = labels[i] * points.Features;
        for (var f = 0; f < points.Features; f++)
        {
            var values = points.Block(block).Slice(f * FeatureMatrix.BlockSize, labels.Length);
            for (var i = 0; i < values.Length; i++)
            {
                var difference = (double)values[i] - Unsafe.Add(ref origin, places[i] + f);
                squares[i] += difference * difference;
            }
        }

        for (var i = 0; i < labels.Length; i++) _sums[labels[i]].Add(Math.Sqrt(squares[i]));
    }
}
