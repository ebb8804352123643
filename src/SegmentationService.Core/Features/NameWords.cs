using System.Text;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>
/// The words of the name of a column, without case and accents: <c>Customer ID</c>, <c>customerId</c> and <c>customer_id</c> are <c>customer</c> and <c>id</c>.
/// A word ends only where a name shows it, so <c>paid</c> and <c>grid</c> hold no <c>id</c>. What stands in brackets, such as a unit, is no word of the name.
/// </summary>
internal sealed class NameWords
{
    private NameWords(IReadOnlyList<string> words)
    {
        Words = words;
        Joined = string.Concat(words);
        Last = words.LastOrDefault(word => !char.IsAsciiDigit(word[0])) ?? "";
    }

    /// <summary>The words in their order; a run of digits is one of its own.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The words without anything between them.</summary>
    public string Joined { get; }

    /// <summary>The first word; empty where there is none.</summary>
    public string First => Words.Count == 0 ? "" : Words[0];

    /// <summary>The last word that is no number; empty where there is none.</summary>
    public string Last { get; }

    /// <summary>The words of a name. O(length).</summary>
    /// <param name="name">The name of a column.</param>
    public static NameWords Of(string name)
    {
        var words = Split(WithoutBrackets(name));
        return new NameWords(words.Count > 0 ? words : Split(name));
    }

    /// <summary>Whether one of the words is in a set.</summary>
    public bool Has(IReadOnlySet<string> set) => Words.Any(set.Contains);

    /// <summary>Whether a word follows another one.</summary>
    public bool HasPair(string first, string second)
    {
        for (var i = 1; i < Words.Count; i++)
            if (Words[i - 1] == first && Words[i] == second) return true;
        return false;
    }

    private static string WithoutBrackets(string name)
    {
        var text = new StringBuilder(name.Length);
        var depth = 0;
        foreach (var c in name)
        {
            if (c is '(' or '[') depth++;
            if (depth == 0) text.Append(c);
            if (c is ')' or ']' && depth > 0 && --depth == 0) text.Append(' ');
        }

        return text.ToString();
    }

    private static List<string> Split(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var text = LatinText.WithoutAccents(name);
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsLetterOrDigit(text[i]) || (word.Length > 0 && Begins(text, i))) End();
            if (char.IsLetterOrDigit(text[i])) word.Append(char.ToLowerInvariant(text[i]));
        }

        End();
        return words;

        void End()
        {
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }
    }

    /// <summary>Whether a word begins within letters and digits: <c>customerId</c>, <c>IDNumber</c>, <c>last4</c>.</summary>
    private static bool Begins(string text, int i)
    {
        var (before, here) = (text[i - 1], text[i]);
        if (char.IsDigit(before) != char.IsDigit(here)) return true;
        return char.IsUpper(here) && (char.IsLower(before) || (i + 1 < text.Length && char.IsLower(text[i + 1])));
    }
}
