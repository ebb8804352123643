using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Scores;
using SegmentationService.Core.Clustering.Search;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Hierarchy;

/// <summary>
/// The tree of a clustering, and the points that its lower half was grown from: Ward over the centroids upwards, which needs none, and inside each cluster Ward over its share of 100
/// micro-clusters downwards, the highest split first. So the cut into as many parts as there are clusters is the clustering.
/// </summary>
internal sealed class GrownTree
{
    /// <summary>The leaves of all clusters together, unless there are more clusters.</summary>
    public const int MostLeaves = 100;

    /// <summary>Of very many features there are fewer leaves, so that what is told of them stays short.</summary>
    private const int MostLeafValues = 20_000;

    /// <summary>There is no tree of more clusters than this.</summary>
    public const int MostClusters = WardLinkage.MostPoints;

    /// <summary>Cuts into so many parts are scored.</summary>
    public const int MostScored = 20;

    /// <summary>So many points are looked at, unless they are fewer. A cluster of which none is among them is not split.</summary>
    public const int MostSampled = 10_000;

    /// <summary>The multiplications of the silhouettes; of very many features fewer points are looked at.</summary>
    private const double MostWork = 1e9;

    /// <summary>The stream of the seed that these points are drawn by.</summary>
    private const long SampleStream = long.MinValue + 1;

    private readonly FeatureMatrix _looked;

    private GrownTree(ClusterTree tree, int[] sample, FeatureMatrix looked, int[] leafOf) => (Tree, Sample, _looked, LeafOf) = (tree, sample, looked, leafOf);

    /// <summary>The tree.</summary>
    public ClusterTree Tree { get; }

    /// <summary>The points that were looked at, ascending; all, where they are few.</summary>
    public int[] Sample { get; }

    /// <summary>For each of them its leaf.</summary>
    public int[] LeafOf { get; }

    /// <summary>The most leaves of a tree over so many features, unless there are more clusters.</summary>
    /// <param name="features">d.</param>
    public static int LeavesFor(int features) => Math.Min(MostLeaves, MostLeafValues / features);

    /// <summary>Grows the tree. The bits do not depend on the number of threads. O(k^2 d + 100 m d iterations), m the points looked at, whatever n is.</summary>
    /// <param name="points">All points; each belongs to its nearest centroid, by the arithmetic of prediction.</param>
    /// <param name="centroids">k x d, at most <see cref="MostClusters"/>.</param>
    /// <param name="sizes">in: for each cluster the number of its points.</param>
    /// <param name="seed">Where the draws begin.</param>
    /// <param name="parallelism">How many threads may work on it.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static GrownTree Of(IPoints points, FeatureMatrix centroids, int[] sizes, long seed, Parallelism parallelism)
    {
        var sample = SampleOf(points, seed);
        var looked = points.Select(sample.Length == points.Count ? null : sample);
        var labels = Assignment.Of(looked, centroids.ToRowMajor(), parallelism).Labels;
        var members = sizes.Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < sample.Length; i++) members[labels[i]].Add(i);
        var micro = new MicroClusters[sizes.Length];
        parallelism.Each(micro.Length, (_, c) => micro[c] = MicroClusters.Of(looked.Select([.. members[c]]), ShareOf(sizes, c, LeavesFor(points.Features)), seed, parallelism.Single));

