using SegmentationService.Core.Clustering.Valleys;

namespace SegmentationService.Api.Storage.Format;

/// <summary>Whether the segments are groups; since format 5. Segments are named by their places in the list, from 0.</summary>
internal sealed record StructureRecord(StructureVerdict Verdict, int SeparateSegments, int[][] Groups, NeighbourValley[] Neighbours)
{
    /// <summary>The record of a structure.</summary>
    public static StructureRecord Of(ClusterStructure structure) =>
        new(structure.Verdict, structure.SeparateSegments, [.. structure.Groups.Select(group => group.ToArray())], [.. structure.Neighbours]);

    /// <summary>The structure again.</summary>
    public ClusterStructure ToStructure() => new(Verdict, SeparateSegments, Groups, Neighbours);
}
