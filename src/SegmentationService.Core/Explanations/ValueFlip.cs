namespace SegmentationService.Core.Explanations;

/// <summary>A value of a column with which a customer is in another segment.</summary>
/// <param name="Value">In the units of the column; of an encoded column the index of the value.</param>
/// <param name="Segment">That segment, 0-based.</param>
public readonly record struct ValueFlip(double Value, int Segment);
