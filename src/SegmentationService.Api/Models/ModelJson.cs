using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegmentationService.Api.Models;

/// <summary>The JSON of models and versions on the wire: camelCase names; the names of columns, being keys of dictionaries, stay as they came.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(VersionResponse))]
[JsonSerializable(typeof(ModelListResponse))]
[JsonSerializable(typeof(ModelResponse))]
[JsonSerializable(typeof(VersionListResponse))]
[JsonSerializable(typeof(AliasRequest))]
[JsonSerializable(typeof(AliasResponse))]
[JsonSerializable(typeof(SegmentResponse))]
internal sealed partial class ModelJson : JsonSerializerContext;
