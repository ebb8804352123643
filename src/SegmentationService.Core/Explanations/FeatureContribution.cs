namespace SegmentationService.Core.Explanations;

/// <summary>What one feature says for the segment of a customer and against its rival.</summary>
/// <param name="Feature">The name of the feature; of an encoded column that of the column, whose values are summed.</param>
/// <param name="Inputs">The names of the columns that it is made of.</param>
/// <param name="Contribution">Its part of ln(w_a / w_b): above 0 it speaks for the segment, below 0 for the rival.</param>
/// <param name="IsImputed">Whether the customer lacks one of the columns, so that a median spoke (or, of an encoded column, none of its values).</param>
/// <param name="IsClipped">Whether the value lies beyond a fence, so that the fence spoke.</param>
public readonly record struct FeatureContribution(string Feature, IReadOnlyList<string> Inputs, double Contribution, bool IsImputed, bool IsClipped);
