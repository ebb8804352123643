using System.Text.Json;
using System.Text.Json.Serialization;
using SegmentationService.Api.Answers;

namespace SegmentationService.Api.Prediction;

/// <summary>The JSON of predictions, as OpenAPI shows it; the answers themselves are laid out by <see cref="AnswerBuffer"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(PredictResponse))]
[JsonSerializable(typeof(BatchItemResponse))]
[JsonSerializable(typeof(CustomerResponse))]
[JsonSerializable(typeof(FileBatchResponse))]
internal sealed partial class PredictionJson : JsonSerializerContext;
