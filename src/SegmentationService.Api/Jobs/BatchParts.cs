using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Sources;
using SegmentationService.Api.Storage;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Jobs;

/// <summary>Scores one part of a scoring job, whichever process has accepted it: the same part gives the same bytes anywhere.</summary>
internal sealed class BatchParts(FileBatch files, DataVolume volume, ModelStore store, JobThreads disk, ILogger<BatchParts> logger)
{
    /// <summary>How soon a part is tried again that found the memory held by others.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>How often that is done: minutes, in which every request under way has ended.</summary>
    private const int MostPauses = 300;

    /// <summary>Scores a part, and writes its answers under a name that does not count yet.</summary>
    /// <param name="job">The job.</param>
    /// <param name="part">The number of the part.</param>
    /// <param name="file">The part.</param>
    /// <param name="cancellationToken">Ends it; nothing is left then.</param>
    /// <returns>What came of it: the answers, or why there are none.</returns>
    public async Task<BatchPart> ScoreAsync(JobRecord job, int part, BatchPlanFile file, CancellationToken cancellationToken)
    {
        using var activity = new Activity("Part").Start();
        try
        {
            var (problem, prepared) = await FindAsync(job.Model, job.Batch!.Version, cancellationToken);
            if (problem is not null) return Failed(job.Id, part, problem, file);
            var batch = BatchQuery.OfFilesAt(BatchQuery.Parse(job.Query), prepared);
            var target = TargetOf(job, file);
            for (var pauses = 0; ; pauses++)
            {
                try
                {
                    var staged = TargetFile.StagedName($"{Distinction(job.Id)}{part}-{Guid.NewGuid():N}");
                    var answers = await files.ScoreAsync(Source(file), file.Target, batch, content => target.StageAsync(staged, content), cancellationToken);
                    return new BatchPart(BatchPart.NewestFormat, job.Id, part, staged, answers, Error: null);
                }
                catch (MemoryLimitException e) when (e.IsBusy && pauses < MostPauses)
                {
                    await Task.Delay(Pause, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            var problem = ProblemMapping.ToProblem(e);
            problem.Extensions["traceId"] = activity.Id;
            if (ProblemMapping.IsFault(problem)) logger.LogError(e, "Part {Part} of job {Job} failed for a reason that lies in the service, trace {TraceId}", part, job.Id.ToString(), activity.Id);
            return Failed(job.Id, part, problem, file);
        }
    }

    /// <summary>What came of a part that cannot be scored.</summary>
    /// <param name="job">The job.</param>
    /// <param name="part">The number of the part.</param>
    /// <param name="problem">Why; it comes to name the file. What goes wrong with a table names it already.</param>
    /// <param name="file">The part.</param>
    public static BatchPart Failed(Guid job, int part, ProblemDetails problem, BatchPlanFile file)
    {
        if (file.Table is null)
        {
            problem.Extensions["file"] = file.Source;
            var name = $"'{Excerpt.Of(file.Source)}'";
            if (problem.Detail?.Contains(name, StringComparison.Ordinal) != true) problem.Detail = $"Of the file {name}: {problem.Detail}";
        }

        return new BatchPart(BatchPart.NewestFormat, job, part, Staged: null, Answers: null, JsonSerializer.SerializeToElement(problem, ProblemJson.Default.ProblemDetails));
    }

    /// <summary>Checks that the files are what they were when the job was accepted.</summary>
    /// <exception cref="SourceException">One has changed, or is gone.</exception>
    public void CheckUnchanged(BatchPlan plan)
    {
        foreach (var file in plan.Files) Source(file).CheckUnchanged();
    }

    /// <summary>Where the answers of a part come to lie.</summary>
    /// <exception cref="SourceException">The folder cannot be used any more.</exception>
    public TargetFile TargetOf(JobRecord job, BatchPlanFile file) => new(FolderOf(job), file.Target);

    /// <summary>The folder that the answers come to lie in.</summary>
    /// <exception cref="SourceException">It cannot be used any more.</exception>
    public string FolderOf(JobRecord job) => volume.Target(job.Batch!.Target);

    /// <summary>Removes the answers of a job that never came to count.</summary>
    /// <returns>Whether none is left. Where the folder leads elsewhere by now, nothing in it is of the job.</returns>
    public bool TryRemoveStaged(JobRecord job)
    {
        if (!volume.IsThere) return false;
        try
        {
            return TargetFile.TryRemoveStaged(FolderOf(job), Distinction(job.Id));
        }
        catch (SourceException)
        {
            return true;
        }
    }

    private static string Distinction(Guid job) => $"{job:N}-";

    private SourcePart Source(BatchPlanFile file) => file.Table is { } table ? SourcePart.Of(table) : SourcePart.Of(volume.FoundBefore(file.Source, file.Bytes, file.WrittenAt));

    private async Task<(ProblemDetails? Problem, PreparedAnswers Prepared)> FindAsync(string model, int version, CancellationToken cancellationToken)
    {
        var number = version.ToString(CultureInfo.InvariantCulture);
        if (store.Find(model)?.Resolve(number) is null) await disk.RunAsync(store.Refresh); // another process may have made it just now
        var (problem, found) = await VersionLookup.FindAsync(store, model, number, cancellationToken);
        return problem is null ? (null, PreparedAnswers.Of(ServedVersion.Of(found))) : (problem.ProblemDetails, null!);
    }
}
