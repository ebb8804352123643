using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>The columns in which what two models read of a customer differs: those that only one reads, and those that one reads as another kind of value than the other. A name counts as the same but for case, blanks and other marks, as it does in predictions.</summary>
/// <param name="Missing">The names of those that only the first one reads.</param>
/// <param name="Added">The names of those that only the second one reads.</param>
/// <param name="Changed">The names of those that both read, one as numbers, dates or text and the other as something else.</param>
public sealed record InputDifferences(IReadOnlyList<string> Missing, IReadOnlyList<string> Added, IReadOnlyList<string> Changed)
{
    /// <summary>As many columns of each kind are named at most.</summary>
    private const int MostNamed = 8;

    private enum Kind
    {
        Number,
        Text,
        Date,
    }

    /// <summary>Whether whoever sends customers to the one can send them to the other.</summary>
    public bool IsNone => Missing.Count == 0 && Added.Count == 0 && Changed.Count == 0;

    /// <summary>Compares two sets. O(inputs).</summary>
    /// <param name="first">The one.</param>
    /// <param name="second">The other.</param>
    public static InputDifferences Between(FeatureSet first, FeatureSet second)
    {
        var (kinds, others) = (KindsOf(first), KindsOf(second));
        return new InputDifferences(
            Named(first, name => !others.ContainsKey(name)),
            Named(second, name => !kinds.ContainsKey(name)),
            Named(second, name => kinds.TryGetValue(name, out var kind) && kind != others[name]));

        static Dictionary<string, Kind> KindsOf(FeatureSet set)
        {
            var kinds = new Dictionary<string, Kind>(StringComparer.Ordinal);
            foreach (var input in set.Inputs) kinds.TryAdd(Key(input.Name), input.Values is not null ? Kind.Text : input.Days is not null ? Kind.Date : Kind.Number);
            return kinds;
        }

        static string[] Named(FeatureSet set, Predicate<string> isMeant) => [.. set.Inputs.Select(input => input.Name).Where(name => isMeant(Key(name)))];

        // A name of marks alone has no letters to be known by.
        static string Key(string name) => ColumnName.Normalize(name) is { Length: > 0 } letters ? letters : name;
    }

    /// <summary>Which columns differ, in words; empty where none does.</summary>
    public string InWords()
    {
        return string.Join(", ", [.. Part("it does without", Missing), .. Part("it needs", Added), .. Part("it takes for another kind of value", Changed)]);

        static IEnumerable<string> Part(string words, IReadOnlyList<string> names)
        {
            if (names.Count > 0) yield return $"{words} {Excerpt.Listed(names, MostNamed)}";
        }
    }
}
