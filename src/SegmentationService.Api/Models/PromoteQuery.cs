using SegmentationService.Api.Http;

namespace SegmentationService.Api.Models;

/// <summary>The query parameter that says whether a new version serves from now on.</summary>
internal static class PromoteQuery
{
    private const string Auto = "auto";

    /// <summary>The parameter.</summary>
    public static QueryParameter Parameter { get; } = new(
        "promote",
        ParameterKind.Text,
        "Whether the new version becomes the champion, the one that serves. auto: if the model is new, or the version takes the same fields as the champion, so that no application is refused; else it waits, and the notice not_promoted says how they differ.",
        Auto)
    {
        Choices = [Auto, "true", "false"],
    };

    /// <summary>What was asked for; null for auto.</summary>
    /// <param name="query">The query.</param>
    public static bool? Parse(QueryReader query) => query.Text(Parameter.Name) is { } text && bool.TryParse(text, out var promote) ? promote : null;
}
