using FsCheck.Fluent;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Search;

namespace SegmentationService.Core.Tests.Clustering.Search;

/// <summary>Protects the relocation of clusters that lost their points.</summary>
public sealed class EmptyClustersTests
{
    [Fact]
    public void Relocate_NoEmptyCluster_ChangesNothing()
    {
        int[] labels = [0, 1];

        Relocate([9, 9], labels, [1, 1]);

        Assert.Equal([0, 1], labels);
    }

    [Fact]
    public void Relocate_TwoEmptyClusters_TakeTheFarthestFirst()
    {
        // 5, 6, 8, 9 in cluster 0, 20 alone in cluster 3. Clusters 1 and 2 are empty. Farthest is 20, but it is the last point
        // of its cluster; then 9 (4), then 5 and 8, equally far (1): the first of them.
        int[] labels = [0, 0, 0, 0, 3];
        int[] counts = [4, 0, 0, 1];

        Relocate([1, 0, 1, 4, 100], labels, counts);

        Assert.Equal([2, 0, 0, 1, 3], labels);
        Assert.Equal([2, 1, 1, 1], counts);
    }

    [Fact]
    public void Relocate_EveryPointOnItsCentroid_LeavesTheClusterEmpty()
    {
        // Moving one of two equal points would only make two clusters in one place.
        int[] labels = [0, 0];
        int[] counts = [2, 0];

        Relocate([0, 0], labels, counts);

        Assert.Equal([0, 0], labels);
        Assert.Equal([2, 0], counts);
    }

    [Fact]
    public void Relocate_MorePointsTakenThanAClusterHas_LeavesItOne()
    {
        int[] labels = [0, 0];
        int[] counts = [2, 0, 0];

        Relocate([1, 1], labels, counts);

        Assert.Equal([1, 0], labels);
        Assert.Equal([1, 1, 0], counts);
    }

    [Fact]
    public void Relocate_AnyClusters_ChoosesAsIfAllWereSorted() =>
        SeededProperty.Holds(Gen.Choose(0, int.MaxValue), seed =>
        {
            var random = new Random(seed);
            var (n, clusters) = (random.Next(1, 300), random.Next(2, 12));
            int[] labels = [.. Enumerable.Range(0, n).Select(_ => random.Next(clusters) * random.Next(2))];
            float[] distances = [.. labels.Select(_ => (float)random.Next(6))];
            int[] counts = [.. Enumerable.Range(0, clusters).Select(c => labels.Count(label => label == c))];
            var (sortedLabels, sortedCounts) = Sorting(distances, labels, counts);

            Relocate(distances, labels, counts);

            Assert.Equal(sortedLabels, labels);
            Assert.Equal(sortedCounts, counts);
        });

    /// <summary>Relocates by the farthest points alone, and puts down what moved.</summary>
    private static void Relocate(float[] distances, int[] labels, int[] counts)
    {
        var farthest = new FarthestPoints(EmptyClusters.Wanted(counts));
        farthest.Add(distances, 0);
        foreach (var (point, cluster) in EmptyClusters.Relocate([.. farthest.InOrder().Select(far => new FarPoint(far.Distance, far.Point, labels[far.Point]))], counts))
            labels[point.Point] = cluster;
    }

    private static (int[] Labels, int[] Counts) Sorting(float[] distances, int[] labels, int[] counts)
    {
        (labels, counts) = ([.. labels], [.. counts]);
        var left = new Queue<int>(Enumerable.Range(0, labels.Length).OrderByDescending(i => distances[i]).ThenBy(i => i));
        foreach (var empty in Enumerable.Range(0, counts.Length).Where(c => counts[c] == 0))
        {
            while (left.TryPeek(out var last) && counts[labels[last]] == 1) left.Dequeue();
            if (!left.TryDequeue(out var point) || distances[point] == 0) break;
            counts[labels[point]]--;
            counts[empty] = 1;
            labels[point] = empty;
        }

        return (labels, counts);
    }
}
