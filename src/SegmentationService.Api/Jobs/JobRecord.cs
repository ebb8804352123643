using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Jobs;

/// <summary>Where a job stands.</summary>
internal enum JobStatus
{
    Queued,
    Running,
    Succeeded,
    Failed,
    Canceled,
}

/// <summary>The file <c>job.json</c>: all of a job that must outlive the process.</summary>
/// <param name="FormatVersion">The format of the file.</param>
/// <param name="Id">The id of the job, as its folder is named.</param>
/// <param name="Owner">The process that works on it.</param>
/// <param name="CreatedAt">When it was accepted.</param>
/// <param name="Model">The model that it trains, or scores with.</param>
/// <param name="Query">The query as it came.</param>
/// <param name="ContentType">That of the body.</param>
/// <param name="ContentEncoding">That of the body, or null.</param>
/// <param name="RequestSha256">Of the query, the two headers and the body.</param>
/// <param name="KeySha256">The idempotency key, see <see cref="IdempotencyKey.Sha256"/>; null without one.</param>
/// <param name="IsAwaited">Whether a client waits for its end with the request open, so that it is not taken up again after a restart.</param>
/// <param name="Attempt">How often it was begun.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="EndedAt">When it ended; null before.</param>
/// <param name="Version">The version that it made, or scored with; null unless it succeeded.</param>
/// <param name="Error">Why it failed, as a problem of RFC 9457.</param>
/// <param name="Creator">The name of the key that asked for it; null where there were no keys, and in format 1, which did not have it.</param>
/// <param name="Interruptions">How often a process ended while it worked on the job, without leaving it; 0 in format 1, which did not have it.</param>
/// <param name="AfterVersion">The last number that a version of the model had when the job was accepted: its own has a higher one. 0 in formats 1 and 2, which did not have it.</param>
/// <param name="Batch">What a job scores that trains nothing; null for a training, and in formats 1 to 3, which knew nothing else.</param>
/// <param name="Checksum">See <see cref="SealedJson"/>.</param>
internal sealed record JobRecord(
    int FormatVersion,
    Guid Id,
    Guid Owner,
    DateTime CreatedAt,
    string Model,
    string Query,
    string? ContentType,
    string? ContentEncoding,
    string RequestSha256,
    string? KeySha256,
    bool IsAwaited,
    int Attempt,
    JobStatus Status,
    DateTime? EndedAt,
    int? Version,
    JsonElement? Error,
    string? Creator = null,
    int Interruptions = 0,
    int AfterVersion = 0,
    JobBatch? Batch = null,
    string Checksum = SealedJson.Blank)
{
    public const int NewestFormat = 4;

    /// <summary>The statuses as they are stored and told.</summary>
    public static readonly EnumNames<JobStatus> Statuses = new(
        (JobStatus.Queued, "queued"),
        (JobStatus.Running, "running"),
        (JobStatus.Succeeded, "succeeded"),
        (JobStatus.Failed, "failed"),
        (JobStatus.Canceled, "canceled"));

    /// <summary>The kinds of jobs as they are told.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["training", "scoring"];

    /// <summary>What kind of job it is.</summary>
    [JsonIgnore]
    public string Kind => Kinds[Batch is null ? 0 : 1];

    /// <summary>Whether nothing more will come of it.</summary>
    [JsonIgnore]
    public bool HasEnded => Status is JobStatus.Succeeded or JobStatus.Failed or JobStatus.Canceled;

    /// <summary>Whether what it failed with quotes a text, as messages quote ids and values; or its query holds it as a value.</summary>
    /// <param name="text">The text.</param>
    public bool Quotes(string text) =>
        (Error is { } error && error.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.String && detail.GetString()!.Contains($"'{Excerpt.Of(text)}'", StringComparison.Ordinal))
        || QueryHelpers.ParseQuery(Query).Values.Any(values => values.Contains(text, StringComparer.Ordinal));
}

/// <summary>The JSON of <c>job.json</c>, as that of every file of the store.</summary>
[JsonSerializable(typeof(JobRecord))]
internal sealed partial class JobJson : JsonSerializerContext
{
    /// <summary>The one instance.</summary>
    public static JobJson Strict { get; } = new(StrictJson.Rules(new EnumNamesConverter<JobStatus>(Jobs.JobRecord.Statuses)));
}
