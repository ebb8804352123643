using System.Text.Json.Serialization;

namespace SegmentationService.Api.Training;

/// <summary>The tables that are kept.</summary>
/// <param name="Tables">The newest first.</param>
internal sealed record TableListResponse(IReadOnlyList<TableResponse> Tables)
{
    /// <summary>Where this page ends, for <c>after</c>; left out on the last one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Next { get; init; }
}
