using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Models;

/// <summary>What a version was trained on, and how it was asked for.</summary>
/// <param name="File">The name of the table's file, as its sender told it: a text, and no path; null where nobody did.</param>
/// <param name="Table">The id of the kept table that it was trained on; null where there was none, and as soon as it is kept no longer.</param>
/// <param name="Parameters">The parameters that were given, by their names, as they were written.</param>
internal sealed record SourceResponse(string? File, string? Table, IReadOnlyDictionary<string, string> Parameters)
{
    public static SourceResponse Of(VersionSource source, bool hasTable) => new(source.File, hasTable ? source.Table : null, source.Parameters);
}
