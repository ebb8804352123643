namespace SegmentationService.Core.Clustering.Hierarchy;

/// <summary>
/// A binary tree over clusters and their parts. Its first merges join parts of one cluster, down to which they were split, and its last ones join whole clusters: so one of its cuts is the
/// clustering itself. Nodes are numbered as <see cref="Merge"/> says: leaves first, then merge after merge, the root last. Immutable.
/// </summary>
public sealed class ClusterTree
{
    private readonly int[] _sizes;
    private readonly int?[] _clusterAt;

    /// <summary>Puts a tree together.</summary>
    /// <param name="clusterOf">in: for each leaf the cluster that it is a part of, from 0, ascending.</param>
    /// <param name="leafSizes">in: for each leaf the number of its points.</param>
    /// <param name="merges">in: one less than leaves; those within clusters before the others.</param>
    public ClusterTree(IReadOnlyList<int> clusterOf, IReadOnlyList<int> leafSizes, IReadOnlyList<Merge> merges)
    {
        (ClusterOf, Merges) = (clusterOf, merges);
        _sizes = [.. leafSizes, .. merges.Select(_ => 0)];
        _clusterAt = [.. clusterOf.Select(cluster => (int?)cluster), .. merges.Select(_ => (int?)null)];
        for (var j = 0; j < merges.Count; j++)
        {
            var (a, b, _) = merges[j];
            _sizes[Leaves + j] = _sizes[a] + _sizes[b];
            _clusterAt[Leaves + j] = _clusterAt[a] == _clusterAt[b] ? _clusterAt[a] : null;
        }
    }

    /// <summary>For each leaf the cluster that it is a part of, 0-based, ascending.</summary>
    public IReadOnlyList<int> ClusterOf { get; }

    /// <summary>The merges, from the leaves to the root.</summary>
    public IReadOnlyList<Merge> Merges { get; }

    /// <summary>For each node the number of its points.</summary>
    public IReadOnlyList<int> Sizes => _sizes;

    /// <summary>The number of leaves, m.</summary>
    public int Leaves => ClusterOf.Count;

    /// <summary>The number of clusters, k.</summary>
    public int Clusters => ClusterOf[^1] + 1;

    /// <summary>The number of nodes, 2 m - 1.</summary>
    public int Nodes => _sizes.Length;

    /// <summary>The two nodes that a node was made of; null of a leaf.</summary>
    /// <param name="node">0-based.</param>
    public Merge? MergeOf(int node) => node < Leaves ? null : Merges[node - Leaves];

    /// <summary>The cluster that a node is, or is a part of; null of one that joins several.</summary>
    /// <param name="node">0-based.</param>
    public int? ClusterAt(int node) => _clusterAt[node];

    /// <summary>The number of parts from which on the tree is cut below a node: the cut into so many is the first that has its children in its place. 2 of the root; null of a leaf.</summary>
    /// <param name="node">0-based.</param>
    public int? LevelOf(int node) => node < Leaves ? null : Nodes + 1 - node;

    /// <summary>The nodes that a cut consists of, in the order of their first leaves. O(m).</summary>
    /// <param name="parts">How many, 1 to m.</param>
    public int[] Cut(int parts) => [.. LeafNodes(parts).Distinct()];

    /// <summary>For each leaf its part in a cut, 0-based, in the order of <see cref="Cut"/>. O(m).</summary>
    /// <param name="parts">How many, 1 to m.</param>
    public int[] PartsOfLeaves(int parts)
    {
        var numbers = new Dictionary<int, int>();
        return Array.ConvertAll(LeafNodes(parts), node => numbers.TryGetValue(node, out var part) ? part : numbers[node] = numbers.Count);
    }

    /// <summary>The inertia of a cut: above that of the clusters by what the merges beyond them add, below it by what the splits of them take away. O(m).</summary>
    /// <param name="parts">How many, 1 to m.</param>
    /// <param name="ofClusters">The inertia of the clusters.</param>
    public double InertiaOf(int parts, double ofClusters)
    {
        var inertia = ofClusters;
        for (var level = Clusters; level > parts; level--) inertia += Merges[Leaves - level].Rise;
        for (var level = Clusters + 1; level <= parts; level++) inertia -= Merges[Leaves - level].Rise;
        return Math.Max(0, inertia);
    }

    /// <summary>The adjusted Rand index of a cut and the clusters: 1 where it is them. O(parts x k).</summary>
    /// <param name="parts">How many, 1 to m.</param>
    public double AriToClusters(int parts)
    {
        var (shared, partOf) = (new long[parts, Clusters], PartsOfLeaves(parts));
        for (var leaf = 0; leaf < Leaves; leaf++) shared[partOf[leaf], ClusterOf[leaf]] += _sizes[leaf];
        return AdjustedRandIndex.Of(shared);
    }

    /// <summary>For each leaf the node of a cut that it is in.</summary>
    private int[] LeafNodes(int parts)
    {
        var top = new int[Nodes];
        for (var node = Nodes - 1; node >= 0; node--)
        {
            // From the root down: a node that is no part of a larger one of the cut is one itself.
            if (top[node] == 0) top[node] = node + 1;
            if (MergeOf(node) is not { } merge) continue;
            var isCut = LevelOf(node) <= parts;
            (top[merge.A], top[merge.B]) = isCut ? (0, 0) : (top[node], top[node]);
        }

        return [.. top.Take(Leaves).Select(node => node - 1)];
    }
}
