using System.Text.RegularExpressions;

namespace SegmentationService.Core.Segmentation;

/// <summary>Makes labels of the names of columns, or of values: blanks for underscores, and not longer than a name of a segment can bear. Different names keep different labels.</summary>
internal static partial class ShortLabels
{
    /// <summary>The longest label, but for the marks of what is left out.</summary>
    private const int Longest = 24;

    private const string LeftOut = "…";

    /// <summary>A label for each name, in their order, unique without regard to case. O(n^2) for n names that have to be cut, O(n) for others.</summary>
    /// <param name="names">Different names.</param>
    public static string[] Of(IReadOnlyList<string> names)
    {
        var plain = names.Select(Plain).ToArray();
        var labels = new string?[names.Count];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < labels.Length; i++)
            if (plain[i].Length is > 0 and <= Longest && taken.Add(plain[i])) labels[i] = plain[i];

        int[] open = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] is null)];
        Take(i => Cut(plain[i], 0));
        Take(i => Cut(plain[i], open.Where(other => other != i).Select(other => Common(plain[i], plain[other])).DefaultIfEmpty().Max()));
        foreach (var i in open)
            for (var number = i + 1; labels[i] is null; number++)
                if ($"{Cut(plain[i], 0)} no. {number}".TrimStart() is var label && taken.Add(label)) labels[i] = label;
        return labels!;

        // A label that would do for several names tells none of them from the others.
        void Take(Func<int, string> cut)
        {
            foreach (var same in open.Where(i => labels[i] is null).Select(i => (Place: i, Label: cut(i))).GroupBy(made => made.Label, StringComparer.OrdinalIgnoreCase).ToArray())
                if (same.Count() == 1 && same.Key.Length > 0 && taken.Add(same.Key)) labels[same.Single().Place] = same.Key;
        }
    }

    private static string Plain(string name) => Blanks().Replace(name, " ").Trim() is { Length: > 0 } plain ? plain : name.Trim();

    /// <summary>As many whole words from a place on as fit; a word that does not fit alone is cut.</summary>
    private static string Cut(string text, int start)
    {
        var rest = text[start..];
        if (rest.Length <= Longest) return start > 0 ? LeftOut + rest : rest;
        var end = rest.LastIndexOf(' ', Longest);
        if (end <= 0) end = char.IsHighSurrogate(rest[Longest - 1]) ? Longest - 1 : Longest;
        return (start > 0 ? LeftOut : "") + rest[..end] + LeftOut;
    }

    /// <summary>Where the first word begins in which two texts differ.</summary>
    private static int Common(string text, string other)
    {
        var same = 0;
        while (same < text.Length && same < other.Length && char.ToUpperInvariant(text[same]) == char.ToUpperInvariant(other[same])) same++;
        return same == 0 ? 0 : text.LastIndexOf(' ', Math.Min(same, text.Length) - 1) + 1;
    }

    [GeneratedRegex(@"[_\s]+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
