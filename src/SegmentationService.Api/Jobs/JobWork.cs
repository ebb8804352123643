using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using SegmentationService.Api.Http;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tables;
using SegmentationService.Api.Training;
using SegmentationService.Core;

namespace SegmentationService.Api.Jobs;

/// <summary>Works on the jobs of this process, trainings one after the other, and writes how each has ended.</summary>
internal sealed class JobWork(
    JobBook book,
    JobFolders folders,
    JobRetention retention,
    ModelStore store,
    TrainingQueue queue,
    TrainingWork training,
    KeptTables tables,
    BatchWork batches,
    Webhooks webhooks,
    JobThreads disk,
    GracefulStop stop,
    TimeProvider time,
    ILogger<JobWork> logger)
{
    /// <summary>How soon a job is tried again that found the memory held by others.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>How often that is done: minutes, in which every request under way has ended.</summary>
    private const int MostPauses = 300;

    private readonly ConcurrentDictionary<Task, bool> _underWay = new();
    private readonly ConcurrentDictionary<Guid, JobRecord> _unwritten = new();
    private readonly Lock _writingAgain = new();

    /// <summary>The jobs under way: ends when they have ended, or have been left to the next process.</summary>
    public IReadOnlyCollection<Task> UnderWay => [.. _underWay.Keys];

    /// <summary>Begins a job when its turn comes.</summary>
    /// <param name="job">What is on the volume.</param>
    /// <param name="query">How to train; null where only the record tells.</param>
    /// <param name="place">In the queue.</param>
    public Job Start(Job job, TrainQuery? query, TrainingQueue.Place place) => Start(job, async ended => Succeeded(job, await TrainAsync(job, query, place, ended)));

    /// <summary>Begins a scoring job.</summary>
    /// <param name="job">What is on the volume.</param>
    public Job Start(Job job) => Start(job, ended => batches.DoAsync(job, () => BeginAsync(job), ended));

    private Job Start(Job job, Func<CancellationToken, Task<JobRecord>> does)
    {
        book.Put(job);
        var work = WorkAsync(job, does); // a training stands in line when this returns: turns come in the order of the jobs
        _underWay[work] = true;
        work.ContinueWith(ended => _underWay.TryRemove(ended, out _), TaskScheduler.Default);
        return job;
    }

    /// <summary>Ends a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="record">How it has ended.</param>
    public void End(Job job, JobRecord record)
    {
        record = record with { EndedAt = time.GetUtcNow().UtcDateTime };
        book.Put(job);
        try
        {
            Write(record);
        }
        catch (Exception e) when (DiskFailure.Is(e))
        {
            // Tried again at every look. After a restart before that it is found to have succeeded by its version, or is done again.
            _unwritten[record.Id] = record;
            logger.LogError(e, "The end of job {Job} could not be written; that is tried again", record.Id.ToString());
        }

        logger.LogInformation("Job {Job} {Status}, model {Model}, version {Version}", record.Id.ToString(), JobRecord.Statuses[record.Status], record.Model, record.Version);
        job.End(record);
        retention.Prune();
    }

    /// <summary>Writes the end of a job, where that has failed before.</summary>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public Task EndWritingAsync(JobRecord ended) => _unwritten.ContainsKey(ended.Id) ? disk.RunAsync(() => WriteAgain(ended)) : Task.CompletedTask;

    /// <summary>The same for all jobs.</summary>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public void EndWriting()
    {
        foreach (var ended in _unwritten.Values) WriteAgain(ended);
    }

    /// <summary>The version that a training job has made, whether or not that is noted.</summary>
    /// <returns>Null when it has made none, or the job does not train.</returns>
    /// <exception cref="StorageUnavailableException">The store cannot be read, so that nobody knows.</exception>
    public StoredVersion? FindMade(JobRecord record) => record.Batch is null ? store.FindOfJob(record.Model, record.Id, record.AfterVersion) : null;

    /// <summary>Looks again what a job came to of which nobody knew when it ended; has it made a version, it has succeeded after all, and is noted so.</summary>
    /// <param name="job">A job of this process or another, that has ended.</param>
    /// <returns>Whether it has made a version.</returns>
    /// <exception cref="StorageUnavailableException">Nobody knows still.</exception>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public bool HasMade(Job job)
    {
        if (JobService.ErrorOf(job.Record) is not { } problem || !ProblemMapping.IsOfUnknownOutcome(problem) || FindMade(job.Record) is not { } made) return false;
        var record = Succeeded(job, made) with { Error = null };
        lock (_writingAgain) Write(record);
        logger.LogInformation("Job {Job} had succeeded: model {Model}, version {Version}", record.Id.ToString(), record.Model, record.Version);
        job.End(record);
        return true;
    }

    /// <summary>A job that has failed.</summary>
    public static JobRecord Failed(JobRecord record, ProblemDetails problem) =>
        record with { Status = JobStatus.Failed, Error = JsonSerializer.SerializeToElement(problem, ProblemJson.Default.ProblemDetails) };

    private async Task WorkAsync(Job job, Func<CancellationToken, Task<JobRecord>> does)
    {
        JobRecord ended;
        using var activity = new Activity("Job").Start();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(job.Cancellation, job.Record.IsAwaited ? stop.Patience : stop.Begun);
        try
        {
            ended = await does(cancellation.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (!job.Cancellation.IsCancellationRequested)
            {
                await LeaveAsync(job);
                return;
            }

            ended = await FindMadeAsync(job, activity, () => job.Record with { Status = JobStatus.Canceled }); // it may have been stored in the very moment
        }
        catch (DamagedBodyException e)
        {
            ended = Failed(job.Record, e, Problems.Create(StatusCodes.Status500InternalServerError, "job-body-damaged", e.Message), activity);
        }
        catch (BatchPartException e)
        {
            ended = Failed(job.Record, e.Problem);
        }
        catch (Exception e)
        {
            // A disk that failed after the version had appeared does not undo it, and sent again it would be trained twice.
            var problem = ProblemMapping.ToProblem(e);
            ended = ProblemMapping.IsFault(problem) ? await FindMadeAsync(job, activity, AsFailed) : AsFailed();

            JobRecord AsFailed() => Failed(job.Record, e, problem, activity);
        }

        await disk.RunAsync(() => End(job, ended));
    }

    /// <summary>Trains when it is the job's turn. Where others hold the memory that it needs, it gives its turn back and comes again: nobody sends it once more.</summary>
    private async Task<StoredVersion> TrainAsync(Job job, TrainQuery? query, TrainingQueue.Place place, CancellationToken cancellationToken)
    {
        for (var pauses = 0; ; pauses++)
        {
            using (place)
            {
                try
                {
                    await place.WaitForTurnAsync(cancellationToken);
                    if (job.Record.Status != JobStatus.Running) await BeginAsync(job);
                    return await TrainNowAsync(job, query ?? TrainQuery.Parse(job.Record.Query), place, cancellationToken);
                }
                catch (MemoryLimitException e) when (e.IsBusy && pauses < MostPauses)
                {
                    logger.LogInformation("Job {Job} waits for memory that others hold", job.Record.Id.ToString());
                }
            }

            await Task.Delay(Pause, cancellationToken);
            place = queue.TakePlaceAgain(place.Caller);
        }
    }

    /// <summary>Trains on the kept table that the query names, or on the body of the job.</summary>
    private async Task<StoredVersion> TrainNowAsync(Job job, TrainQuery query, TrainingQueue.Place place, CancellationToken cancellationToken)
    {
        var watch = new TrainingWatch(job.Record.Id, job);
        if (query.Table is { } id)
        {
            await using var table = await tables.OpenAsync(id, done => watch.Report(new TrainingProgress(TrainingPhase.Reading, done)), cancellationToken);
            return await training.DoAsync(table.Body, query.Of(table.Record), place, watch, cancellationToken);
        }

        await using var file = await OpenBodyAsync(job.Record, cancellationToken);
        return await training.DoAsync(SpooledRequest.Open(job.Record, file, job), query, place, watch, cancellationToken);
    }

    private async Task BeginAsync(Job job)
    {
        var record = job.Record with { Status = JobStatus.Running, Attempt = job.Record.Attempt + 1 };
        await disk.RunAsync(() => folders.Save(record)); // nor does the work who submitted it
        job.Begin(record);
    }

    private static JobRecord Succeeded(Job job, StoredVersion made) => job.Record with { Status = JobStatus.Succeeded, Version = made.Version };

    /// <summary>How a job has ended that broke off: well, if its version is there; as said, if it is not; and nobody knows, if the disk does not tell.</summary>
    private async Task<JobRecord> FindMadeAsync(Job job, Activity activity, Func<JobRecord> otherwise)
    {
        try
        {
            return await disk.RunAsync(() => FindMade(job.Record)) is { } made ? Succeeded(job, made) : otherwise();
        }
        catch (StorageUnavailableException e)
        {
            var unknown = new OutcomeUnknownException($"Job {job.Record.Id} broke off, and the store cannot be read.", e);
            return Failed(job.Record, unknown, ProblemMapping.ToProblem(unknown), activity);
        }
    }

    private async Task<FileStream> OpenBodyAsync(JobRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return await BodyFile.OpenAsync(() => folders.OpenBody(record.Id), SpooledRequest.Head(record), record.RequestSha256, cancellationToken);
        }
        catch (CorruptModelException e)
        {
            throw new DamagedBodyException(e);
        }
    }

    private JobRecord Failed(JobRecord record, Exception exception, ProblemDetails problem, Activity activity)
    {
        problem.Extensions["traceId"] = activity.Id;
        if (ProblemMapping.IsFault(problem)) logger.LogError(exception, "Job {Job} failed for a reason that lies in the service, trace {TraceId}", record.Id.ToString(), activity.Id);
        return Failed(record, problem);
    }

    /// <summary>Leaves a job to the next process: this one stops, which is no fault of the job.</summary>
    private async Task LeaveAsync(Job job)
    {
        try
        {
            if (job.Record.Status == JobStatus.Running) await disk.RunAsync(() => folders.Save(job.Record with { Status = JobStatus.Queued }));
        }
        catch (Exception e) when (DiskFailure.Is(e))
        {
            logger.LogWarning(e, "That job {Job} was left could not be written; it counts as interrupted", job.Record.Id.ToString());
        }

        job.Leave();
    }

    /// <summary>Writes an end that could not be written, unless that has been done meanwhile: who cancels a job asks for it, and every look does, and two at once would be in each other's way.</summary>
    private void WriteAgain(JobRecord ended)
    {
        lock (_writingAgain)
        {
            if (_unwritten.TryGetValue(ended.Id, out var last)) Write(last);
        }
    }

    private void Write(JobRecord ended)
    {
        webhooks.Owe(ended); // before the end itself: what has ended is never without it
        folders.Save(ended);
        folders.RemoveBody(ended.Id);
        batches.TidyUp(ended);
        _unwritten.TryRemove(ended.Id, out _);
        webhooks.Wake();
    }
}
