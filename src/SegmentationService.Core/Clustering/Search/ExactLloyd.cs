using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Core.Clustering.Search;

/// <summary>
/// Lloyd's algorithm by exact differences and exact sums. <see cref="Lloyd"/> hands over to it where its faster arithmetic would lose
/// the digits that points differ in, and takes one step with it where a cluster is empty.
/// </summary>
/// <param name="points">The points.</param>
/// <param name="passes">Passes over them.</param>
internal sealed class ExactLloyd(IPoints points, IPointPasses passes)
{
    /// <summary>Runs until no label changes, or <paramref name="maxIterations"/> is reached. O(n k d) an iteration.</summary>
    /// <param name="centroids">in: k x d, row-major; not changed.</param>
    /// <param name="iteration">The number of the first iteration.</param>
    /// <param name="maxIterations">At least <paramref name="iteration"/>.</param>
    public ClusterSet Run(float[] centroids, int iteration, int maxIterations)
    {
        for (Labelling? before = null; ; iteration++)
        {
            var totals = passes.AssignExactly(before, centroids);
            var converged = before is not null && totals.Moves == 0;
            if (converged || iteration >= maxIterations)
            {
                return new ClusterSet
                {
                    Centroids = centroids,
                    Sizes = totals.Sums.Counts.ToArray(),
                    Inertia = totals.Inertia.Value,
                    Iterations = iteration,
                    Converged = converged,
                    IsExact = true,
                };
            }

            (before, centroids) = Step(totals, centroids);
        }
    }

    /// <summary>One step, in which each empty cluster takes a point. O(n k d).</summary>
    /// <param name="centroids">in: k x d, row-major; not changed.</param>
    /// <returns>The clusters that were made, and their means; null where no cluster is empty, or one would stay so.</returns>
    public (Labelling Clusters, float[] Means)? Fill(float[] centroids)
    {
        var totals = passes.AssignExactly(before: null, centroids);
        if (!totals.Sums.Counts.Contains(0)) return null;
        var step = Step(totals, centroids);
        return totals.Sums.Counts.Contains(0) ? null : step;
    }

    /// <summary>Gives empty clusters points, and makes means of all.</summary>
    private (Labelling Clusters, float[] Means) Step(ExactTotals totals, float[] centroids)
    {
        var clusters = new Labelling(centroids, IsExact: true);
        if (totals.Sums.Counts.Contains(0))
        {
            var moved = EmptyClusters.Relocate(passes.Farthest(centroids, EmptyClusters.Wanted(totals.Sums.Counts)), totals.Sums.Counts.ToArray());
            var (selected, point) = (points.Select([.. moved.Select(move => move.Point.Point)]), new float[points.Features]);
            for (var i = 0; i < moved.Count; i++)
            {
                selected.CopyPoint(i, point);
                totals.Sums.Move(point, moved[i].Point.Cluster, moved[i].Cluster);
            }

            clusters = clusters with { Moved = [.. moved.Select(move => (move.Point.Point, move.Cluster))] };
        }

        float[] means = [.. centroids];
        totals.Sums.MeansInto(means);
        return (clusters, means);
    }
}
