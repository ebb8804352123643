namespace SegmentationService.Core.Exports;

/// <summary>What a golden customer has in a column.</summary>
/// <param name="Number">The number, or the days; NaN where there is none, and in a column of texts.</param>
/// <param name="Text">The text; null where there is none, and in every other column.</param>
public readonly record struct GoldenCell(double Number, string? Text)
{
    /// <summary>Whether the customer has no value in the column.</summary>
    public bool IsMissing => double.IsNaN(Number) && Text is null;
}
