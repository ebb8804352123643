using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegmentationService.Api.Protocols;

/// <summary>The JSON of the protocols; answers about customers are laid out by hand.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(InferenceServerResponse))]
[JsonSerializable(typeof(InferenceHealthResponse))]
[JsonSerializable(typeof(InferenceReadyResponse))]
[JsonSerializable(typeof(InferenceModelResponse))]
[JsonSerializable(typeof(InferenceResponse))]
[JsonSerializable(typeof(ScoringResponse))]
internal sealed partial class ProtocolJson : JsonSerializerContext;
