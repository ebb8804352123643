using System.Text;
using SegmentationService.Api.Http;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Sources.Postgres;

/// <summary>The name of a table, or a column, as a request gives it: looked up in the catalog, and never a piece of SQL but in quotes.</summary>
/// <param name="Schema">The schema; null where the search path of the role says which.</param>
/// <param name="Table">The table.</param>
internal sealed record TableName(string? Schema, string Table)
{
    /// <summary>The name of a table as a request gives it.</summary>
    /// <exception cref="SourceException">It is none.</exception>
    public static TableName Find(string text) => Of(text) ?? throw new SourceException(
        SourceDefect.NotAllowed, $"source.table is '{Excerpt.Of(text)}'; it is the name of a table or view, such as 'public.customers', each part in double quotes where it has a dot.");

    /// <summary>Reads a name: one or two parts divided by a dot, each as the catalog has it, or in double quotes, which are doubled within.</summary>
    /// <param name="text">Such as <c>public.customers</c>, or <c>"odd.schema"."Table"</c>.</param>
    /// <returns>Null where it is none.</returns>
    public static TableName? Of(string text)
    {
        List<string> parts = [];
        for (var at = 0; ;)
        {
            if (Part(text, ref at) is not { Length: > 0 } part || part.Contains('\0', StringComparison.Ordinal)) return null;
            parts.Add(part);
            if (at == text.Length) break;
            if (text[at++] != '.') return null;
        }

        return parts.Count switch
        {
            1 => new TableName(null, parts[0]),
            2 => new TableName(parts[0], parts[1]),
            _ => null,
        };
    }

    /// <summary>A name as an identifier of SQL, whatever is in it.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string? Part(string text, ref int at)
    {
        if (at == text.Length) return null;
        if (text[at] != '"')
        {
            var end = text.IndexOf('.', at);
            var plain = text[at..(end < 0 ? text.Length : end)];
            at += plain.Length;
            return plain.Contains('"', StringComparison.Ordinal) ? null : plain;
        }

        var part = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"') part.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == '"') part.Append(text[at++]);
            else
            {
                at++;
                return part.ToString();
            }
        }

        return null;
    }
}
