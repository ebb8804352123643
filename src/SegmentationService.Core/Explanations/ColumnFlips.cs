using SegmentationService.Core.Features;

namespace SegmentationService.Core.Explanations;

/// <summary>Which values of one column, all others as they are, put a customer into another segment.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">The value of the customer in the units of the column, the median where it has none; of an encoded column its index, or <see cref="CategoryValues.Unknown"/> where it has none of the values.</param>
/// <param name="IsImputed">Whether the customer has no value.</param>
/// <param name="Below">The nearest such value below; null where no value changes the segment, or the column is encoded.</param>
/// <param name="Above">The nearest such value above; null likewise.</param>
/// <param name="Others">The other values of an encoded column that change the segment, in their order; null for a column of numbers.</param>
public sealed record ColumnFlips(InputColumn Column, double Value, bool IsImputed, ValueFlip? Below, ValueFlip? Above, IReadOnlyList<ValueFlip>? Others);
