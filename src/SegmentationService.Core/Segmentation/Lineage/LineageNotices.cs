using System.Globalization;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation.Lineage;

/// <summary>Says why a model does not take ids and names from the one that could have been its parent, and which of the names that people gave it does not take.</summary>
public static class LineageNotices
{
    /// <summary>As many features are named at most.</summary>
    private const int MostNamed = 8;

    /// <summary>The customers have other features.</summary>
    /// <param name="version">The number of the version that could have been the parent.</param>
    /// <param name="differences">The features in which they differ from it.</param>
    public static Notice OtherFeatures(int version, FeatureDifferences differences) =>
        new("other_features", null, $"Segments have ids and names of their own and not those of version {version}, whose features are others: {InWords(differences)}.");

    /// <summary>A name that a person gave is the name of no segment any more.</summary>
    /// <param name="version">The number of the parent.</param>
    /// <param name="id">The id of its segment.</param>
    /// <param name="name">The name of that.</param>
    /// <param name="parts">Which segments most of its customers are in now, and which share of them, 0 to 1; none where the new table has no such customers.</param>
    internal static Notice NameLost(int version, int id, string name, IReadOnlyList<(int Id, string Name, double Share)> parts)
    {
        var lost = string.Create(CultureInfo.InvariantCulture, $"No segment is so much like segment {id} of version {version} that it keeps the name that this was given, '{Excerpt.Of(name)}': ");
        if (parts.Count == 0) return new Notice("given_name_lost", null, lost + "no customer would be in it.");
        var now = parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"segment {part.Id} ('{Excerpt.Of(part.Name)}', {100 * part.Share:0.#} % of them)"));
        return new Notice("given_name_lost", null, $"{lost}its customers are now in {string.Join(", ", now)}. Where one of these is still meant by the name, give it again.");
    }

    /// <summary>Which features are missing, and which are added.</summary>
    internal static string InWords(FeatureDifferences differences)
    {
        string[] parts = [.. Part("missing here", differences.Missing), .. Part("added here", differences.Added)];
        return string.Join(", ", parts);

        static IEnumerable<string> Part(string words, IReadOnlyList<string> names)
        {
            if (names.Count == 0) yield break;
            var named = string.Join(" and ", names.Take(MostNamed).Select(name => $"'{Excerpt.Of(name)}'"));
            yield return $"{words} {(names.Count == 1 ? "is" : "are")} {named}{(names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "")}";
        }
    }
}
