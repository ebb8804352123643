using System.Text.RegularExpressions;

namespace SegmentationService.Core.Segmentation;

/// <summary>The name of a flag as part of a sentence: <c>has_car</c> is something that customers have, <c>is_active</c> something that they are.</summary>
/// <param name="IsBeing">Whether it is what customers are; else it is what they have.</param>
/// <param name="Rest">The name without the words that only say that it is a flag.</param>
internal readonly partial record struct FlagName(bool IsBeing, string Rest)
{
    /// <summary>Takes a name apart.</summary>
    /// <param name="name">The name of a column.</param>
    public static FlagName Of(string name)
    {
        var rest = End().Replace(name, "");
        var match = Start().Match(rest);
        return match.Success ? new FlagName(match.Value.TrimStart()[0] is 'i' or 'I', rest[match.Length..]) : new FlagName(false, rest);
    }

    /// <summary>A verb at the beginning, which ends where a separator or a capital begins the next word.</summary>
    [GeneratedRegex(@"^\s*(?:(?:has|have|is|HAS|HAVE|IS|Has|Have|Is)[_\s-]+|(?:has|is|Has|Is)(?=\p{Lu}))(?=.)", RegexOptions.CultureInvariant)]
    private static partial Regex Start();

    /// <summary>A word at the end that says that it is a flag.</summary>
    [GeneratedRegex(@"(?<=.)(?:[_\s-]+(?i:flag|yn|ind|indicator|bool)|Flag)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex End();
}
