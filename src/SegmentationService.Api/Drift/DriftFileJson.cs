using System.Text.Json.Serialization;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Drift;

/// <summary>The JSON of what is counted, on the volume.</summary>
[JsonSerializable(typeof(DriftSnapshot))]
internal sealed partial class DriftFileJson : JsonSerializerContext
{
    /// <summary>The one instance.</summary>
    public static DriftFileJson Strict { get; } = new(StrictJson.Rules());
}
