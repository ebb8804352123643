using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegmentationService.Api.Training;

/// <summary>The JSON of what only trainings answer; a trained version is answered as the topic of models does.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(DryRunResponse))]
[JsonSerializable(typeof(TableResponse))]
[JsonSerializable(typeof(TableListResponse))]
[JsonSerializable(typeof(ReceivedTableResponse))]
[JsonSerializable(typeof(SheetListResponse))]
internal sealed partial class TrainingJson : JsonSerializerContext;
