using SegmentationService.Core.Clustering.Hierarchy;

namespace SegmentationService.Core.Tests.Clustering.Hierarchy;

/// <summary>Protects what a tree says of its cuts.</summary>
public sealed class ClusterTreeTests
{
    /// <summary>Two clusters of three and two leaves: the first is split twice, at heights 4 and 2, the second once, at 3.</summary>
    private static readonly ClusterTree Tree = new([0, 0, 0, 1, 1], [5, 3, 1, 2, 4], [new(0, 2, 2), new(3, 4, 3), new(1, 5, 4), new(6, 7, 10)]);

    [Fact]
    public void Sizes_OfNodes_AreThoseOfTheirLeaves() => Assert.Equal([5, 3, 1, 2, 4, 6, 6, 9, 15], Tree.Sizes);

    [Fact]
    public void Cut_IntoAnyNumber_TakesTheHighestNodesApart()
    {
        Assert.Equal((5, 2, 9), (Tree.Leaves, Tree.Clusters, Tree.Nodes));
        Assert.Equal([8], Tree.Cut(1));
        Assert.Equal([7, 6], Tree.Cut(2));
        Assert.Equal([5, 1, 6], Tree.Cut(3));
        Assert.Equal([5, 1, 3, 4], Tree.Cut(4));
        Assert.Equal([0, 1, 2, 3, 4], Tree.Cut(5));
        Assert.Equal([0, 1, 0, 2, 2], Tree.PartsOfLeaves(3));
    }

    [Fact]
    public void LevelOf_ANode_IsTheFirstCutThatHasItsChildren()
    {
        Assert.Equal([null, null, null, null, null, 5, 4, 3, 2], Enumerable.Range(0, Tree.Nodes).Select(Tree.LevelOf));
        Assert.Equal(new Merge(1, 5, 4), Tree.MergeOf(7));
        Assert.Null(Tree.MergeOf(4));
    }

    [Fact]
    public void ClusterAt_ANode_IsThatOfItsLeaves() => Assert.Equal([0, 0, 0, 1, 1, 0, 1, 0, null], Enumerable.Range(0, Tree.Nodes).Select(Tree.ClusterAt));

    [Fact]
    public void AriToClusters_OfTheClusters_IsOne()
    {
        Assert.Equal(1, Tree.AriToClusters(2));
        Assert.Equal(0, Tree.AriToClusters(1));

        // 6 | 3 | 6 beside 9 | 6 of 15: 15 + 3 + 15 pairs in both, 33 and 51 in each, of 105.
        Assert.Equal((33 - (33 * 51 / 105.0)) / (42 - (33 * 51 / 105.0)), Tree.AriToClusters(3), 1e-12);
    }

    [Fact]
    public void InertiaOf_ACut_IsHalfASquaredHeightMoreForEachMerge()
    {
        // Of the clusters 20: one more merge adds 100 / 2; splits take away 16 / 2, 9 / 2, 4 / 2.
        Assert.Equal([70, 20, 12, 7.5, 5.5], Enumerable.Range(1, 5).Select(parts => Tree.InertiaOf(parts, 20)));
        Assert.Equal(0, Tree.InertiaOf(5, 14));
    }

    [Fact]
    public void Cut_OfOneLeaf_IsIt()
    {
        var leaf = new ClusterTree([0], [7], []);

        Assert.Equal([0], leaf.Cut(1));
        Assert.Equal(3, leaf.InertiaOf(1, 3));
    }
}
