using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Jobs;

/// <summary>
/// Accepts trainings as jobs, works on them one after the other, and remembers those that have ended for a while. What has been accepted
/// is done once, whatever happens to the process: the body lies on the volume until the job has ended, and the version bears the id of the job.
/// </summary>
internal sealed class JobService(
    JobFolders folders,
    ModelStore store,
    TrainingQueue queue,
    TrainingWork training,
    GracefulStop stop,
    IOptions<JobOptions> options,
    IOptions<ReadingOptions> reading,
    TimeProvider time,
    ILogger<JobService> logger) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<Guid, Job> _jobs = new();
    private readonly ConcurrentDictionary<Task, bool> _underWay = new();
    private readonly SemaphoreSlim _pruning = new(1);

    /// <summary>Goes on with the jobs that no process works on any more.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var record in folders.Adopt(cancellationToken)) Resume(record);
            Prune();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StorageUnavailableException)
        {
            logger.LogWarning(e, "The folder of the jobs cannot be written; jobs are not accepted until it can");
        }

        return Task.CompletedTask;
    }

    /// <summary>Waits until the jobs under way have been left to the next process.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_underWay.Keys).WaitAsync(cancellationToken);

    /// <summary>All jobs that are known, the newest first.</summary>
    public IReadOnlyList<Job> All()
    {
        Refresh();
        return [.. _jobs.Values.OrderByDescending(job => job.Record.CreatedAt).ThenByDescending(job => job.Record.Id.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Finds a job.</summary>
    /// <returns>Null when there is none, or it has ended too long ago.</returns>
    public Job? Find(Guid id)
    {
        if (_jobs.TryGetValue(id, out var job) && (job.IsOwn || job.Record.HasEnded)) return job;
        Refresh(id);
        return _jobs.GetValueOrDefault(id);
    }

    /// <summary>Finds what an idempotency key was used for. A job that was canceled, or failed for a reason that lies in the service, does not hold its key.</summary>
    /// <param name="keySha256">Of the key.</param>
    public Job? FindByKey(string keySha256)
    {
        Refresh();
        return _jobs.Values.FirstOrDefault(job => job.Record is var record && record.KeySha256 == keySha256 && record.Status != JobStatus.Canceled && !IsFault(record));
    }

    /// <summary>Accepts a training as a job. When it returns, the job survives a loss of power.</summary>
    /// <param name="body">The table; it is read to its end.</param>
    /// <param name="query">How to train.</param>
    /// <param name="keySha256">Of the idempotency key of the request, or null.</param>
    /// <param name="isAwaited">Whether the request waits for the end of the job.</param>
    /// <param name="cancellationToken">Ends the reading of the body.</param>
    /// <exception cref="BusyException">The queue is full.</exception>
    /// <exception cref="BodyTooLargeException">The body is larger than allowed.</exception>
    public async Task<Job> SubmitAsync(TableBody body, TrainQuery query, string? keySha256, bool isAwaited, CancellationToken cancellationToken)
    {
        var place = queue.TakePlace();
        try
        {
            using var folder = folders.Begin();
            var digest = await SpooledRequest.SpoolAsync(body, query.Text, JobFolders.BodyOf(folder.Path), reading.Value, cancellationToken);
            var now = time.GetUtcNow();
            var record = new JobRecord(
                JobRecord.NewestFormat,
                Guid.CreateVersion7(now),
                folders.Owner,
                now.UtcDateTime,
                query.Model,
                query.Text,
                body.ContentType,
                body.ContentEncoding,
                digest,
                keySha256,
                isAwaited,
                Attempt: 0,
                JobStatus.Queued,
                EndedAt: null,
                Version: null,
                Error: null);
            folders.Publish(folder, record);
            return Start(record, query, place);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _pruning.Dispose();

    /// <summary>The problem that a job failed with.</summary>
    public static ProblemDetails? ErrorOf(JobRecord record) => record.Error?.Deserialize(ProblemJson.Default.ProblemDetails);

    private static bool IsFault(JobRecord record) => ErrorOf(record) is { } problem && ProblemMapping.IsFault(problem);

    /// <param name="record">What is on the volume.</param>
    /// <param name="query">How to train; null where only the record tells.</param>
    /// <param name="place">In the queue.</param>
    private Job Start(JobRecord record, TrainQuery? query, TrainingQueue.Place place)
    {
        var job = _jobs[record.Id] = new Job(record, isOwn: true);
        var work = WorkAsync(job, query, place); // stands in line when this returns: turns come in the order of the jobs
        _underWay[work] = true;
        work.ContinueWith(ended => _underWay.TryRemove(ended, out _), TaskScheduler.Default);
        return job;
    }

    /// <summary>What becomes of a job whose process has ended.</summary>
    private void Resume(JobRecord record)
    {
        // Between the appearance of the version and the note of it lies a moment in which a process may end.
        if (store.FindOfJob(record.Model, record.Id) is { } version) End(new Job(record, isOwn: true), record with { Status = JobStatus.Succeeded, Version = version.Version });
        else if (record.IsAwaited) End(new Job(record, isOwn: true), record with { Status = JobStatus.Canceled });
        else
        {
            logger.LogInformation("Job {Job} goes on", record.Id.ToString());
            Start(record with { Status = JobStatus.Queued }, query: null, queue.TakePlaceAgain());
        }
    }

    private async Task WorkAsync(Job job, TrainQuery? query, TrainingQueue.Place place)
    {
        var record = job.Record;
        using var activity = new Activity("Job").Start();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(job.Cancellation, record.IsAwaited ? stop.Patience : stop.Begun);
        try
        {
            using (place)
            {
                await place.WaitForTurnAsync(cancellation.Token);
                await Task.Yield(); // who submitted it does not do the work
                record = record with { Status = JobStatus.Running, Attempt = record.Attempt + 1 };
                folders.Save(record);
                job.Begin(record);
                await using var file = folders.OpenBody(record.Id);
                var body = SpooledRequest.Open(record, file, job);
                var version = await training.DoAsync(body, query ?? TrainQuery.Parse(record.Query), place, new TrainingWatch(record.Id, job), cancellation.Token);
                record = record with { Status = JobStatus.Succeeded, Version = version.Version };
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (!job.Cancellation.IsCancellationRequested)
            {
                job.Leave();
                return;
            }

            record = record with { Status = JobStatus.Canceled };
        }
        catch (Exception e)
        {
            var problem = ProblemMapping.ToProblem(e);
            problem.Extensions["traceId"] = activity.Id;
            if (ProblemMapping.IsFault(problem)) logger.LogError(e, "Job {Job} failed for a reason that lies in the service, trace {TraceId}", record.Id.ToString(), activity.Id);
            record = record with { Status = JobStatus.Failed, Error = JsonSerializer.SerializeToElement(problem, ProblemJson.Default.ProblemDetails) };
        }

        End(job, record);
    }

    private void End(Job job, JobRecord record)
    {
        record = record with { EndedAt = time.GetUtcNow().UtcDateTime };
        _jobs[record.Id] = job;
        try
        {
            folders.Save(record);
            folders.RemoveBody(record.Id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // After a restart it is found to have succeeded by its version, or is done again.
            logger.LogError(e, "The end of job {Job} could not be written", record.Id.ToString());
        }

        logger.LogInformation("Job {Job} {Status}, model {Model}, version {Version}", record.Id.ToString(), JobRecord.Statuses[record.Status], record.Model, record.Version);
        job.End(record);
        Prune();
    }

    /// <summary>Forgets the jobs that have ended long ago, or before many others.</summary>
    private void Prune()
    {
        if (!_pruning.Wait(0)) return;
        try
        {
            Refresh();
            var oldest = time.GetUtcNow().UtcDateTime.AddHours(-options.Value.KeepHours);
            var ended = _jobs.Values.Select(job => job.Record).Where(record => record.HasEnded).OrderByDescending(record => record.EndedAt).ToArray();
            foreach (var record in ended.Where((record, index) => index >= options.Value.KeepEnded || record.EndedAt < oldest))
            {
                _jobs.TryRemove(record.Id, out _);
                folders.Remove(record.Id);
            }
        }
        finally
        {
            _pruning.Release();
        }
    }

    /// <summary>Looks for jobs of other processes on the volume.</summary>
    private void Refresh()
    {
        var there = folders.Ids().ToHashSet();
        foreach (var (id, job) in _jobs)
            if (!there.Contains(id) && job.Record.HasEnded) _jobs.TryRemove(id, out _);
        foreach (var id in there) Refresh(id);
    }

    private void Refresh(Guid id)
    {
        if (IsKnown(id, out _)) return;
        if (!folders.TryLoad(id, out var record)) _jobs.TryRemove(id, out _);
        else if (record.Owner != folders.Owner || record.HasEnded) _jobs[id] = new Job(record, isOwn: false);
    }

    private bool IsKnown(Guid id, [NotNullWhen(true)] out Job? job) => _jobs.TryGetValue(id, out job) && (job.IsOwn || job.Record.HasEnded);
}
