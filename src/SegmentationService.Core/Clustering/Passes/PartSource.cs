namespace SegmentationService.Core.Clustering.Passes;

/// <summary>Where one part of a dataset comes from, told so that every process that can reach it makes the same part of it.</summary>
/// <param name="number">The 0-based number of the part among those of its dataset; parts are dealt to replicas by it.</param>
/// <param name="description">All that makes the part: path, row groups, length, time of change ...; whoever makes holders knows how it is written. Not changed any more.</param>
public sealed class PartSource(int number, byte[] description)
{
    /// <summary>The 0-based number of the part among those of its dataset.</summary>
    public int Number { get; } = number;

    /// <summary>All that makes the part.</summary>
    public byte[] Description { get; } = description;
}
