using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegmentationService.Api.Migration;

/// <summary>The JSON of migration on the wire.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(MigrationResponse))]
internal sealed partial class MigrationJson : JsonSerializerContext;
