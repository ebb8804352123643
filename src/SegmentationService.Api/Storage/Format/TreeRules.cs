using SegmentationService.Core;
using SegmentationService.Core.Segmentation;
using static SegmentationService.Api.Storage.Format.ModelRules;

namespace SegmentationService.Api.Storage.Format;

/// <summary>The rules of a stored tree: it is one, the segments are a cut of it, and their customers add up.</summary>
internal static class TreeRules
{
    private const int FormatWithTree = 7;

    /// <summary>Far above what any table gives; sums of squares stay finite.</summary>
    private const double MostHeight = 1e100;

    /// <summary>Checks every rule. O(size of the tree).</summary>
    /// <param name="model">The model, its segments checked.</param>
    /// <exception cref="CorruptModelException">A rule is broken.</exception>
    public static void Check(ModelRecord model)
    {
        if (model.Tree is not { } tree) return;
        if (model.FormatVersion < FormatWithTree) throw Broken("tree", $"stands in a model of format {model.FormatVersion}, which has none");
        Between(1, SegmentTree.MostSegments, model.Segments.Length, "tree", "number of segments");
        Between(1, model.Customers, tree.Sampled, "tree", "sampled");
        CheckLeaves(model, Present(tree.Leaves, "leaves"));
        CheckMerges(model.Segments.Length, tree);
        CheckCuts(tree);
    }

    private static void CheckLeaves(ModelRecord model, IReadOnlyList<LeafRecord> leaves)
    {
        var k = model.Segments.Length;
        Between(k, Math.Max(k, SegmentTree.MostLeaves), leaves.Count, "tree", "number of leaves");
        var columns = model.Segments[0].Statistics.Select(column => column.Name).ToArray();
        if (model.Segments.Any(segment => !segment.Statistics.Select(column => column.Name).SequenceEqual(columns))) throw Broken("tree", "stands above segments of different statistics");
        var (sizes, counts) = (new long[k], new int[k]);
        for (var leaf = 0; leaf < leaves.Count; leaf++)
        {
            Between(leaf == 0 ? 0 : leaves[leaf - 1].Segment, k - 1, leaves[leaf].Segment, "leaves", "segment");
            AtLeast(0, leaves[leaf].Size, "leaves", "size");
            sizes[leaves[leaf].Segment] += leaves[leaf].Size;
            counts[leaves[leaf].Segment]++;
        }

        for (var c = 0; c < k; c++)
            if (counts[c] == 0 || sizes[c] != model.Segments[c].Size) throw Broken("leaves", $"have {sizes[c]} customers of '{model.Segments[c].Name}' together; the segment has {model.Segments[c].Size}");
        foreach (var leaf in leaves) CheckProfile(leaf, isWhole: counts[leaf.Segment] == 1, columns.Length);
    }

    private static void CheckProfile(LeafRecord leaf, bool isWhole, int columns)
    {
        if (isWhole)
        {
            if (leaf.Customers is not null || leaf.Means is not null || leaf.Missing is not null) throw Broken("leaves", "tells means of a leaf that is a whole segment");
            return;
        }

        if (leaf.Customers is not { } customers || leaf.Means is not { } means) throw Broken("leaves", "lacks customers or means of a leaf that is not a whole segment");
        Between(1, leaf.Size, customers, "leaves", "customers");
        if (means.Length != columns || (leaf.Missing ?? means.Select(_ => 0).ToArray()).Length != columns) throw Broken("leaves", $"has {means.Length} means; the segments have {columns} statistics");
        for (var s = 0; s < columns; s++)
        {
            Finite(means[s], "leaves", "mean");
            var missing = leaf.Missing?[s] ?? 0;
            Between(0, customers, missing, "leaves", "missing");
            if (means[s] is null != (missing == customers)) throw Broken("leaves", "has a mean of nobody, or none of somebody");
        }
    }

    /// <summary>Each node but the root is merged once, after it was made; the first merges stay within a segment, so that what is left of them are the segments.</summary>
    private static void CheckMerges(int segments, TreeRecord tree)
    {
        var (leaves, merges) = (tree.Leaves.Length, tree.Merges);
        if (merges.Heights.Length != leaves - 1 || merges.A.Length != leaves - 1 || merges.B.Length != leaves - 1) throw Broken("merges", $"holds {merges.Heights.Length} merges of {leaves} leaves; there is one less than leaves");
        var isMerged = new bool[(2 * leaves) - 1];
        int[] segmentOf = [.. tree.Leaves.Select(leaf => leaf.Segment), .. merges.Heights.Select(_ => 0)];
        for (var j = 0; j < merges.Heights.Length; j++)
        {
            var (a, b) = (merges.A[j], merges.B[j]);
            Between(0, leaves + j - 2, a, "merges", "a");
            Between(a + 1, leaves + j - 1, b, "merges", "b");
            NotNegative(merges.Heights[j], "merges", "height");
            if (merges.Heights[j] > MostHeight) throw Broken("merges", $"has height {merges.Heights[j]:R}; allowed is at most {MostHeight:R}");
            if (isMerged[a] || isMerged[b]) throw Broken("merges", "merges a node twice");
            (isMerged[a], isMerged[b]) = (true, true);
            if (j < leaves - segments && segmentOf[a] != segmentOf[b]) throw Broken("merges", "joins parts of two segments before the segments are whole");
            segmentOf[leaves + j] = segmentOf[a];
        }
    }

    private static void CheckCuts(TreeRecord tree)
    {
        AtLeast(0, tree.Leaves.Length - 1 - tree.Cuts.Length, "tree", "number of leaves beyond those of its cuts");
        var cuts = Present(tree.Cuts, "cuts");
        for (var i = 0; i < cuts.Count; i++)
        {
            Between(i + 2, i + 2, cuts[i].Clusters, "cuts", "clusters");
            Within(cuts[i].Silhouette, "silhouette");
            Within(cuts[i].AriToKMeans, "ariToKMeans");
        }

        static void Within(double? value, string name)
        {
            if (value is { } number && number is not (>= -1 and <= 1)) throw Broken("cuts", $"has {name} {number:R}; allowed is -1 to 1");
        }
    }
}
