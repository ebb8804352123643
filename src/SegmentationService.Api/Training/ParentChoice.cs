using SegmentationService.Api.Http;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Training;

/// <summary>Which version a training takes the ids and names of segments from: by default the champion, if it has the features of the table.</summary>
/// <param name="Version">The number of a version; null where none is named.</param>
/// <param name="IsNone">Whether the segments begin anew.</param>
internal readonly record struct ParentChoice(int? Version, bool IsNone)
{
    private const string None = "none";

    /// <summary>The query parameter.</summary>
    public static QueryParameter Parameter { get; } = new(
        "parent",
        ParameterKind.Text,
        "The version of the model whose segments keep their ids and names where they are found again: its number, or none for a fresh start. Default: the champion at the start of the training, if its features are those of the table.");

    /// <summary>Reads the parameter.</summary>
    /// <exception cref="InvalidParameterException">It is neither a number nor none.</exception>
    public static ParentChoice Parse(QueryReader reader)
    {
        if (reader.Text(Parameter.Name) is not { } text) return default;
        if (text.Equals(None, StringComparison.OrdinalIgnoreCase)) return new ParentChoice(null, IsNone: true);
        return VersionNumber.TryParse(text, out var version)
            ? new ParentChoice(version, IsNone: false)
            : throw new InvalidParameterException(Parameter.Name, $"{Parameter.Name} is '{Core.Data.Excerpt.Of(text)}'; allowed is the number of a version, and {None}.");
    }
}
