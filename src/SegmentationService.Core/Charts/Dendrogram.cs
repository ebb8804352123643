using SegmentationService.Core.Clustering.Hierarchy;

namespace SegmentationService.Core.Charts;

/// <summary>
/// How a tree is drawn: the root to the left, its leaves in rows to the right. A node stands where it falls apart: at the typical distance of a customer to the middle of its part, over
/// that to the middle of all, of the cut that still has the node whole. So each cut is a line from top to bottom, that of the segments among them, which heights alone would not give:
/// a segment may fall apart higher than two others meet.
/// </summary>
public sealed class Dendrogram
{
    /// <summary>The tips at most; of more leaves the cut into so many is drawn.</summary>
    public const int MostTips = 100;

    /// <summary>The rows that the name of a segment needs.</summary>
    private const double RowsOfName = 2.5;

    private readonly ClusterTree _tree;
    private readonly double _inertia;
    private readonly int[] _tips;

    private Dendrogram(ClusterTree tree, double inertia)
    {
        (_tree, _inertia) = (tree, inertia);
        _tips = tree.Cut(Math.Min(tree.Leaves, MostTips));
        Root = Place(tree.Nodes - 1);
    }

    /// <summary>The root.</summary>
    public DendrogramNode Root { get; }

    /// <summary>How many parts are drawn.</summary>
    public int Tips => _tips.Length;

    /// <summary>The rows of all tips.</summary>
    public double Rows { get; private set; }

    /// <summary>Draws a tree. O(leaves^2).</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="inertia">The inertia of its clusters.</param>
    public static Dendrogram Of(ClusterTree tree, double inertia) => new(tree, inertia);

    /// <summary>Where the cut into so many parts lies: any line between the two crosses each of them once.</summary>
    /// <param name="parts">1 to <see cref="Tips"/>.</param>
    public (double From, double To) CutAt(int parts) => (parts == 1 ? 0 : DepthAt(parts - 1), DepthAt(parts));

    /// <summary>How much of the typical distance to the middle of all a cut takes away, 0 to 1.</summary>
    private double DepthAt(int parts)
    {
        var all = _tree.InertiaOf(1, _inertia);
        return all > 0 ? 1 - Math.Sqrt(_tree.InertiaOf(parts, _inertia) / all) : 0;
    }

    private DendrogramNode Place(int node)
    {
        if (_tree.LevelOf(node) is not { } level || level > Tips)
        {
            var rows = _tree.ClusterAt(node) is { } cluster ? Math.Max(1, RowsOfName / _tips.Count(tip => _tree.ClusterAt(tip) == cluster)) : RowsOfName;
            Rows += rows;
            return new DendrogramNode(node, DepthAt(Tips), Rows - (rows / 2), []);
        }

        var merge = _tree.MergeOf(node)!.Value;
        DendrogramNode[] children = [.. new[] { merge.A, merge.B }.OrderBy(FirstLeaf).Select(Place)];
        return new DendrogramNode(node, DepthAt(level - 1), (children[0].Y + children[1].Y) / 2, children);
    }

    private int FirstLeaf(int node) => _tree.MergeOf(node) is { } merge ? Math.Min(FirstLeaf(merge.A), FirstLeaf(merge.B)) : node;
}
