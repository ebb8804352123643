using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegmentationService.Api.Samples;

/// <summary>The JSON of sample customers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(IEnumerable<Dictionary<string, object>>))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(string))]
internal sealed partial class SampleJson : JsonSerializerContext;
