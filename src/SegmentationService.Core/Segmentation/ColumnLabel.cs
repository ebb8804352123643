using System.Text;
using System.Text.RegularExpressions;

namespace SegmentationService.Core.Segmentation;

/// <summary>Makes words of the name of a column: in small letters, camel case taken apart, without what stands in brackets, such as a unit.</summary>
public static partial class ColumnLabel
{
    /// <summary>The words of a name; the name itself where nothing of it is left.</summary>
    /// <param name="name">The name of a column.</param>
    public static string Of(string name) => Of(name, keepsBrackets: false);

    /// <summary>The words of a name, with what stands in brackets where that tells it from another one.</summary>
    internal static string Of(string name, bool keepsBrackets)
    {
        var text = keepsBrackets ? Marks().Replace(name, " ") : Brackets().Replace(name, " ");
        var words = WithPlainBlanks(Split(text)).ToLowerInvariant();
        if (words.Length > 0) return words;
        return WithPlainBlanks(name).ToLowerInvariant() is { Length: > 0 } all ? all : name.Trim();
    }

    /// <summary>A text with one blank for each run of blanks and low lines, and for a point between letters.</summary>
    internal static string WithPlainBlanks(string text) => Blanks().Replace(text, " ").Trim();

    /// <summary>Puts a blank where a capital letter begins a word: <c>TotalCharges</c>, <c>CRMScore</c>.</summary>
    private static string Split(string text)
    {
        var words = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i > 0 && char.IsUpper(text[i]) && (char.IsLower(text[i - 1]) || char.IsDigit(text[i - 1]) || (char.IsUpper(text[i - 1]) && i + 1 < text.Length && char.IsLower(text[i + 1])))) words.Append(' ');
            words.Append(text[i]);
        }

        return words.ToString();
    }

    [GeneratedRegex(@"[_\s]+|(?<=\p{L})\.(?=\p{L})", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\([^()]*\)|\[[^\[\]]*\]", RegexOptions.CultureInvariant)]
    private static partial Regex Brackets();

    [GeneratedRegex(@"[()\[\]]", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();
}
