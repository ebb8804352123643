namespace SegmentationService.Core.Exports;

/// <summary>How one coordinate of a customer is made.</summary>
/// <param name="Feature">The name of the feature.</param>
/// <param name="Step">What is computed in doubles; the coordinate is what comes out, rounded to a float.</param>
public sealed record ExportedCoordinate(string Feature, PreparationStep Step);
