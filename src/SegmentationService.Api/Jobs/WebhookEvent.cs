using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegmentationService.Api.Jobs;

/// <summary>What is told of the end of a job: names, numbers and times. Nothing of it comes from a table.</summary>
/// <param name="Id">That of the job, the same each time that it is sent: a receiver that has seen it passes over it.</param>
/// <param name="Type"><c>job.succeeded</c>, <c>job.failed</c> or <c>job.canceled</c>.</param>
/// <param name="Model">The model that it trains.</param>
/// <param name="Version">The version that it made; null unless it succeeded.</param>
/// <param name="Problem">The type of the problem that it failed with, without its words, which may repeat a value; null unless it failed.</param>
/// <param name="CreatedAt">When it was accepted.</param>
/// <param name="EndedAt">When it ended.</param>
internal sealed record WebhookEvent(Guid Id, string Type, string Model, int? Version, string? Problem, DateTime CreatedAt, DateTime? EndedAt)
{
    /// <summary>What is told of a job, as JSON.</summary>
    /// <param name="record">A job that has ended.</param>
    public static byte[] Of(JobRecord record) => JsonSerializer.SerializeToUtf8Bytes(
        new WebhookEvent(
            record.Id,
            $"job.{JobRecord.Statuses[record.Status]}",
            record.Model,
            record.Version,
            record.Error is { ValueKind: JsonValueKind.Object } error && error.TryGetProperty("type", out var type) ? type.GetString() : null,
            record.CreatedAt,
            record.EndedAt),
        WebhookJson.Default.WebhookEvent);
}

/// <summary>The JSON of it.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WebhookEvent))]
internal sealed partial class WebhookJson : JsonSerializerContext;
