using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegmentationService.Api.Charts;

/// <summary>The JSON of charts on the wire.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(MapResponse))]
[JsonSerializable(typeof(MapPlaceResponse))]
[JsonSerializable(typeof(EffectsResponse))]
[JsonSerializable(typeof(SilhouettesResponse))]
[JsonSerializable(typeof(DistributionsResponse))]
[JsonSerializable(typeof(TreeResponse))]
internal sealed partial class ChartJson : JsonSerializerContext;
