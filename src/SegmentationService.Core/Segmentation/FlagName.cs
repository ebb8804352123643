using System.Text.RegularExpressions;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>
/// The name of a flag as part of a sentence: <c>has_car</c> is something that customers have, <c>is_active</c> something that they are, and <c>opted_out</c> something
/// that they have done.
/// </summary>
/// <param name="Verb">What stands before it in a sentence about customers.</param>
/// <param name="IsState">Whether customers are it, or have done it; else they have it.</param>
/// <param name="Rest">The name without the words that only say that it is a flag.</param>
/// <param name="IsPerson">Whether it is a word for customers, such as <c>senior citizen</c>, so that there are many of them.</param>
internal readonly partial record struct FlagName(string Verb, bool IsState, string Rest, bool IsPerson = false)
{
    private static readonly HashSet<string> People =
        [.. "citizen senior member subscriber student parent owner user pensioner smoker homeowner tenant employee veteran customer guest vip".Split(' ')];

    /// <summary>Takes a name apart.</summary>
    /// <param name="name">The name of a column.</param>
    public static FlagName Of(string name)
    {
        var rest = End().Replace(name, "");
        var verb = Start().Match(rest);
        rest = rest[verb.Length..];
        if (verb.Success && verb.Value.TrimStart()[0] is not ('i' or 'I')) return new FlagName("have", Participle().IsMatch(rest), rest);
        if (People.Contains(NameWords.Of(rest).Last)) return new FlagName("are", true, rest, IsPerson: true);
        return verb.Success || Adjective().IsMatch(rest) ? new FlagName("are", true, rest) : new FlagName("have", Participle().IsMatch(rest), rest);
    }

    /// <summary>A verb at the beginning, which ends where a separator or a capital begins the next word.</summary>
    [GeneratedRegex(@"^\s*(?:(?i:has|have|is)[_\s-]+|(?:has|is|Has|Is)(?=\p{Lu}))(?=.)", RegexOptions.CultureInvariant)]
    private static partial Regex Start();

    /// <summary>A word at the end that says that it is a flag.</summary>
    [GeneratedRegex(@"(?<=.)(?:[_\s-]+(?i:flag|yn|ind|indicator|bool)|Flag)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex End();

    /// <summary>A first word that says what customers have done; it ends where a separator or a capital begins the next one, so <c>credit</c> is none.</summary>
    [GeneratedRegex(@"^\s*\p{L}{2,}(?i:ed)(?:[_\s-]|(?=\p{Lu})|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Participle();

    /// <summary>Words that customers are, alone.</summary>
    [GeneratedRegex(@"^\s*(?:active|inactive|male|female|single|loyal|online)\s*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Adjective();
}
