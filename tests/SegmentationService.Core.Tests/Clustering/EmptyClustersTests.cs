using SegmentationService.Core.Clustering;

namespace SegmentationService.Core.Tests.Clustering;

/// <summary>Protects the relocation of clusters that lost their points.</summary>
public sealed class EmptyClustersTests
{
    [Fact]
    public void Relocate_NoEmptyCluster_ChangesNothing()
    {
        int[] labels = [0, 1];
        long[] sums = [5, 7];

        EmptyClusters.Relocate(PointSets.Line(5, 7), 1, [2, 4], labels, sums, [1, 1]);

        Assert.Equal([0, 1], labels);
        Assert.Equal([5, 7], sums);
    }

    [Fact]
    public void Relocate_TwoEmptyClusters_TakeTheFarthestFirst()
    {
        // 5, 6, 8, 9 in cluster 0 around 7, 20 alone in cluster 3 around 30. Clusters 1 and 2 are empty. Farthest is 20, but it is
        // the last point of its cluster; then 5 and 9 (4), equally far: the first of them goes first.
        int[] labels = [0, 0, 0, 0, 3];
        long[] sums = [28, 0, 0, 20];
        int[] counts = [4, 0, 0, 1];

        EmptyClusters.Relocate(PointSets.Line(5, 6, 8, 9, 20), 1, [7, 0, 0, 30], labels, sums, counts);

        Assert.Equal([1, 0, 0, 2, 3], labels);
        Assert.Equal([14, 5, 9, 20], sums);
        Assert.Equal([2, 1, 1, 1], counts);
    }

    [Fact]
    public void Relocate_EveryPointOnItsCentroid_LeavesTheClusterEmpty()
    {
        // Moving one of two equal points would only make two clusters in one place.
        int[] labels = [0, 0];
        int[] counts = [2, 0];

        EmptyClusters.Relocate(PointSets.Line(5, 5), 1, [5, 0], labels, [10, 0], counts);

        Assert.Equal([0, 0], labels);
        Assert.Equal([2, 0], counts);
    }

    [Fact]
    public void Relocate_MorePointsTakenThanAClusterHas_LeavesItOne()
    {
        int[] labels = [0, 0];
        int[] counts = [2, 0, 0];

        EmptyClusters.Relocate(PointSets.Line(4, 6), 1, [5, 0, 0], labels, [10, 0, 0], counts);

        Assert.Equal([1, 0], labels);
        Assert.Equal([1, 1, 0], counts);
    }
}
