using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using SegmentationService.Api.Charts;
using SegmentationService.Api.Jobs;
using SegmentationService.Api.Models;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Hosting;

/// <summary>The JSON of the wire: camelCase names; the names of columns, being keys of dictionaries, stay as they came.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(VersionResponse))]
[JsonSerializable(typeof(DryRunResponse))]
[JsonSerializable(typeof(ModelListResponse))]
[JsonSerializable(typeof(ModelResponse))]
[JsonSerializable(typeof(AliasRequest))]
[JsonSerializable(typeof(AliasResponse))]
[JsonSerializable(typeof(PredictResponse))]
[JsonSerializable(typeof(BatchItemResponse))]
[JsonSerializable(typeof(MapResponse))]
[JsonSerializable(typeof(MapPlaceResponse))]
[JsonSerializable(typeof(EffectsResponse))]
[JsonSerializable(typeof(SilhouettesResponse))]
[JsonSerializable(typeof(DistributionsResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(JobResponse))]
[JsonSerializable(typeof(JobListResponse))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(IEnumerable<Dictionary<string, object>>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
internal sealed partial class ApiJson : JsonSerializerContext;
