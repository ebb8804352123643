using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using SegmentationService.Api.Models;
using SegmentationService.Api.Training;
using SegmentationService.Core;
using SegmentationService.Core.Clustering;

namespace SegmentationService.Api.Jobs;

/// <summary>A training, or the scoring of files, that goes on in the background.</summary>
internal sealed record JobResponse
{
    /// <summary>The id of the job.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it does: training, or scoring.</summary>
    public required string Kind { get; init; }

    /// <summary>Where it stands: queued, running, succeeded, failed or canceled.</summary>
    public required string Status { get; init; }

    /// <summary>What it does while it runs: reading, preparing, searching, silhouettes, profiling or saving; or scoring.</summary>
    public required string? Phase { get; init; }

    /// <summary>How much is done, 0 to 100: an estimate that never falls, unless the service is started anew.</summary>
    public required double PercentComplete { get; init; }

    /// <summary>When it was accepted, in UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>When it ended, in UTC; null before.</summary>
    public required DateTime? EndedAt { get; init; }

    /// <summary>The model that it trains, or scores with.</summary>
    public required string Model { get; init; }

    /// <summary>The clustering of all customers that is under way, or was found last.</summary>
    public required ClusteringResponse? Clustering { get; init; }

    /// <summary>What was found for each number of segments so far.</summary>
    public required IReadOnlyList<ClusteringResponse> Found { get; init; }

    /// <summary>What it scores, and how much of that is there; null for a training.</summary>
    public required BatchProgressResponse? Batch { get; init; }

    /// <summary>What it made, once it has succeeded: a version, or files of answers.</summary>
    public required JobResultResponse? Result { get; init; }

    /// <summary>Why it failed: the problem that the call without a job would have been answered with.</summary>
    public required ProblemDetails? Error { get; init; }

    public static JobResponse Of(JobState state)
    {
        var record = state.Record;
        return new JobResponse
        {
            Id = record.Id,
            Kind = record.Kind,
            Status = JobRecord.Statuses[record.Status],
            Phase = state.Phase is { } phase ? Phases[phase] : record is { Batch: not null, Status: JobStatus.Running } ? Scoring : null,
            PercentComplete = Math.Round(state.Percent, 1),
            CreatedAt = record.CreatedAt,
            EndedAt = record.EndedAt,
            Model = record.Model,
            Clustering = state.Clustering is { } clustering ? ClusteringResponse.Of(clustering) : null,
            Found = [.. state.Found.Select(ClusteringResponse.Of)],
            Batch = record.Batch is { } batch ? BatchProgressResponse.Of(batch) : null,
            Result = record.Version is { } version
                ? new JobResultResponse(record.Model, version, record.Batch is null ? $"/models/{record.Model}/versions/{version}" : $"/jobs/{record.Id}/files")
                : null,
            Error = JobService.ErrorOf(record),
        };
    }

    /// <summary>The one phase of the scoring of files.</summary>
    public const string Scoring = "scoring";

    /// <summary>The phases of a training as they are told.</summary>
    public static readonly EnumNames<TrainingPhase> Phases = new(
        (TrainingPhase.Reading, "reading"),
        (TrainingPhase.Preparing, "preparing"),
        (TrainingPhase.Searching, "searching"),
        (TrainingPhase.Silhouettes, "silhouettes"),
        (TrainingPhase.Profiling, "profiling"),
        (TrainingPhase.Saving, "saving"));
}

/// <summary>How far the clustering for one number of segments is.</summary>
/// <param name="Clusters">The number of segments.</param>
/// <param name="Iteration">The passes that it took so far.</param>
/// <param name="Inertia">The sum of squared distances at this pass.</param>
internal sealed record ClusteringResponse(int Clusters, int Iteration, double Inertia)
{
    public static ClusteringResponse Of(ClusteringProgress progress) => new(progress.Clusters, progress.Iteration, progress.Inertia);
}

/// <summary>What a job made.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Version">The number of the version that it made, or scored with.</param>
/// <param name="Location">Where it is: what <c>POST /train</c>, or <c>POST /predict/batch</c> with a target, answers stands there.</param>
internal sealed record JobResultResponse(string Model, int Version, string Location);

/// <summary>The jobs, the newest first.</summary>
/// <param name="Jobs">Those that have not ended, and those that ended lately; with keys, those that the caller's key asked for, and all for one of the scope admin.</param>
/// <param name="SetAside">Those that were accepted and cannot be read any more: they are left as they are until they are deleted.</param>
internal sealed record JobListResponse(IReadOnlyList<JobResponse> Jobs, IReadOnlyList<SetAsideResponse> SetAside)
{
    /// <summary>Where this page ends, for <c>after</c>; left out on the last one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Next { get; init; }
}
