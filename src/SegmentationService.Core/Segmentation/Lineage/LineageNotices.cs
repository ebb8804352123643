using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation.Lineage;

/// <summary>Says why a model does not take ids and names from the one that could have been its parent.</summary>
public static class LineageNotices
{
    /// <summary>As many features are named at most.</summary>
    private const int MostNamed = 8;

    /// <summary>The customers have other features.</summary>
    /// <param name="version">The number of the version that could have been the parent.</param>
    /// <param name="differences">The features in which they differ from it.</param>
    public static Notice OtherFeatures(int version, FeatureDifferences differences) =>
        new("other_features", null, $"Segments have ids and names of their own and not those of version {version}, whose features are others: {InWords(differences)}.");

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
