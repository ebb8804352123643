using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Training;
using SegmentationService.Core;

namespace SegmentationService.Api.Jobs;

/// <summary>
/// Accepts trainings as jobs, works on them one after the other, and remembers those that have ended for a while. What has been accepted
/// is done once, whatever happens to the process: the body lies on the volume until the job has ended, and the version bears the id of the job.
/// </summary>
/// <remarks>
/// What is on the volume is looked through every second, and whenever a request asks for something that is not known here: jobs of others are seen, and those whose
/// process has ended are taken over, by whoever finds it first. No thread that answers requests waits for the volume.
/// </remarks>
internal sealed class JobService(
    JobBook book,
    JobFolders folders,
    JobOwners owners,
    IdempotencyKeys keys,
    ModelStore store,
    TrainingQueue queue,
    TrainingWork training,
    GracefulStop stop,
    IOptions<JobOptions> options,
    IOptions<ReadingOptions> reading,
    TimeProvider time,
    ILogger<JobService> logger) : IHostedService, IDisposable
{
    private const int Threads = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long a start waits for the jobs that were left; what takes longer goes on beside the requests.</summary>
    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Task, bool> _underWay = new();
    private readonly ConcurrentDictionary<Guid, JobRecord> _unwritten = new();
    private readonly SemaphoreSlim _pruning = new(1);
    private readonly PeriodicTimer _timer = new(Interval);
    private readonly DiskThreads _disk = new("Jobs", Threads);
    private readonly Lock _asking = new();
    private Task _look = Task.CompletedTask;
    private Task? _nextLook;
    private Task _looking = Task.CompletedTask;
    private bool _hasLooked;
    private Exception? _failure;

    /// <summary>Goes on with the jobs that no process works on any more, now and whenever a process ends.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var first = LookAsync();
        _looking = KeepLookingAsync();
        try
        {
            await first.WaitAsync(PatienceAtStart, cancellationToken);
        }
        catch (TimeoutException)
        {
            logger.LogWarning("The folder of the jobs has not been looked through in {Patience}; that goes on while requests are answered", PatienceAtStart);
        }
    }

    /// <summary>Waits until the jobs under way have been left to the next process.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _timer.Dispose();
        var all = Task.WhenAll([.. _underWay.Keys, _looking, _look]);
        await all.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!all.IsCompleted) logger.LogWarning("{Jobs} jobs did not end in time; the next start goes on with them", _underWay.Count);
    }

    /// <summary>All jobs there are, the newest first.</summary>
    public async Task<IReadOnlyList<Job>> AllAsync(CancellationToken cancellationToken)
    {
        await LookAsync().WaitAsync(cancellationToken);
        return [.. book.Jobs.OrderByDescending(job => job.Record.CreatedAt).ThenByDescending(job => job.Record.Id.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Finds a job.</summary>
    /// <returns>Null when there is none that can be read, or it has ended too long ago.</returns>
    public async Task<Job?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (book.IsSettled(id, out var job)) return job;
        await LookAsync().WaitAsync(cancellationToken);
        return book.Find(id);
    }

    /// <summary>The version that a job has made, by whichever process.</summary>
    /// <returns>Null when it has been deleted.</returns>
    public async Task<StoredVersion?> FindVersionAsync(JobRecord ended)
    {
        if (Find() is { } known) return known;
        await _disk.RunAsync(store.Refresh); // another process may have made it just now
        return Find();

        StoredVersion? Find() => store.Find(ended.Model)?.Versions.FirstOrDefault(version => version.Version == ended.Version);
    }

    /// <summary>Cancels a job of this process, unless it ends by itself first.</summary>
    /// <returns>How it has ended; that survives a loss of power.</returns>
    /// <exception cref="IOException">It has ended, but that could not be written.</exception>
    public async Task<JobRecord> CancelAsync(Job job, CancellationToken cancellationToken)
    {
        job.Cancel();
        var ended = await job.Ended.WaitAsync(cancellationToken);
        if (_unwritten.ContainsKey(ended.Id)) await _disk.RunAsync(() => Write(ended));
        return ended;
    }

    /// <summary>Removes a job that cannot be read; its idempotency key is free then.</summary>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public Task RemoveAsync(DamagedJob job) => _disk.RunAsync(() =>
    {
        folders.Remove(job.Id);
        book.Forget(job.Id);
    });

    /// <summary>Takes an idempotency key, or finds what it stands for.</summary>
    /// <exception cref="IOException">The volume cannot be read or written.</exception>
    public async Task<KeyAnswer> TakeKeyAsync(IdempotencyKey key, CancellationToken cancellationToken)
    {
        if (!_hasLooked) await LookAsync().WaitAsync(cancellationToken);
        if (!_hasLooked) throw new IOException("The folder of the jobs cannot be looked through.", _failure);
        return await _disk.RunAsync(() => keys.Take(key));
    }

    /// <summary>Accepts a training as a job. When it returns, the job survives a loss of power.</summary>
    /// <param name="body">The table; it is read to its end.</param>
    /// <param name="query">How to train.</param>
    /// <param name="request">Who asks for it. The idempotency key stands for the job once this has returned.</param>
    /// <param name="cancellationToken">Ends the reading of the body.</param>
    /// <exception cref="BusyException">The queue is full.</exception>
    /// <exception cref="BodyTooLargeException">The body is larger than allowed.</exception>
    /// <exception cref="OutcomeUnknownException">The job is there and is done, but nobody knows whether it survives a loss of power.</exception>
    public async Task<Job> SubmitAsync(TableBody body, TrainQuery query, JobRequest request, CancellationToken cancellationToken)
    {
        var place = queue.Ask(request.Caller);
        AtomicDirectory? folder = null;
        Job job;
        OutcomeUnknownException? doubt;
        try
        {
            folder = await _disk.RunAsync(folders.Begin);
            var digest = await SpooledRequest.SpoolAsync(body, query.Text, JobFolders.BodyOf(folder.Path), reading.Value, _disk, cancellationToken);
            place.Take();
            var now = time.GetUtcNow();
            var record = new JobRecord(
                JobRecord.NewestFormat,
                request.Claim?.Taking.Job ?? Guid.CreateVersion7(now),
                owners.Own,
                now.UtcDateTime,
                query.Model,
                query.Text,
                body.ContentType,
                body.ContentEncoding,
                digest,
                request.Claim?.Taking.Key,
                request.IsAwaited,
                Attempt: 0,
                JobStatus.Queued,
                EndedAt: null,
                Version: null,
                Error: null,
                request.Creator);
            (job, doubt) = await AcceptAsync(folder, record, query, request, place);
        }
        catch
        {
            place.Dispose();
            throw;
        }
        finally
        {
            if (folder is not null) await _disk.RunAsync(folder.Dispose);
        }

        return doubt is null ? job : throw doubt;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pruning.Dispose();
        _timer.Dispose();
        _disk.Dispose();
    }

    /// <summary>The problem that a job failed with.</summary>
    public static ProblemDetails? ErrorOf(JobRecord record) => record.Error?.Deserialize(ProblemJson.Default.ProblemDetails);

    /// <summary>The step that makes a request a job: before it nothing is there, and after it the job is done, whatever its sender can be told.</summary>
    /// <returns>The job, and what it cannot be told to have been accepted for: it is there, but a loss of power may take it away.</returns>
    private async Task<(Job Job, OutcomeUnknownException? Doubt)> AcceptAsync(AtomicDirectory folder, JobRecord record, TrainQuery query, JobRequest request, TrainingQueue.Place place)
    {
        var doubt = await _disk.RunAsync(() =>
        {
            try
            {
                folders.Publish(folder, record);
                return null;
            }
            catch (OutcomeUnknownException e)
            {
                return e;
            }
        });
        request.Claim?.Keep();
        return (Start(new Job(record, isOwn: true), query, place), doubt);
    }

    /// <param name="job">What is on the volume.</param>
    /// <param name="query">How to train; null where only the record tells.</param>
    /// <param name="place">In the queue.</param>
    private Job Start(Job job, TrainQuery? query, TrainingQueue.Place place)
    {
        book.Put(job);
        var work = WorkAsync(job, query, place); // stands in line when this returns: turns come in the order of the jobs
        _underWay[work] = true;
        work.ContinueWith(ended => _underWay.TryRemove(ended, out _), TaskScheduler.Default);
        return job;
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
                record = record with { Status = JobStatus.Running, Attempt = record.Attempt + 1 };
                await _disk.RunAsync(() => folders.Save(record)); // nor does the work who submitted it
                job.Begin(record);
                await using var file = await OpenBodyAsync(record, cancellation.Token);
                var body = SpooledRequest.Open(record, file, job);
                var version = await training.DoAsync(body, query ?? TrainQuery.Parse(record.Query), place, new TrainingWatch(record.Id, job), cancellation.Token);
                record = record with { Status = JobStatus.Succeeded, Version = version.Version };
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (!job.Cancellation.IsCancellationRequested)
            {
                await LeaveAsync(job, record);
                return;
            }

            record = await FindMadeAsync(record) is { } made // in the very moment
                ? record with { Status = JobStatus.Succeeded, Version = made.Version }
                : record with { Status = JobStatus.Canceled };
        }
        catch (DamagedBodyException e)
        {
            record = Failed(record, e, Problems.Create(StatusCodes.Status500InternalServerError, "job-body-damaged", e.Message), activity);
        }
        catch (Exception e)
        {
            // A disk that failed after the version had appeared does not undo it, and sent again it would be trained twice.
            var problem = ProblemMapping.ToProblem(e);
            record = ProblemMapping.IsFault(problem) && await FindMadeAsync(record) is { } made
                ? record with { Status = JobStatus.Succeeded, Version = made.Version }
                : Failed(record, e, problem, activity);
        }

        await _disk.RunAsync(() => End(job, record));
    }

    private Task<StoredVersion?> FindMadeAsync(JobRecord record) => _disk.RunAsync(() =>
    {
        store.Refresh();
        return store.FindOfJob(record.Model, record.Id);
    });

    /// <summary>Opens the body, on a thread of its own: a large one is read for a while before it is known to be the one that was received.</summary>
    private Task<FileStream> OpenBodyAsync(JobRecord record, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () =>
        {
            try
            {
                var file = folders.OpenBody(record.Id);
                if (SpooledRequest.IsWhole(record, file, cancellationToken)) return file;
                file.Dispose();
            }
            catch (CorruptModelException e)
            {
                throw new DamagedBodyException(e);
            }

            throw new DamagedBodyException();
        },
        cancellationToken,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private JobRecord Failed(JobRecord record, Exception exception, ProblemDetails problem, Activity activity)
    {
        problem.Extensions["traceId"] = activity.Id;
        if (ProblemMapping.IsFault(problem)) logger.LogError(exception, "Job {Job} failed for a reason that lies in the service, trace {TraceId}", record.Id.ToString(), activity.Id);
        return Failed(record, problem);
    }

    private static JobRecord Failed(JobRecord record, ProblemDetails problem) =>
        record with { Status = JobStatus.Failed, Error = JsonSerializer.SerializeToElement(problem, ProblemJson.Default.ProblemDetails) };

    /// <summary>Leaves a job to the next process: this one stops, which is no fault of the job.</summary>
    private async Task LeaveAsync(Job job, JobRecord record)
    {
        try
        {
            if (record.Status == JobStatus.Running) await _disk.RunAsync(() => folders.Save(record with { Status = JobStatus.Queued }));
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            logger.LogWarning(e, "That job {Job} was left could not be written; it counts as interrupted", record.Id.ToString());
        }

        job.Leave();
    }

    private void End(Job job, JobRecord record)
    {
        record = record with { EndedAt = time.GetUtcNow().UtcDateTime };
        book.Put(job);
        try
        {
            Write(record);
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            // Tried again at every look. After a restart before that it is found to have succeeded by its version, or is done again.
            _unwritten[record.Id] = record;
            logger.LogError(e, "The end of job {Job} could not be written; that is tried again", record.Id.ToString());
        }

        logger.LogInformation("Job {Job} {Status}, model {Model}, version {Version}", record.Id.ToString(), JobRecord.Statuses[record.Status], record.Model, record.Version);
        job.End(record);
        Prune();
    }

    private void Write(JobRecord ended)
    {
        folders.Save(ended);
        folders.RemoveBody(ended.Id);
        _unwritten.TryRemove(ended.Id, out _);
    }

    /// <summary>Forgets the jobs that have ended long ago, or before many others, with their keys.</summary>
    private void Prune()
    {
        if (!_pruning.Wait(0)) return;
        try
        {
            var oldest = time.GetUtcNow().UtcDateTime.AddHours(-options.Value.KeepHours);
            var ended = book.Jobs.Select(job => job.Record).Where(record => record.HasEnded).OrderByDescending(record => record.EndedAt).ToArray();
            foreach (var record in ended.Where((record, index) => index >= options.Value.KeepEnded || record.EndedAt < oldest))
            {
                keys.Forget(record); // before the job: a key without one would be free while somebody still asks for it
                folders.Remove(record.Id);
                book.Forget(record.Id);
            }
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            logger.LogWarning(e, "Jobs that have had their time cannot be removed; that is tried again after the next one");
        }
        finally
        {
            _pruning.Release();
        }
    }

    /// <summary>Looks through the volume every second.</summary>
    private async Task KeepLookingAsync()
    {
        while (await _timer.WaitForNextTickAsync()) await LookAsync();
    }

    /// <summary>Looks through the volume; the look has begun after this was asked for, and serves all who ask before it begins.</summary>
    private Task LookAsync()
    {
        lock (_asking) return _nextLook ??= NextAsync(_look);

        async Task NextAsync(Task before)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            lock (_asking) (_look, _nextLook) = (_nextLook!, null);
            await _disk.RunAsync(Look);
        }
    }

    private void Look()
    {
        try
        {
            book.Refresh();
            owners.Open();
            foreach (var ended in _unwritten.Values) Write(ended);
            TakeOver();
            var isFirst = !_hasLooked;
            (_hasLooked, _failure) = (true, null);
            if (isFirst)
            {
                folders.Sweep();
                keys.Sweep();
                Prune();
            }
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            if (_failure is null) logger.LogWarning(e, "The folder of the jobs cannot be read and written; jobs are not accepted, nor taken over, until it can");
            _failure = e;
        }
    }

    /// <summary>Takes over the jobs whose process has ended, the oldest first.</summary>
    private void TakeOver()
    {
        var dead = owners.TakeDead(Left().Select(record => record.Owner));
        if (dead.Count == 0 && _hasLooked) return;
        using var adoption = owners.TryTakeAdoption();
        try
        {
            store.Refresh(); // what they stored last
            book.Refresh(); // what they accepted last
            foreach (var record in Left().Where(record => dead.ContainsKey(record.Owner)).OrderBy(record => record.CreatedAt).ThenBy(record => record.Id.ToString(), StringComparer.Ordinal))
            {
                var taken = record with { Owner = owners.Own, Status = JobStatus.Queued, Interruptions = record.Interruptions + (record.Status == JobStatus.Running ? 1 : 0) };
                Own(taken);
                Resume(taken);
            }

            foreach (var (owner, free) in dead) owners.Remove(owner, free);
        }
        finally
        {
            foreach (var free in dead.Values) free.Dispose();
        }

        IEnumerable<JobRecord> Left() => [.. book.Jobs.Where(job => !job.IsOwn && !job.Record.HasEnded).Select(job => job.Record)];
    }

    private void Own(JobRecord record)
    {
        try
        {
            folders.Save(record);
        }
        catch (OutcomeUnknownException e)
        {
            // Should a loss of power bring back the record as it was, its owner is still one that has ended.
            logger.LogWarning(e, "That job {Job} is taken over may not last", record.Id.ToString());
        }
    }

    private static bool IsOfTheDisk(Exception exception) => exception is IOException or UnauthorizedAccessException or StorageUnavailableException or OutcomeUnknownException;

    /// <summary>What becomes of a job whose process has ended.</summary>
    private void Resume(JobRecord record)
    {
        var job = new Job(record, isOwn: true);

        // Between the appearance of the version and the note of it lies a moment in which a process may end.
        if (store.FindOfJob(record.Model, record.Id) is { } version) End(job, record with { Status = JobStatus.Succeeded, Version = version.Version });
        else if (record.IsAwaited) End(job, record with { Status = JobStatus.Canceled });
        else if (record.Interruptions >= options.Value.MostAttempts)
        {
            End(job, Failed(record, Problems.Create(
                StatusCodes.Status422UnprocessableEntity,
                "attempts-exhausted",
                $"The service ended {record.Interruptions} times while it worked on this job, which is not begun again. Mostly the table needs more memory than the service has: send fewer columns or customers, or give it more; Jobs:MostAttempts says how often it is tried.")));
        }
        else
        {
            logger.LogInformation("Job {Job} goes on", record.Id.ToString());
            Start(job, query: null, queue.TakePlaceAgain(record.Creator is { } key ? RateLimits.CallerOf(key) : ""));
        }
    }
}
