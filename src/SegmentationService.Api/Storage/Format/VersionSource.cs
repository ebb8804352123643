using System.Text.Json.Serialization;

namespace SegmentationService.Api.Storage.Format;

/// <summary>What a version was trained on, and how it was asked for.</summary>
/// <param name="File">The name of the table's file, as its sender told it: a text, and no path; null where nobody did.</param>
/// <param name="Table">The id of the kept table that it was trained on, which may be kept no longer; null where the request had the table.</param>
/// <param name="Parameters">The parameters that were given, by their names, as they were written.</param>
internal sealed record VersionSource(string? File, string? Table, IReadOnlyDictionary<string, string> Parameters)
{
    private const string SheetParameter = "sheet";
    private const string SkipLinesParameter = "skipLines";

    /// <summary>The sheet of a workbook that was read; null for the first with a table.</summary>
    [JsonIgnore]
    public string? Sheet => Parameters.GetValueOrDefault(SheetParameter);

    /// <summary>The lines that were left out, as they were written; null where none were.</summary>
    [JsonIgnore]
    public string? SkipLines => Parameters.GetValueOrDefault(SkipLinesParameter);

    /// <summary>Whether all is there that is to be there.</summary>
    [JsonIgnore]
    public bool IsWhole => File is null or { Length: > 0 } && Table is null or { Length: > 0 } && Parameters.All(given => given is { Key.Length: > 0, Value: not null });
}
