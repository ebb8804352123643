using System.Globalization;

namespace SegmentationService.Api.Http;

/// <summary>A part of a list of rows.</summary>
/// <param name="Start">How many rows stand before it.</param>
/// <param name="Count">How many rows it has.</param>
/// <param name="Length">How many rows the list has.</param>
internal readonly record struct RowRange(int Start, int Count, int Length)
{
    /// <summary>Whether it is the whole list.</summary>
    public bool IsAll => Count == Length;

    /// <summary>Where the page after this one begins, for <c>after</c>; null when nothing follows.</summary>
    public string? Next => Start + Count < Length ? (Start + Count).ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>Whether a row is in it.</summary>
    /// <param name="row">Its place in the list, 0-based.</param>
    public bool Has(int row) => row >= Start && row - Start < Count;
}
