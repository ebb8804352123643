using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegmentationService.Api.Jobs;

/// <summary>The JSON of jobs on the wire; that of their files is <see cref="JobJson"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(JobResponse))]
[JsonSerializable(typeof(JobListResponse))]
[JsonSerializable(typeof(BatchJobRequest))]
internal sealed partial class JobAnswerJson : JsonSerializerContext;
