using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>For each cluster the sum of the distances of its points to its centroid, exact before it is rounded: parts of the points may be summed apart and merged in any order.</summary>
/// <param name="clusters">k.</param>
internal sealed class ClusterSpreads(int clusters)
{
    /// <summary>So many distances of a cluster are added in one go.</summary>
    private const int Room = 64;

    private readonly ExactSum[] _sums = Array.ConvertAll(new ExactSum[clusters], _ => new ExactSum());

    /// <summary>For each cluster the distances that are not added yet, and how many they are.</summary>
    private readonly double[] _waiting = new double[clusters * Room];
    private readonly int[] _waits = new int[clusters];

    /// <summary>Measures points. O(n d).</summary>
    /// <param name="points">n x d.</param>
    /// <param name="centroids">in: k x d, row-major.</param>
    /// <param name="labels">in: for each point its cluster.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    public static ClusterSpreads Of(FeatureMatrix points, float[] centroids, int[] labels, Parallelism parallelism)
    {
        var parts = Array.ConvertAll(new ClusterSpreads[parallelism.Threads], _ => new ClusterSpreads(centroids.Length / points.Features));
        var distances = new OwnDistances(centroids, points.Features);
        new FixedChunks(points).Each(parallelism, (worker, _, first, end) =>
        {
            for (var block = first; block < end; block++) parts[worker].Add(points.Block(block), distances, labels.AsSpan(block * FeatureMatrix.BlockSize, points.PointsIn(block)));
        });
        foreach (var part in parts) part.End();
        foreach (var part in parts.AsSpan(1)) parts[0].Add(part);
        return parts[0];
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    public static ClusterSpreads ReadFrom(BinaryReader reader, int clusters)
    {
        var spreads = new ClusterSpreads(clusters);
        foreach (var sum in spreads._sums) sum.Add(reader.ReadDigits());
        return spreads;
    }

    /// <summary>Writes the sums, as <see cref="PartAnswers"/> that add up.</summary>
    public void WriteTo(BinaryWriter writer)
    {
        foreach (var sum in _sums) writer.WriteNumbers(sum.Digits);
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

    private void Add(ReadOnlySpan<float> block, OwnDistances own, ReadOnlySpan<int> labels)
    {
        Span<double> distances = stackalloc double[FeatureMatrix.BlockSize];
        own.Measure(block, labels, distances);
        for (var i = 0; i < labels.Length; i++)
        {
            var cluster = labels[i];
            ref var waits = ref _waits[cluster];
            _waiting[(cluster * Room) + waits++] = distances[i];
            if (waits == Room) End(cluster);
        }
    }

    private void End()
    {
        for (var c = 0; c < _sums.Length; c++) End(c);
    }

    private void End(int cluster)
    {
        ExactSums.Add(_waiting.AsSpan(cluster * Room, _waits[cluster]), default(ValueTerm), _sums[cluster]);
        _waits[cluster] = 0;
    }
}
