using System.Text.Json;

namespace SegmentationService.Api.Tests.Cases;

/// <summary>The lists of cases.</summary>
internal static class CaseList
{
    /// <summary>The topics, in the order in which the page has them; each has a file.</summary>
    private static readonly string[] Topics = ["files", "numbers", "columns", "segments", "orders"];

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The rows of the table of what may be wrong with a file.</summary>
    public static IReadOnlyList<CaseRow> Rows { get; } = [.. Topics.SelectMany(topic => Read<CaseRow>(Path.Combine(AppContext.BaseDirectory, "Cases", topic + ".json")))];

    /// <summary>Reads a list.</summary>
    public static T[] Read<T>(string path) => JsonSerializer.Deserialize<T[]>(File.ReadAllBytes(path), Format)!;
}
