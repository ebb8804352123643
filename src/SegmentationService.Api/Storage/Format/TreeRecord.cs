using System.Text.Json.Serialization;
using SegmentationService.Core.Clustering.Hierarchy;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage.Format;

/// <summary>What the segments would be merged to and split into; since format 7. Segments are named by their places in the list, from 0.</summary>
internal sealed record TreeRecord(int Sampled, LeafRecord[] Leaves, MergesRecord Merges, TreeCutScores[] Cuts)
{
    /// <summary>The record of a tree.</summary>
    public static TreeRecord Of(SegmentTree tree) => new(
        tree.Sampled,
        [.. Enumerable.Range(0, tree.Tree.Leaves).Select(leaf => LeafRecord.Of(tree.Tree.ClusterOf[leaf], tree.Tree.Sizes[leaf], tree.Leaves[leaf]))],
        new MergesRecord(
            [.. tree.Tree.Merges.Select(merge => merge.A)], [.. tree.Tree.Merges.Select(merge => merge.B)], [.. tree.Tree.Merges.Select(merge => merge.Height)]),
        [.. tree.Cuts]);

    /// <summary>The tree again.</summary>
    public SegmentTree ToTree() => new(
        new ClusterTree(
            Array.ConvertAll(Leaves, leaf => leaf.Segment), Array.ConvertAll(Leaves, leaf => leaf.Size), [.. Merges.Heights.Select((height, j) => new Merge(Merges.A[j], Merges.B[j], height))]),
        Sampled,
        Array.ConvertAll(Leaves, leaf => leaf.ToProfile()),
        Cuts);
}

/// <summary>A leaf of the tree: the place of its segment, and its customers. Of one that is not the whole segment also those who were looked at, and their means in the order of the statistics; <paramref name="Missing"/> is left out where none lacks a value.</summary>
internal sealed record LeafRecord(
    int Segment,
    int Size,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Customers = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double?[]? Means = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int[]? Missing = null)
{
    /// <summary>The record of a leaf.</summary>
    public static LeafRecord Of(int segment, int size, LeafProfile? profile) =>
        new(segment, size, profile?.Customers, profile?.Means.ToArray(), profile is not null && profile.Missing.Any(count => count > 0) ? [.. profile.Missing] : null);

    /// <summary>What is typical of it; null of a whole segment.</summary>
    public LeafProfile? ToProfile() => Means is null ? null : new LeafProfile(Customers!.Value, Means, Missing ?? new int[Means.Length]);
}

/// <summary>The merges of the tree, from its leaves to its root, column by column.</summary>
internal sealed record MergesRecord(int[] A, int[] B, double[] Heights);
