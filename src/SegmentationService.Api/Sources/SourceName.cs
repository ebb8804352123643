using System.Text.Json.Serialization;

namespace SegmentationService.Api.Sources;

/// <summary>What a body names in place of holding rows: files by <paramref name="Path"/> alone, or a table by the others.</summary>
/// <param name="Path">Relative to the volume of the data; a wildcard in the last part stands for several files.</param>
/// <param name="Postgres">The name of a database of the configuration.</param>
/// <param name="Table">The name of a table of it.</param>
/// <param name="Columns">The columns that are read; null for all.</param>
/// <param name="OrderBy">The column that orders the rows; null for the order in which they lie.</param>
internal sealed record SourceName(string? Path = null, string? Postgres = null, string? Table = null, IReadOnlyList<string>? Columns = null, string? OrderBy = null)
{
    /// <summary>Whether it names files, or a table, and nothing of the other.</summary>
    [JsonIgnore]
    public bool IsWhole => Path is null
        ? Postgres is not null && Table is not null && Columns is not { Count: 0 } && Columns?.Contains(null!) != true
        : Postgres is null && Table is null && Columns is null && OrderBy is null;
}
