using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Models;

/// <summary>What may be done with the customers of a segment: a suggestion by their behaviour, which knows nothing of the business.</summary>
/// <param name="Code"><c>protect</c>, <c>second_purchase</c>, <c>upsell</c>, <c>grow</c>, <c>win_back</c>, <c>remind</c>, <c>reawaken</c> or <c>let_rest</c>.</param>
/// <param name="Title">The same for people.</param>
/// <param name="Text">One or two sentences.</param>
internal sealed record PlayResponse(string Code, string Title, string Text)
{
    public static PlayResponse? Of(SegmentProfile profile) => Plays.Of(profile) is { } play ? new(play.Code, play.Title, play.Text) : null;
}
