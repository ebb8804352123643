using System.Text;

namespace SegmentationService.Core.Tests.Exports;

/// <summary>Looks at the text of a query as a database does: what stands between quotes, and what does not.</summary>
internal static class SqlTexts
{
    /// <summary>What stands outside of quotes and comments; fails where quotes are not closed.</summary>
    /// <param name="text">The query.</param>
    /// <param name="quote">What names stand between.</param>
    /// <param name="hasBackslashes">Whether a backslash takes the meaning from the sign behind it.</param>
    public static string WithoutQuoted(string text, char quote, bool hasBackslashes)
    {
        var bare = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text.AsSpan(i).StartsWith("--"))
            {
                i = text.IndexOf('\n', i);
                continue;
            }

            if (text[i] != quote && text[i] != '\'')
            {
                bare.Append(text[i]);
                continue;
            }

            var closing = text[i];
            for (i++; text[i] != closing; i++)
                if (hasBackslashes && text[i] == '\\') i++;
        }

        return bare.ToString();
    }

    /// <summary>The query for a database that takes backslashes as they are.</summary>
    public static byte[] WithPlainBackslashes(byte[] query) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(query).Replace("\\\\", "\\", StringComparison.Ordinal));

    /// <summary>How often a word stands in a text.</summary>
    public static int CountOf(string text, string word) => System.Text.RegularExpressions.Regex.Count(text, $@"\b{word}\b");
}
