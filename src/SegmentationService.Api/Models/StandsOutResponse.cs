using System.Text.Json.Serialization;
using SegmentationService.Core.Segmentation.Profiles;

namespace SegmentationService.Api.Models;

/// <summary>A column in which a segment is not as all customers are: either a value and its share, or a median.</summary>
/// <param name="Column">The name of the column.</param>
/// <param name="Value">The value that it has more often, or more rarely; left out for a column of numbers.</param>
/// <param name="Share">The share of the segment's customers that have it, 0 to 1; left out for a column of numbers.</param>
/// <param name="Median">The median of the segment; left out for a value.</param>
/// <param name="OfAll">The same share, or median, of all customers.</param>
internal sealed record StandsOutResponse(
    string Column,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Value,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Share,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Median,
    double OfAll)
{
    public static StandsOutResponse Of(StandingOut found) =>
        new(found.Column, found.Value, found.Value is null ? null : found.OfSegment, found.Value is null ? found.OfSegment : null, found.OfAll);
}
