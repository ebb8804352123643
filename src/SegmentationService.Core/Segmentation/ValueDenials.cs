using System.Text.RegularExpressions;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>
/// Finds the values of encoded columns that mean that the column does not apply: they begin with <c>no</c> or <c>without</c>, and what follows is the name of a column, or several columns
/// have the value for the same customers. All columns with one such value have one trait.
/// </summary>
internal static partial class ValueDenials
{
    /// <summary>For each feature what its value denies; null where it denies nothing that is known. O(d v) for d features, v of them such values, and their correlations.</summary>
    /// <param name="features">The features.</param>
    /// <param name="correlations">Which of them say the same.</param>
    public static ValueDenial?[] Of(IReadOnlyList<FeatureInSegments> features, FeatureCorrelations correlations)
    {
        string?[] denied = [.. features.Select(feature => feature.Feature.Value is { } value && Denial().Match(value) is { Success: true } match ? WordsOf(match.Groups[1].Value) : null)];
        int[] places = [.. Enumerable.Range(0, denied.Length).Where(f => denied[f] is not null)];
        var denials = new ValueDenial?[denied.Length];
        foreach (var f in places)
        {
            var words = denied[f]!;
            var column = Enumerable.Range(0, denied.Length).FirstOrDefault(other => SaysWhetherThereIs(features[other], words) && correlations.AreAlike(f, other), -1);
            var same = places.Where(other => other != f && denied[other] == words && correlations.AreAlike(f, other)).ToArray();
            if (column >= 0) denials[f] = new ValueDenial(features[column].ColumnName, IsRepeated: true);
            else if (same.Length > 0) denials[f] = new ValueDenial(words, IsRepeated: same[0] < f);
            else if (WordsOf(features[f].Feature.Source) == words) denials[f] = new ValueDenial(features[f].ColumnName, IsRepeated: false);
        }

        return denials;
    }

    /// <summary>Whether a feature says by itself whether customers have something: a flag of that name, or the value no of such a column.</summary>
    private static bool SaysWhetherThereIs(FeatureInSegments feature, string words) =>
        (feature.IsFlag || FlagWords.AnswerOf(feature.Feature.Value) == Answer.No) && WordsOf(feature.Feature.Source) == words;

    private static string WordsOf(string name) => ColumnLabels.WordsOf(name, keepsBrackets: false);

    [GeneratedRegex(@"^\s*(?:no|without)\s+(\p{L}[\p{L}\p{M}\s_-]*)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Denial();
}
