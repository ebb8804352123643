namespace SegmentationService.Core.Segmentation;

/// <summary>One part of a cut through the tree: one segment, several, or a part of one.</summary>
/// <param name="Node">The node of the tree, 0-based.</param>
/// <param name="Size">The number of its training customers.</param>
/// <param name="Segments">The segments that it is, by their places; of a part of one this one.</param>
/// <param name="IsWhole">Whether it is all of these segments: then size and means are over all its customers.</param>
/// <param name="Customers">As many customers the means are over: all, or those of the part who were looked at.</param>
/// <param name="Columns">The means.</param>
public sealed record TreePart(int Node, int Size, IReadOnlyList<int> Segments, bool IsWhole, int Customers, IReadOnlyList<ColumnMean> Columns);
