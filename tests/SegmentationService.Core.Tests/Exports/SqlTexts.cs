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

    /// <summary>A query of BigQuery or Snowflake with the quotes, types and words of DuckDB, which computes the same.</summary>
    /// <param name="query">The query.</param>
    /// <param name="quote">What names stand between.</param>
    public static byte[] InDuckDb(byte[] query, char quote)
    {
        var (text, said) = (Encoding.UTF8.GetString(query), new StringBuilder());
        for (var i = 0; i < text.Length; i++)
        {
            var closing = text[i];
            if (closing != quote && closing != '\'')
            {
                said.Append(closing);
                continue;
            }

            var inner = new StringBuilder();
            for (i++; text[i] != closing || (i + 1 < text.Length && text[i + 1] == closing); i++)
            {
                if ((text[i] == '\\' && (closing == '\'' || quote == '`')) || text[i] == closing) i++;
                inner.Append(text[i]);
            }

            var own = closing == quote ? "\"" : "'";
            said.Append(own).Append(inner.Replace(own, own + own)).Append(own);
        }

        // Words that stand in no quotes; only those of BigQuery are there.
        return Encoding.UTF8.GetBytes(said.ToString()
            .Replace(" FLOAT64", " DOUBLE", StringComparison.Ordinal)
            .Replace(" STRING", " VARCHAR", StringComparison.Ordinal)
            .Replace("* EXCEPT ", "* EXCLUDE ", StringComparison.Ordinal)
            .Replace(", MICROSECOND)", ", 'microsecond')", StringComparison.Ordinal)
            .Replace("DATETIME '", "TIMESTAMP '", StringComparison.Ordinal)
            .Replace("AS DATETIME)", "AS TIMESTAMP)", StringComparison.Ordinal));
    }

    /// <summary>How often a word stands in a text.</summary>
    public static int CountOf(string text, string word) => System.Text.RegularExpressions.Regex.Count(text, $@"\b{word}\b");
}
