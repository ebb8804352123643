using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Scores;

/// <summary>How well points lie in their clusters.</summary>
/// <param name="Mean">The mean silhouette, -1 to 1; null when there is only one cluster.</param>
/// <param name="Customers">The number of points that it was computed on.</param>
public sealed record SilhouetteScore(double? Mean, int Customers);

/// <summary>
/// The mean silhouette (Rousseeuw 1987, doi 10.1016/0377-0427(87)90125-7) with Euclidean distances; the only point of a cluster counts
/// as 0. Several clusterings of the same points share the distances: points that lie together in all of them are summed as one
/// group, and each clustering adds up its groups.
/// </summary>
public static class Silhouette
{
    /// <summary>Up to this many points the silhouette is over all of them.</summary>
    public const int ExactUpTo = 20_000;

    /// <summary>
    /// Above <see cref="ExactUpTo"/> at least this many points are sampled, from each cluster of the finest clustering its share, and of
    /// each cluster of any at least two.
    /// </summary>
    public const int SampleSize = 10_000;

    /// <summary>Computes it, exactly up to <see cref="ExactUpTo"/> points and on a sample by cluster above. O(m^2 d), O(m) memory, m the points used.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="clustering">A clustering of the points.</param>
    /// <param name="seed">Where the draw of the sample begins.</param>
    /// <param name="parallelism">How many threads may work on it; the bits do not depend on it.</param>
    public static SilhouetteScore Compute(FeatureMatrix points, KMeansResult clustering, long seed, Parallelism parallelism) =>
        Compute(points, [clustering], seed, parallelism)[0];

    /// <summary>The same for several clusterings, in the time of one.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="clusterings">Clusterings of the points.</param>
    /// <param name="seed">Where the draw of the sample begins.</param>
    /// <param name="parallelism">How many threads may work on it; the bits do not depend on it.</param>
    public static IReadOnlyList<SilhouetteScore> Compute(FeatureMatrix points, IReadOnlyList<ClusterSet> clusterings, long seed, Parallelism parallelism)
    {
        var inMemory = new PointsInMemory(points, parallelism);
        return Of(inMemory, clusterings, Sample(inMemory, clusterings, seed, parallelism), parallelism);
    }

    /// <summary>The silhouettes over all points, however many: what the sampled ones come near to.</summary>
    internal static IReadOnlyList<SilhouetteScore> Exact(FeatureMatrix points, IReadOnlyList<ClusterSet> clusterings, Parallelism parallelism) =>
        Of(new PointsInMemory(points, parallelism), clusterings, null, parallelism);

    /// <summary>The silhouettes over a sample that was drawn for these clusterings; null stands for all points.</summary>
    internal static SilhouetteScore[] Of(IPoints points, IReadOnlyList<ClusterSet> clusterings, int[]? sample, Parallelism parallelism)
    {
        var scores = new SilhouetteScore[clusterings.Count];
        Array.Fill(scores, new SilhouetteScore(null, points.Count));
        int[] scored = [.. Enumerable.Range(0, scores.Length).Where(c => clusterings[c].Sizes.Count(size => size > 0) > 1)];
        if (scored.Length == 0) return scores;

        var selected = points.Select(sample);
        var groups = new SharedGroups([.. scored.Select(c => (clusterings[c].Clusters, clusterings[c].LabelsOf(selected, sample, parallelism)))], [.. Enumerable.Range(0, selected.Count)]);
        var means = SilhouetteSums.Means(selected.Select(groups.Order), groups, parallelism);
        for (var i = 0; i < scored.Length; i++) scores[scored[i]] = new SilhouetteScore(means[i], groups.Order.Length);
        return scores;
    }

    /// <summary>The mean silhouettes of these points among each other in several clusterings. O(m^2 d).</summary>
    /// <param name="points">m x d.</param>
    /// <param name="clusterings">Clusterings: k, and for each point its cluster.</param>
    /// <param name="parallelism">How many threads may work on it; the bits do not depend on it.</param>
    /// <returns>For each clustering -1 to 1; null where all points are in one cluster.</returns>
    internal static double?[] MeansOf(FeatureMatrix points, IReadOnlyList<(int Clusters, int[] Labels)> clusterings, Parallelism parallelism)
    {
        var means = new double?[clusterings.Count];
        int[] scored = [.. Enumerable.Range(0, means.Length).Where(c => clusterings[c].Labels.AsSpan().IndexOfAnyExcept(clusterings[c].Labels[0]) >= 0)];
        if (scored.Length == 0) return means;
        var groups = new SharedGroups([.. scored.Select(c => clusterings[c])], [.. Enumerable.Range(0, points.Count)]);
        var found = SilhouetteSums.Means(points.Select(groups.Order), groups, parallelism);
        for (var i = 0; i < scored.Length; i++) means[scored[i]] = found[i];
        return means;
    }

    /// <summary>The silhouette of each of these points among each other. O(m^2 d).</summary>
    /// <param name="points">m x d.</param>
    /// <param name="labels">For each point its cluster.</param>
    /// <param name="clusters">k.</param>
    /// <param name="parallelism">How many threads may work on it; the bits do not depend on it.</param>
    /// <returns>For each point -1 to 1, 0 for the only point of a cluster; null when there is only one cluster.</returns>
    internal static double[]? OfEach(FeatureMatrix points, int[] labels, int clusters, Parallelism parallelism)
    {
        if (labels.AsSpan().IndexOfAnyExcept(labels[0]) < 0) return null;
        var groups = new SharedGroups([(clusters, labels)], [.. Enumerable.Range(0, points.Count)]);
        var grouped = new double[points.Blocks * FeatureMatrix.BlockSize];
        SilhouetteSums.Means(points.Select(groups.Order), groups, parallelism, grouped);
        var silhouettes = new double[points.Count];
        for (var i = 0; i < silhouettes.Length; i++) silhouettes[groups.Order[i]] = grouped[i];
        return silhouettes;
    }

    /// <summary>The points that the silhouettes of these clusterings are computed on, ascending; null where they are all.</summary>
    /// <inheritdoc cref="Compute(FeatureMatrix, IReadOnlyList{ClusterSet}, long, Parallelism)" path="/param"/>
    internal static int[]? Sample(IPoints points, IReadOnlyList<ClusterSet> clusterings, long seed, Parallelism parallelism)
    {
        if (points.Count <= ExactUpTo) return null;
        var finest = clusterings.MaxBy(clustering => clustering.Clusters)!;
        var sample = finest.MembersOf(points, ClusterSample.RanksOfShare(finest.Sizes, seed, SampleSize), parallelism);
        var selected = points.Select(sample);
        foreach (var clustering in clusterings)
        {
            var taken = new int[clustering.Clusters];
            foreach (var label in clustering.LabelsOf(selected, sample, parallelism)) taken[label]++;
            if (!Enumerable.Range(0, taken.Length).Any(c => taken[c] < Math.Min(2, clustering.Sizes[c]))) continue;
            sample = [.. sample.Union(clustering.MembersOf(points, ClusterSample.Ranks(clustering.Sizes, seed, _ => 2), parallelism)).Order()];
            selected = points.Select(sample);
        }

        return sample;
    }
}
