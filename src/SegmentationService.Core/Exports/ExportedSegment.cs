namespace SegmentationService.Core.Exports;

/// <summary>A segment of an exported model.</summary>
/// <param name="Id">What answers call it.</param>
/// <param name="Name">The name that the training gave it.</param>
/// <param name="Centroid">d coordinates.</param>
public sealed record ExportedSegment(int Id, string Name, float[] Centroid);
