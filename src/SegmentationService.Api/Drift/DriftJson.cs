using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegmentationService.Api.Drift;

/// <summary>The JSON of drift on the wire.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(DriftResponse))]
internal sealed partial class DriftJson : JsonSerializerContext;
