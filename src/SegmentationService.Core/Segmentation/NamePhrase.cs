namespace SegmentationService.Core.Segmentation;

/// <summary>What one part of a name says.</summary>
/// <param name="Feature">The name of the feature that it is about; null for an archetype, and where nothing sets the segment apart.</param>
/// <param name="Direction">Where the segment lies in the feature (<c>high</c>, <c>low</c>, <c>highest</c>, <c>lowest</c>, <c>medium</c>, <c>unknown</c>) or a number that is typical of it; without a feature the word itself.</param>
public sealed record NamePhrase(string? Feature, string Direction);
