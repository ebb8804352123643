using SegmentationService.Core.Charts;
using SegmentationService.Core.Clustering.Hierarchy;

namespace SegmentationService.Core.Tests.Charts;

/// <summary>Protects how trees are drawn: each cut is a line that crosses its parts and nothing else.</summary>
public sealed class DendrogramTests
{
    /// <summary>Two clusters, of which the first falls apart higher (8) than they meet (6).</summary>
    private static readonly ClusterTree Tree = new([0, 0, 1], [1, 1, 2], [new(0, 1, 8), new(2, 3, 6)]);

    [Fact]
    public void Of_ATree_PlacesNodesByWhatIsLeftWithinTheParts()
    {
        // The inertias of 1, 2, 3 parts are 50 + 36 / 2, 50, 50 - 64 / 2.
        var drawn = Dendrogram.Of(Tree, inertia: 50);

        Assert.Equal((3, 0.0), (drawn.Tips, drawn.Root.X));
        Assert.Equal([3, 2], drawn.Root.Children.Select(child => child.Node));
        Assert.Equal(1 - Math.Sqrt(50.0 / 68), drawn.Root.Children[0].X, 1e-12);
        Assert.Equal([1 - Math.Sqrt(18.0 / 68), 1 - Math.Sqrt(18.0 / 68)], drawn.Root.Children[0].Children.Select(tip => tip.X));
        Assert.Equal((0, 1 - Math.Sqrt(50.0 / 68)), drawn.CutAt(2));
        Assert.Equal((1 - Math.Sqrt(50.0 / 68), 1 - Math.Sqrt(18.0 / 68)), drawn.CutAt(3));

        // Each segment has the rows that its name needs: two and a half, for the first in two.
        Assert.Equal([0.625, 1.875], drawn.Root.Children[0].Children.Select(tip => tip.Y));
        Assert.Equal((3.75, 5.0), (drawn.Root.Children[1].Y, drawn.Rows));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(150)] // Only 100 parts of it are drawn.
    public void CutAt_AnyNumber_CrossesItsPartsAndNoOther(int leaves)
    {
        var random = new Random(leaves);
        var points = Enumerable.Range(0, leaves).Select(_ => (double[])[random.NextDouble(), random.NextDouble()]).ToArray();
        int[] sizes = [.. points.Select(_ => 1 + random.Next(5))];
        var tree = new ClusterTree([.. Enumerable.Range(0, leaves)], sizes, WardLinkage.Of(points, sizes, CancellationToken.None));

        var drawn = Dendrogram.Of(tree, inertia: 0.5);

        Assert.Equal(Math.Min(100, leaves), drawn.Tips);
        for (var parts = 2; parts <= drawn.Tips; parts++)
        {
            var (from, to) = drawn.CutAt(parts);
            Assert.True(from <= to);
            Assert.Equal(tree.Cut(parts).Order(), Crossed(drawn.Root, double.NegativeInfinity, (from + to) / 2).Order());
        }

        static IEnumerable<int> Crossed(DendrogramNode node, double begin, double x) =>
            (begin < x && x <= node.X ? [node.Node] : Enumerable.Empty<int>()).Concat(node.Children.SelectMany(child => Crossed(child, node.X, x)));
    }

    [Fact]
    public void Of_OneLeaf_IsATip() => Assert.Empty(Dendrogram.Of(new ClusterTree([0], [4], []), 0).Root.Children);
}
