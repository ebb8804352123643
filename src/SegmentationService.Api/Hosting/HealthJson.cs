using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegmentationService.Api.Hosting;

/// <summary>The JSON of health probes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(HealthResponse))]
internal sealed partial class HealthJson : JsonSerializerContext;
