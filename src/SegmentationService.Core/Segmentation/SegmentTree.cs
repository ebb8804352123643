using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Hierarchy;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Segmentation;

/// <summary>The segments as one level of a hierarchy: what they would be merged to if there were fewer, and split into if there were more. Immutable.</summary>
/// <param name="Tree">The tree, its clusters being the segments by their places in the model's order.</param>
/// <param name="Sampled">The number of customers that the parts of segments, and the scores, were found on: all, or a sample.</param>
/// <param name="Leaves">For each leaf what is typical of it; null for a leaf that is a whole segment, of which the report tells more.</param>
/// <param name="Cuts">What cuts are worth, from two parts on.</param>
public sealed record SegmentTree(ClusterTree Tree, int Sampled, IReadOnlyList<LeafProfile?> Leaves, IReadOnlyList<TreeCutScores> Cuts)
{
    /// <summary>There is no tree of more segments than this.</summary>
    public const int MostSegments = GrownTree.MostClusters;

    /// <summary>The most leaves of segments that are split at all.</summary>
    public const int MostLeaves = GrownTree.MostLeaves;

    /// <summary>Makes the tree of a training. What it costs does not depend on the number of customers.</summary>
    /// <param name="customers">The customers.</param>
    /// <param name="points">Their points, wherever they lie.</param>
    /// <param name="choice">The search that found their segments.</param>
    /// <param name="segmented">The customers in them.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="parallelism">How many threads may work on it; no result depends on it.</param>
    /// <returns>Null where there are more than <see cref="MostSegments"/>.</returns>
    internal static SegmentTree? Of(PreparedCustomers customers, IPoints points, ClusterChoice choice, SegmentedCustomers segmented, long seed, Parallelism parallelism)
    {
        if (segmented.Sizes.Length > MostSegments) return null;
        var grown = GrownTree.Of(points, segmented.Centroids, segmented.Sizes, seed, parallelism);
        var scores = grown.Score([.. choice.Candidates.Select(candidate => candidate.Clustering)], parallelism);
        return new SegmentTree(grown.Tree, grown.Sample.Length, Profile(customers, grown, parallelism), scores);
    }

    /// <summary>The parts of a cut, in the order of their first leaves: at as many parts as there are segments, these. O(leaves x columns).</summary>
    /// <param name="parts">How many, 1 to the number of leaves.</param>
    /// <param name="segments">What is known of the segments.</param>
    public IReadOnlyList<TreePart> Cut(int parts, IReadOnlyList<SegmentProfile> segments)
    {
        var (partOf, leaves) = (Tree.PartsOfLeaves(parts), Enumerable.Range(0, Tree.Leaves).ToLookup(leaf => Tree.ClusterOf[leaf]));
        var leavesOf = Enumerable.Range(0, Tree.Leaves).ToLookup(leaf => partOf[leaf]);
        return [.. Tree.Cut(parts).Select((node, part) =>
        {
            int[] own = [.. leavesOf[part].Select(leaf => Tree.ClusterOf[leaf]).Distinct()];
            if (own.Sum(segment => leaves[segment].Count()) == leavesOf[part].Count()) return OfSegments(node, own, segments);
            return OfLeaves(node, own, [.. leavesOf[part].Select(leaf => Leaves[leaf]!)], segments[own[0]].Statistics);
        })];
    }

    private TreePart OfSegments(int node, int[] own, IReadOnlyList<SegmentProfile> segments) => new(
        node,
        Tree.Sizes[node],
        own,
        IsWhole: true,
        Tree.Sizes[node],
        [.. segments[own[0]].Statistics.Select((column, s) =>
            ColumnMean.Over(column.Name, own.Select(segment => (segments[segment].Size, segments[segment].Statistics[s].Mean, segments[segment].Statistics[s].Missing))))]);

    private TreePart OfLeaves(int node, int[] own, LeafProfile[] leaves, IReadOnlyList<ColumnStatistics> columns) => new(
        node,
        Tree.Sizes[node],
        own,
        IsWhole: false,
        leaves.Sum(leaf => leaf.Customers),
        [.. columns.Select((column, s) => ColumnMean.Over(column.Name, leaves.Select(leaf => (leaf.Customers, leaf.Means[s], leaf.Missing[s]))))]);

    private static LeafProfile?[] Profile(PreparedCustomers customers, GrownTree grown, Parallelism parallelism)
    {
        var (tree, columns) = (grown.Tree, new ProfiledColumns(customers));
        var rows = CustomerRows.Of(Array.ConvertAll(grown.Sample, customer => customers.Rows[customer]));
        var leavesOf = tree.ClusterOf.CountBy(cluster => cluster).ToDictionary();
        var (counts, means, missing) = (new int[tree.Leaves], new double?[columns.Count][], new int[columns.Count][]);
        foreach (var leaf in grown.LeafOf) counts[leaf]++;
        parallelism.For(columns.Count, s =>
        {
            var (values, sums) = (new double[rows.Length], Array.ConvertAll(counts, _ => new ExactSum()));
            columns.CopyTo(s, rows, first: 0, values);
            missing[s] = new int[tree.Leaves];
            for (var i = 0; i < values.Length; i++)
            {
                if (double.IsNaN(values[i])) missing[s][grown.LeafOf[i]]++;
                else sums[grown.LeafOf[i]].Add(values[i]);
            }

            means[s] = [.. sums.Select((sum, leaf) => counts[leaf] > missing[s][leaf] ? sum.Value / (counts[leaf] - missing[s][leaf]) : (double?)null)];
        });
        return [.. Enumerable.Range(0, tree.Leaves).Select(leaf => leavesOf[tree.ClusterOf[leaf]] == 1
            ? null
            : new LeafProfile(counts[leaf], [.. means.Select(of => of[leaf])], [.. missing.Select(of => of[leaf])]))];
    }
}
