using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegmentationService.Api.Erasure;

/// <summary>The answer to a deletion that has been made, and has left files to remove.</summary>
/// <param name="Model">The model that is gone.</param>
/// <param name="Left">What is left to do.</param>
internal sealed record DeletionResponse(string Model, string Left);

/// <summary>The JSON of it.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DeletionResponse))]
[JsonSerializable(typeof(ErasureResponse))]
internal sealed partial class ErasureJson : JsonSerializerContext;
