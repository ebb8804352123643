namespace SegmentationService.Core.Data;

/// <summary>A cell worth telling about: where it stands and what it says.</summary>
/// <param name="Line">1-based line or item.</param>
/// <param name="Text">The cell, shortened to <see cref="Excerpt.UsualLength"/> characters.</param>
public sealed record CellReference(long Line, string Text)
{
    /// <summary>A reference to a cell.</summary>
    /// <param name="cell">UTF-8.</param>
    /// <param name="line">Its 1-based line or item.</param>
    public static CellReference Of(ReadOnlySpan<byte> cell, long line) => new(line, Excerpt.Of(cell));
}
