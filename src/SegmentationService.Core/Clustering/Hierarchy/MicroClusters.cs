using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Search;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Hierarchy;

/// <summary>Points of one cluster, gathered into a few dozen small ones: the leaves below it. As Zhang, Ramakrishnan and Livny do before they cluster (1996, BIRCH, doi 10.1145/233269.233324), here by k-means.</summary>
/// <param name="Labels">For each point its micro-cluster.</param>
/// <param name="Means">For each micro-cluster the mean of its points.</param>
/// <param name="Counts">For each micro-cluster the number of its points, at least 1 where there are any.</param>
internal sealed record MicroClusters(int[] Labels, double[][] Means, int[] Counts)
{
    /// <summary>Passes enough: what is left to gain is much less than what any small clustering differs from another.</summary>
    private const int MostIterations = 30;

    /// <summary>Gathers points. One start of k-means; the same for the same points and seed, bit for bit. O(m k d iterations).</summary>
    /// <param name="points">m x d; they may be none.</param>
    /// <param name="most">How many micro-clusters there shall be; fewer where fewer points are different.</param>
    /// <param name="seed">Where the draws begin.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    public static MicroClusters Of(FeatureMatrix points, int most, long seed, Parallelism parallelism)
    {
        var count = most < 2 ? 1 : Math.Max(1, DistinctPoints.Count(points, most, parallelism.Cancellation));
        var labels = count == 1 ? new int[points.Count] : LabelsOf(points, new KMeansOptions { Clusters = count, Restarts = 1, Seed = seed, MaxIterations = MostIterations }, parallelism);
        return WithoutEmpty(points, labels, count);
    }

    private static int[] LabelsOf(FeatureMatrix points, KMeansOptions options, Parallelism parallelism)
    {
        var found = new KMeansSearch(points, new PointTotals(points, parallelism), options, parallelism).BestStart();
        return Assignment.Of(points, found.Centroids, parallelism).Labels;
    }

    /// <summary>Points may lie so close together that a centroid has none: then there are fewer clusters.</summary>
    private static MicroClusters WithoutEmpty(FeatureMatrix points, int[] labels, int count)
    {
        var counts = new int[count];
        foreach (var label in labels) counts[label]++;
        if (points.Count == 0) return new MicroClusters(labels, [], counts);
        int[] kept = [.. Enumerable.Range(0, count).Where(c => counts[c] > 0)];
        var numbers = new int[count];
        for (var c = 0; c < kept.Length; c++) numbers[kept[c]] = c;
        labels = Array.ConvertAll(labels, label => numbers[label]);

        var means = Array.ConvertAll(kept, _ => new double[points.Features]);
        for (var i = 0; i < labels.Length; i++)
            for (var f = 0; f < points.Features; f++) means[labels[i]][f] += points[i, f];
        for (var c = 0; c < kept.Length; c++)
            for (var f = 0; f < points.Features; f++) means[c][f] /= counts[kept[c]];
        return new MicroClusters(labels, means, Array.ConvertAll(kept, c => counts[c]));
    }
}
