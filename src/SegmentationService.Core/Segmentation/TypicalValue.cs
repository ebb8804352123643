namespace SegmentationService.Core.Segmentation;

/// <summary>The value of a code, or of two, that a segment has more often than all customers.</summary>
/// <param name="Value">The value.</param>
/// <param name="Share">Its share among the customers of the segment with a value, 0 to 1.</param>
/// <param name="ShareOfAll">Its share among all customers with a value.</param>
internal readonly record struct TypicalValue(double Value, double Share, double ShareOfAll);
