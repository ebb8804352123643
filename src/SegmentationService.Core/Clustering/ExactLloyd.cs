using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering;

/// <summary>
/// Lloyd's algorithm by exact differences and sums in double precision. <see cref="Lloyd"/> hands over to it where its faster
/// arithmetic would lose the digits that points differ in, and where a cluster is empty.
/// </summary>
internal static class ExactLloyd
{
    /// <summary>Runs until no label changes, or <paramref name="maxIterations"/> is reached. O(n k d) an iteration.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="centroids">in/out: k x d, row-major.</param>
    /// <param name="iteration">The number of the first iteration.</param>
    /// <param name="maxIterations">At least <paramref name="iteration"/>.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    public static KMeansResult Run(FeatureMatrix points, float[] centroids, int iteration, int maxIterations, Parallelism parallelism)
    {
        var d = points.Features;
        for (int[] before = []; ; iteration++)
        {
            var (labels, distances) = Assignment.Of(points, centroids, parallelism);
            var (sums, counts) = Sums(points, labels, centroids.Length / d);
            var converged = labels.AsSpan().SequenceEqual(before);
            if (converged || iteration >= maxIterations)
            {
                return new KMeansResult
                {
                    Centroids = centroids,
                    Labels = labels,
                    Sizes = counts,
                    Inertia = distances.Sum(distance => (double)distance),
                    Iterations = iteration,
                    Converged = converged,
                };
            }

            EmptyClusters.Relocate(points, distances, labels, sums, counts);
            for (var j = 0; j < sums.Length; j++)
                if (counts[j / d] > 0) centroids[j] = (float)(sums[j] / counts[j / d]);
            before = labels;
        }
    }

    private static (double[] Sums, int[] Counts) Sums(FeatureMatrix points, int[] labels, int clusters)
    {
        var (sums, counts) = (new double[clusters * points.Features], new int[clusters]);
        for (var i = 0; i < labels.Length; i++)
        {
            counts[labels[i]]++;
            for (var f = 0; f < points.Features; f++) sums[(labels[i] * points.Features) + f] += points[i, f];
        }

        return (sums, counts);
    }
}
