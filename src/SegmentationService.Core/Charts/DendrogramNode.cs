namespace SegmentationService.Core.Charts;

/// <summary>A node of the tree as it is drawn.</summary>
/// <param name="Node">Its number in the tree, 0-based.</param>
/// <param name="X">How far to the right it falls apart: 0 at the root, 1 where nothing is apart any more; a tip ends where all that is drawn has fallen apart.</param>
/// <param name="Y">Its row; a tip takes one, or as many more as the name of its segment needs.</param>
/// <param name="Children">The two that are drawn below it; none of a tip.</param>
public sealed record DendrogramNode(int Node, double X, double Y, IReadOnlyList<DendrogramNode> Children);
