using System.Text;
using System.Text.RegularExpressions;

namespace SegmentationService.Api.Tests.Documents;

/// <summary>What a page shows as an answer: JSON, laid out for people, or any text; <c>...</c> stands for what is left out.</summary>
internal static partial class ShownAnswer
{
    private const string Value = """("(?:[^"\\]|\\.)*"|[-+0-9.eE]+|true|false|null)""";

    /// <summary>Properties that differ from run to run.</summary>
    private static readonly string[] Volatile = ["createdAt", "traceId"];

    /// <summary>Properties by which a renewed answer finds the items that it shows.</summary>
    private static readonly string[] Telling = ["id", "code", "column", "feature", "field", "type"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Whether the answer is as shown: every name and value, but for those that differ from run to run.</summary>
    public static bool IsMatch(string shown, string answer) => Match(shown, answer, Volatile.Contains).Success;

    /// <summary>The answer laid out as the shown one is, and with the same left out.</summary>
    /// <returns>Null when it has another shape, so that people must choose anew.</returns>
    public static string? Renew(string shown, string answer)
    {
        if (!shown.Contains("...", StringComparison.Ordinal)) return answer.TrimEnd();
        if (Match(shown, answer, key => !Telling.Contains(key)) is not { Success: true } match) return null;

        var (renewed, last, group) = (new StringBuilder(), 0, 1);
        foreach (var (token, isFree) in Tokens(shown, key => !Telling.Contains(key)).Where(token => token.IsFree))
        {
            renewed.Append(shown, last, token.Index - last).Append(match.Groups[group++].Value);
            last = token.Index + token.Length;
        }

        return renewed.Append(shown, last, shown.Length - last).ToString();
    }

    private static Match Match(string shown, string answer, Func<string, bool> isFree)
    {
        var pattern = shown[0] is '{' or '['
            ? string.Concat(Tokens(shown, isFree).Select(token => token.Token.Value == "..." ? ".*?" : token.IsFree ? Value : Regex.Escape(token.Token.Value)))
            : Regex.Escape(shown.TrimEnd()).Replace(@"\.\.\.", ".*?", StringComparison.Ordinal);
        return Regex.Match(answer.TrimEnd(), $@"\A{pattern}\z", RegexOptions.Singleline, Patience);
    }

    /// <summary>The parts of a shown JSON text, blanks between them left out.</summary>
    private static IEnumerable<(Match Token, bool IsFree)> Tokens(string shown, Func<string, bool> isFree)
    {
        var key = "";
        foreach (var token in Token().Matches(shown).Where(token => !string.IsNullOrWhiteSpace(token.Value)))
        {
            var isValue = char.IsAsciiLetterOrDigit(token.Value[0]) || token.Value[0] is '-' or '"';
            if (token.Groups["key"].Success) key = token.Groups["key"].Value;
            yield return (token, isValue && !token.Groups["key"].Success && isFree(key));
        }
    }

    [GeneratedRegex("""
        \s+|\.\.\.|"(?<key>(?:[^"\\]|\\.)*)"(?=\s*:)|"(?:[^"\\]|\\.)*"|[-+0-9][-+0-9.eE]*|[a-z]+|.
        """)]
    private static partial Regex Token();
}
