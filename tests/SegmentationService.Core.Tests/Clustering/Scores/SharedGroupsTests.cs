using FsCheck.Fluent;
using SegmentationService.Core.Clustering.Scores;

namespace SegmentationService.Core.Tests.Clustering.Scores;

/// <summary>Protects the silhouette's short cut: points counted as one group have one cluster in each clustering, and none is lost.</summary>
public sealed class SharedGroupsTests
{
    [Fact]
    public void Groups_TwoClusteringsOfFivePoints_ByHand()
    {
        // Pairs of labels of the points 0 to 4: (0, 1), (0, 1), (1, 1), (0, 0), (1, 1). Of the points 4, 0, 2, 1: {4, 2} and {0, 1}.
        var groups = new SharedGroups([(2, [1, 0, 1, 0]), (2, [1, 1, 1, 1])], [4, 0, 2, 1]);

        Assert.Equal([4, 2, 0, 1], groups.Order);
        Assert.Equal([0, 0, 1, 1], groups.GroupOf);
        Assert.Equal([0, 2, 4], groups.Starts);
        Assert.Equal([1, 1], groups.ClustersOf(0).ToArray());
        Assert.Equal([0, 1], groups.ClustersOf(1).ToArray());
        Assert.Equal([2, 2], groups.Sizes[0]);
        Assert.Equal([0, 4], groups.Sizes[1]);
    }

    [Fact]
    public void Groups_AnyClusterings_AreThoseOfEqualLabels()
    {
        var cases =
            from n in Gen.Choose(1, 60)
            from k in Gen.Choose(1, 6).ListOf(3)
            from labels in Gen.Choose(0, 1_000_000).ListOf(3 * n)
            from points in Gen.Shuffle(Enumerable.Range(0, n).ToArray())
            from some in Gen.Choose(1, n)
            select (Clusterings: Enumerable.Range(0, 3).Select(q => (Clusters: k[q], Labels: labels.Skip(q * n).Take(n).Select(label => label % k[q]).ToArray())).ToArray(), Points: points.Take(some).ToArray());

        SeededProperty.Holds(cases, input =>
        {
            var (clusterings, points) = input;
            string Key(int point) => string.Join(' ', clusterings.Select(clustering => clustering.Labels[point]));

            var groups = new SharedGroups([.. clusterings.Select(clustering => (clustering.Clusters, Array.ConvertAll(points, point => clustering.Labels[point])))], points);

            var expected = points.GroupBy(Key).ToDictionary(group => group.Key, group => group.ToArray());
            Assert.Equal(expected.Count, groups.Starts.Length - 1);
            for (var g = 0; g < expected.Count; g++)
            {
                var members = groups.Order[groups.Starts[g]..groups.Starts[g + 1]];
                Assert.Equal(expected[Key(members[0])], members);
                Assert.All(groups.GroupOf[groups.Starts[g]..groups.Starts[g + 1]], group => Assert.Equal(g, group));
                Assert.Equal(Key(members[0]), string.Join(' ', groups.ClustersOf(g).ToArray()));
            }

            for (var q = 0; q < clusterings.Length; q++)
                Assert.Equal(Enumerable.Range(0, clusterings[q].Clusters).Select(c => points.Count(point => clusterings[q].Labels[point] == c)), groups.Sizes[q]);
        });
    }
}
