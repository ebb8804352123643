namespace SegmentationService.Core.Segmentation;

/// <summary>A name, and what it says.</summary>
/// <param name="Text">The name.</param>
/// <param name="Phrases">What it says; null where that is not known, as of a name that a person gave.</param>
internal sealed record SegmentName(string Text, IReadOnlyList<NamePhrase>? Phrases);
