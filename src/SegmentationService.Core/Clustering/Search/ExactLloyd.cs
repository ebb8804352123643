using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Search;

/// <summary>
/// Lloyd's algorithm by exact differences and exact sums. <see cref="Lloyd"/> hands over to it where its faster arithmetic would lose
/// the digits that points differ in, and takes one step with it where a cluster is empty.
/// </summary>
/// <param name="points">n x d.</param>
/// <param name="totals">Their totals.</param>
/// <param name="parallelism">How many threads may work on it; no result depends on it.</param>
internal sealed class ExactLloyd(FeatureMatrix points, PointTotals totals, Parallelism parallelism)
{
    private readonly FixedChunks _chunks = new(points);

    /// <summary>Runs until no label changes, or <paramref name="maxIterations"/> is reached. O(n k d) an iteration.</summary>
    /// <param name="centroids">in/out: k x d, row-major.</param>
    /// <param name="iteration">The number of the first iteration.</param>
    /// <param name="maxIterations">At least <paramref name="iteration"/>.</param>
    public KMeansResult Run(float[] centroids, int iteration, int maxIterations)
    {
        for (int[] before = []; ; iteration++)
        {
            var (labels, distances) = Assignment.Of(points, centroids, parallelism);
            var counts = Counts(labels, centroids.Length / points.Features);
            var converged = labels.AsSpan().SequenceEqual(before);
            if (converged || iteration >= maxIterations)
            {
                return new KMeansResult
                {
                    Centroids = centroids,
                    Labels = labels,
                    Sizes = counts,
                    Inertia = Sum(distances),
                    Iterations = iteration,
                    Converged = converged,
                };
            }

            EmptyClusters.Relocate(distances, labels, counts, parallelism);
            MeansInto(centroids, labels);
            before = labels;
        }
    }

    /// <summary>One step, in which each empty cluster takes a point. O(n k d).</summary>
    /// <param name="centroids">in/out: k x d, row-major.</param>
    /// <returns>For each point its cluster; null where no cluster is empty, or one would stay so: then nothing is changed.</returns>
    public int[]? Fill(float[] centroids)
    {
        var (labels, distances) = Assignment.Of(points, centroids, parallelism);
        var counts = Counts(labels, centroids.Length / points.Features);
        if (!counts.Contains(0)) return null;
        EmptyClusters.Relocate(distances, labels, counts, parallelism);
        if (counts.Contains(0)) return null;
        MeansInto(centroids, labels);
        return labels;
    }

    private int[] Counts(int[] labels, int clusters)
    {
        var counts = Array.ConvertAll(new int[parallelism.Threads][], _ => new int[clusters]);
        _chunks.Each(parallelism, (worker, _, first, end) =>
        {
            foreach (var label in PointsIn(labels, first, end)) counts[worker][label]++;
        });
        return [.. Enumerable.Range(0, clusters).Select(c => counts.Sum(part => part[c]))];
    }

    private void MeansInto(float[] centroids, int[] labels)
    {
        var sums = Array.ConvertAll(new ExactClusterSums[parallelism.Threads], _ => new ExactClusterSums(totals, centroids.Length / points.Features, points.Features));
        _chunks.Each(parallelism, (worker, _, first, end) =>
        {
            for (var block = first; block < end; block++) sums[worker].Add(points.Block(block), PointsIn(labels, block, block + 1));
        });
        foreach (var part in sums.AsSpan(1)) sums[0].Add(part);
        sums[0].MeansInto(centroids);
    }

    private double Sum(float[] distances)
    {
        var sums = Array.ConvertAll(new ExactSum[parallelism.Threads], _ => new ExactSum());
        _chunks.Each(parallelism, (worker, _, first, end) => ExactSums.Add(PointsIn(distances, first, end), default(ValueTerm), sums[worker]));
        foreach (var part in sums.AsSpan(1)) sums[0].Add(part);
        return sums[0].Value;
    }

    private static ReadOnlySpan<T> PointsIn<T>(T[] ofPoints, int first, int end)
    {
        var start = first * FeatureMatrix.BlockSize;
        return ofPoints.AsSpan(start, Math.Min(end * FeatureMatrix.BlockSize, ofPoints.Length) - start);
    }
}
