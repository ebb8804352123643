namespace SegmentationService.Api.Charts;

/// <summary>The colours of segments in pictures, those of the light pages: by id, so that a segment keeps its own.</summary>
internal static class SegmentColors
{
    /// <summary>Okabe and Ito's palette and four more, as in wwwroot/js/charts.js.</summary>
    public static IReadOnlyList<string> Light { get; } = ["#44724a", "#0072b2", "#d55e00", "#009e73", "#aa4499", "#8a6d00", "#3b9ad6", "#7a4b2a", "#555555", "#882255"];

    /// <summary>The colour of a segment.</summary>
    /// <param name="id">At least 1.</param>
    public static string Of(int id) => Light[id % Light.Count];
}
