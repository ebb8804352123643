using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>
/// Makes labels of the names of columns, and of values of them: words in small letters, without what stands in brackets, and not longer than a name of a segment can bear.
/// Different names keep different labels.
/// </summary>
internal static class ShortLabels
{
    /// <summary>The longest label: the longest words before one, <c>mostly with</c>, leave it so much of a name.</summary>
    public const int Longest = SegmentNames.Longest - 12;

    private const string LeftOut = "…";

    /// <summary>Words that lead to another one: no label ends in them.</summary>
    private static readonly HashSet<string> LeadingWords = [.. "a an and at by for from how in of on or per the to with".Split(' ')];

    /// <summary>Words that a label can do without where it has others: they say how something is counted, and not what.</summary>
    private static readonly HashSet<string> CountingWords =
        [.. "total annual yearly monthly weekly daily average avg mean sum number num no count cnt of the score amount amt mnt value".Split(' ')];

    /// <summary>A label for each name, in their order, unique without regard to case. O(n^2) for n names that have to be cut, O(n) for others.</summary>
    /// <param name="names">Different names, each with the value of its column that is meant, whose letters are kept as they are; null where the column itself is.</param>
    /// <param name="given">The names that are labels already, and stay as they are where there is room for them; null for none.</param>
    public static string[] Of(IReadOnlyList<(string Name, string? Value)> names, IReadOnlySet<string>? given = null)
    {
        string[] plain = [.. names.Select(name => Plain(name, given, keepsBrackets: false))];
        foreach (var same in Enumerable.Range(0, plain.Length).GroupBy(i => plain[i], StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).ToArray())
            foreach (var i in same) plain[i] = Plain(names[i], given, keepsBrackets: true);
        var labels = new string?[names.Count];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < labels.Length; i++)
            if (plain[i].Length is > 0 and <= Longest && taken.Add(plain[i])) labels[i] = plain[i];

        int[] open = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] is null)];
        Take(i => Essence(plain[i]));
        Take(i => OwnValue(i) ?? "");
        Take(i => Cut(plain[i], 0, Longest));
        Take(i => Cut(plain[i], open.Where(other => other != i).Select(other => Common(plain[i], plain[other])).DefaultIfEmpty().Max(), Longest));
        foreach (var i in open)
            for (var number = i + 1; labels[i] is null; number++)
            {
                var end = $" no. {number}";
                if ((Cut(plain[i], 0, Longest - end.Length) + end).TrimStart() is var label && taken.Add(label)) labels[i] = label;
            }

        return labels!;

        // A value of letters that no other column has says more than the beginning of its column's name.
        string? OwnValue(int i) => names[i].Value is { } value && value.Any(char.IsLetter) && names.Count(other => string.Equals(other.Value, value, StringComparison.OrdinalIgnoreCase)) == 1
            ? ColumnLabels.WithPlainBlanks(value)
            : null;

        // A label that would do for several names tells none of them from the others.
        void Take(Func<int, string> cut)
        {
            foreach (var same in open.Where(i => labels[i] is null).Select(i => (Place: i, Label: cut(i))).GroupBy(made => made.Label, StringComparer.OrdinalIgnoreCase).ToArray())
                if (same.Count() == 1 && same.Key.Length is > 0 and <= Longest && taken.Add(same.Key)) labels[same.Single().Place] = same.Key;
        }
    }

    /// <summary>What the labels can be shortened to where a name has no room for them: the words that say what is counted. A label that has no others, or would be like another, stays.</summary>
    /// <param name="labels">Different labels.</param>
    public static string[] Essences(IReadOnlyList<string> labels)
    {
        string[] essences = [.. labels.Select(Essence)];
        var taken = labels.Concat(essences.Where((essence, i) => essence != labels[i])).CountBy(label => label, StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);
        return [.. essences.Select((essence, i) => taken[essence] > 1 ? labels[i] : essence)];
    }

    private static string Essence(string label) =>
        label.Split(' ').Where(word => !CountingWords.Contains(word)).ToArray() is { Length: > 0 } words ? string.Join(' ', words) : label;

    private static string Plain((string Name, string? Value) name, IReadOnlySet<string>? given, bool keepsBrackets)
    {
        var label = given?.Contains(name.Name) == true ? name.Name : ColumnLabels.WordsOf(name.Name, keepsBrackets);
        return name.Value is null ? label : $"{label} {ColumnLabels.WithPlainBlanks(name.Value)}".Trim();
    }

    /// <summary>As many whole words from a place on as fit; a word that does not fit alone is cut.</summary>
    private static string Cut(string text, int start, int longest)
    {
        var rest = text[start..];
        var before = start > 0 ? LeftOut : "";
        if (before.Length + rest.Length <= longest) return before + rest;
        var room = longest - before.Length - LeftOut.Length;
        var end = rest.LastIndexOf(' ', room);
        if (end <= 0) end = char.IsHighSurrogate(rest[room - 1]) ? room - 1 : room;
        var words = rest[..end];
        while (words.LastIndexOf(' ') is > 0 and var last && LeadingWords.Contains(words[(last + 1)..])) words = words[..last];
        return before + words + LeftOut;
    }

    /// <summary>Where the first word begins in which two texts differ.</summary>
    private static int Common(string text, string other)
    {
        var same = 0;
        while (same < text.Length && same < other.Length && char.ToUpperInvariant(text[same]) == char.ToUpperInvariant(other[same])) same++;
        return same == 0 ? 0 : text.LastIndexOf(' ', Math.Min(same, text.Length) - 1) + 1;
    }
}
