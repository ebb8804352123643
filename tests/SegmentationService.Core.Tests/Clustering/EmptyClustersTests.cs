using SegmentationService.Core.Clustering;

namespace SegmentationService.Core.Tests.Clustering;

/// <summary>Protects the relocation of clusters that lost their points.</summary>
public sealed class EmptyClustersTests
{
    [Fact]
    public void Relocate_NoEmptyCluster_ChangesNothing()
    {
        int[] labels = [0, 1];
        double[] sums = [5, 7];

        EmptyClusters.Relocate(PointSets.Line(5, 7), [9, 9], labels, sums, [1, 1]);

        Assert.Equal([0, 1], labels);
        Assert.Equal([5, 7], sums);
    }

    [Fact]
    public void Relocate_TwoEmptyClusters_TakeTheFarthestFirst()
    {
        // 5, 6, 8, 9 in cluster 0, 20 alone in cluster 3. Clusters 1 and 2 are empty. Farthest is 20, but it is the last point
        // of its cluster; then 9 (4), then 5 and 8, equally far (1): the first of them.
        int[] labels = [0, 0, 0, 0, 3];
        double[] sums = [28, 0, 0, 20];
        int[] counts = [4, 0, 0, 1];

        EmptyClusters.Relocate(PointSets.Line(5, 6, 8, 9, 20), [1, 0, 1, 4, 100], labels, sums, counts);

        Assert.Equal([2, 0, 0, 1, 3], labels);
        Assert.Equal([14, 9, 5, 20], sums);
        Assert.Equal([2, 1, 1, 1], counts);
    }

    [Fact]
    public void Relocate_EveryPointOnItsCentroid_LeavesTheClusterEmpty()
    {
        // Moving one of two equal points would only make two clusters in one place.
        int[] labels = [0, 0];
        int[] counts = [2, 0];

        EmptyClusters.Relocate(PointSets.Line(5, 5), [0, 0], labels, [10, 0], counts);

        Assert.Equal([0, 0], labels);
        Assert.Equal([2, 0], counts);
    }

    [Fact]
    public void Relocate_MorePointsTakenThanAClusterHas_LeavesItOne()
    {
        int[] labels = [0, 0];
        int[] counts = [2, 0, 0];

        EmptyClusters.Relocate(PointSets.Line(4, 6), [1, 1], labels, [10, 0, 0], counts);

        Assert.Equal([1, 0], labels);
        Assert.Equal([1, 1, 0], counts);
    }
}
