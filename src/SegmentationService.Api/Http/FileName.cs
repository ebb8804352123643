using Microsoft.Net.Http.Headers;

namespace SegmentationService.Api.Http;

/// <summary>The name of the file that a table came from, as its sender tells it: a text for people, which opens nothing and is no path.</summary>
internal static class FileName
{
    private const int Longest = 255;

    /// <summary>The query parameter. A form's file and the header Content-Disposition tell it, too.</summary>
    public static QueryParameter Parameter { get; } = new(
        "file", ParameterKind.Text, $"The name of the table's file, for people, up to {Longest} characters. Default: that of the form's file, or what the header Content-Disposition says.");

    /// <summary>The last part of a name, on one line.</summary>
    /// <param name="given">As it came, perhaps with the folders of somebody's machine; null where there is none.</param>
    /// <returns>Null where nothing is left of it.</returns>
    public static string? Of(string? given)
    {
        if (given is null) return null;
        var name = new string([.. given[(given.LastIndexOfAny(['/', '\\']) + 1)..].Where(c => !char.IsControl(c))]).Trim();
        if (name.Length > Longest) name = name[..(char.IsHighSurrogate(name[Longest - 1]) ? Longest - 1 : Longest)];
        return name.Length == 0 ? null : name;
    }

    /// <summary>The query of a request, with the name that its header Content-Disposition tells where the query has none.</summary>
    /// <param name="request">The request.</param>
    public static string Query(HttpRequest request)
    {
        var query = request.QueryString;
        if (!request.Query.ContainsKey(Parameter.Name)
            && ContentDispositionHeaderValue.TryParse(request.Headers.ContentDisposition.ToString(), out var disposition)
            && Of(disposition.FileNameStar.HasValue ? disposition.FileNameStar.Value : HeaderUtilities.RemoveQuotes(disposition.FileName).Value) is { } name)
            query = query.Add(Parameter.Name, name);
        return query.Value ?? "";
    }
}
