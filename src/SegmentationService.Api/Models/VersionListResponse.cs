using System.Text.Json.Serialization;

namespace SegmentationService.Api.Models;

/// <summary>Versions of a model.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Versions">The versions, oldest first.</param>
internal sealed record VersionListResponse(string Model, IReadOnlyList<VersionSummary> Versions)
{
    /// <summary>The version that this page ends with, for <c>after</c>; left out on the last one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Next { get; init; }
}