        var first = new int[micro.Length];
        for (var c = 1; c < first.Length; c++) first[c] = first[c - 1] + micro[c - 1].Counts.Length;
        var leafOf = new int[sample.Length];
        for (var c = 0; c < members.Length; c++)
            for (var i = 0; i < members[c].Count; i++) leafOf[members[c][i]] = first[c] + micro[c].Labels[i];
        return new GrownTree(TreeOf(centroids, sizes, micro, first, parallelism.Cancellation), sample, looked, leafOf);
    }

    /// <summary>Scores the cuts into 2 to <see cref="MostScored"/> parts. O(m^2 d).</summary>
    /// <param name="kMeans">Clusterings of the points that the cuts are compared with.</param>
    /// <param name="parallelism">How many threads may work on it; the bits do not depend on it.</param>
    public IReadOnlyList<TreeCutScores> Score(IReadOnlyList<ClusterSet> kMeans, Parallelism parallelism)
    {
        (int Clusters, int[] Labels)[] cuts = [.. Enumerable.Range(2, Math.Max(0, Math.Min(MostScored, Tree.Leaves) - 1)).Select(parts => (parts, LabelsAt(parts)))];
        var silhouettes = Silhouette.MeansOf(_looked, cuts, parallelism);
        return [.. cuts.Select((cut, i) => new TreeCutScores(cut.Clusters, silhouettes[i], AriToKMeans(cut)))];

        double? AriToKMeans((int Clusters, int[] Labels) cut) =>
            kMeans.FirstOrDefault(set => set.Clusters == cut.Clusters) is { } set
                ? AdjustedRandIndex.Of(cut.Labels, cut.Clusters, Assignment.Of(_looked, set.Centroids, parallelism).Labels, set.Clusters)
                : null;
    }

    private int[] LabelsAt(int parts)
    {
        var partOf = Tree.PartsOfLeaves(parts);
        return Array.ConvertAll(LeafOf, leaf => partOf[leaf]);
    }

    private static int[] SampleOf(IPoints points, long seed)
    {
        var most = Math.Min(MostSampled, (int)Math.Sqrt(MostWork / points.Features));
        return points.Count <= most ? [.. Enumerable.Range(0, points.Count)] : StretchSample.Draw(points.Count, most, seed, SampleStream);
    }

    /// <summary>How many leaves a cluster has: one, and of those beyond its share by size.</summary>
    private static int ShareOf(int[] sizes, int c, int leaves) =>
        1 + (int)((long)Math.Max(0, leaves - sizes.Length) * sizes[c] / sizes.Sum(size => (long)size));

    private static ClusterTree TreeOf(FeatureMatrix centroids, int[] sizes, MicroClusters[] micro, int[] first, CancellationToken cancellation)
    {
        var leafSizes = micro.Select((of, c) => Apportion(sizes[c], of.Counts)).ToArray();
        var leaves = leafSizes.Sum(of => of.Length);
        var below = micro.Select((of, c) => of.Counts.Length < 2 ? [] : WardLinkage.Of(of.Means, leafSizes[c], cancellation)).ToArray();
        var merges = new Merge[leaves - 1];
        var roots = SplitHighestFirst(below, first, leaves, merges);

        var above = WardLinkage.Of([.. sizes.Select((_, c) => Enumerable.Range(0, centroids.Features).Select(f => (double)centroids[c, f]).ToArray())], sizes, cancellation);
        var made = leaves - sizes.Length;
        for (var j = 0; j < above.Length; j++) merges[made + j] = Renumbered(above[j], node => node < sizes.Length ? roots[node] : leaves + made + node - sizes.Length);
        return new ClusterTree([.. leafSizes.SelectMany((of, c) => of.Select(_ => c))], [.. leafSizes.SelectMany(of => of)], merges);
    }

    /// <summary>Orders the merges within clusters so that, from the clusters down, the highest split of all comes first.</summary>
    /// <param name="below">in: for each cluster its merges.</param>
    /// <param name="first">in: for each cluster its first leaf.</param>
    /// <param name="leaves">m.</param>
    /// <param name="merges">out: the first m - k of them.</param>
    /// <returns>For each cluster its node.</returns>
    private static int[] SplitHighestFirst(Merge[][] below, int[] first, int leaves, Merge[] merges)
    {
        var open = Array.ConvertAll(below, of => of.Length);
        var numbers = Array.ConvertAll(below, of => new int[of.Length]);
        var order = new List<(int Cluster, int Step)>();
        for (var next = leaves - below.Length - 1; next >= 0; next--)
        {
            var highest = -1;
            for (var c = 0; c < below.Length; c++)
                if (open[c] > 0 && (highest < 0 || below[c][open[c] - 1].Height > below[highest][open[highest] - 1].Height)) highest = c;
            numbers[highest][--open[highest]] = leaves + next;
            order.Add((highest, open[highest]));
        }

        foreach (var (c, step) in order)
            merges[numbers[c][step] - leaves] = Renumbered(below[c][step], node => NumberOf(c, node));
        return [.. below.Select((of, c) => NumberOf(c, 2 * of.Length))];

        int NumberOf(int c, int node) => node <= below[c].Length ? first[c] + node : numbers[c][node - below[c].Length - 1];
    }

    private static Merge Renumbered(Merge merge, Func<int, int> numberOf)
    {
        var (a, b) = (numberOf(merge.A), numberOf(merge.B));
        return new Merge(Math.Min(a, b), Math.Max(a, b), merge.Height);
    }

    /// <summary>The points of a cluster among its leaves, as those that were looked at lie: whole numbers by the largest remainders, which add up.</summary>
    private static int[] Apportion(int size, int[] counts)
    {
        var looked = counts.Sum();
        if (looked == 0) return [size];
        var sizes = Array.ConvertAll(counts, count => (int)((long)size * count / looked));
        var rest = size - sizes.Sum();
        foreach (var leaf in Enumerable.Range(0, counts.Length).OrderByDescending(leaf => (long)size * counts[leaf] % looked).Take(rest)) sizes[leaf]++;
        return sizes;
    }
}
