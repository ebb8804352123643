using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Jobs;

/// <summary>
/// Accepts trainings, and the scoring of files, as jobs, and tells of those there are. What has been accepted is done once, whatever happens to the process: the body lies on the volume until the job
/// has ended, and the version bears the id of the job. No thread that answers requests waits for the volume.
/// </summary>
internal sealed class JobService(
    JobBook book,
    JobFolders folders,
    JobOwners owners,
    JobLook look,
    JobWork work,
    IdempotencyKeys keys,
    ModelStore store,
    TrainingQueue queue,
    JobThreads disk,
    IOptions<ReadingOptions> reading,
    IOptions<JobOptions> options,
    JobRetention retention,
    TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>All jobs there are, the newest first.</summary>
    public async Task<IReadOnlyList<Job>> AllAsync(CancellationToken cancellationToken)
    {
        await look.LookAsync().WaitAsync(cancellationToken);
        return [.. book.Jobs.OrderByDescending(job => job.Record.CreatedAt).ThenByDescending(job => job.Record.Id.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>What is known of the jobs that train, or have trained, a model, on whichever process.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<IReadOnlyList<JobRecord>> OfModelAsync(string model, CancellationToken cancellationToken) => [.. (await AllAsync(cancellationToken)).Select(job => job.Record).Where(record => record.Model == model)];

    /// <summary>Removes jobs that have ended, with all that is kept of them.</summary>
    /// <param name="ended">The jobs.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public Task<int> ForgetAsync(IReadOnlyCollection<JobRecord> ended) => disk.RunAsync(() =>
    {
        foreach (var record in ended) retention.Forget(record);
        return ended.Count;
    });

    /// <summary>Finds a job.</summary>
    /// <returns>Null when there is none that can be read, or it has ended too long ago.</returns>
    public async Task<Job?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (book.IsSettled(id, out var job)) return job;
        await look.LookAsync().WaitAsync(cancellationToken);
        return book.Find(id);
    }

    /// <summary>The version that a job has made, by whichever process.</summary>
    /// <returns>Null when it has been deleted.</returns>
    public async Task<StoredVersion?> FindVersionAsync(JobRecord ended)
    {
        if (ended.Version is not { } number) return null;
        if (Find() is { } known) return known;
        await disk.RunAsync(store.Refresh); // another process may have made it just now
        return Find();

        StoredVersion? Find() => store.Find(ended.Model)?.Served(number);
    }

    /// <summary>Cancels a job of this process, unless it ends by itself first.</summary>
    /// <returns>How it has ended; that survives a loss of power.</returns>
    /// <exception cref="IOException">It has ended, but that could not be written.</exception>
    public async Task<JobRecord> CancelAsync(Job job, CancellationToken cancellationToken)
    {
        job.Cancel();
        var ended = await job.Ended.WaitAsync(cancellationToken);
        await work.EndWritingAsync(ended);
        return ended;
    }

    /// <summary>Removes a job that cannot be read; its idempotency key is free then.</summary>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public Task RemoveAsync(DamagedJob job) => disk.RunAsync(() =>
    {
        folders.Remove(job.Id);
        book.Forget(job.Id);
    });

    /// <summary>Takes an idempotency key, or finds what it stands for.</summary>
    /// <exception cref="IOException">The volume cannot be read or written.</exception>
    public async Task<KeyAnswer> TakeKeyAsync(IdempotencyKey key, CancellationToken cancellationToken)
    {
        await look.HaveLookedAsync(cancellationToken);
        return await disk.RunAsync(() => keys.Take(key, work.HasMade));
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
            folder = await disk.RunAsync(folders.Begin);
            var digest = await SpooledRequest.SpoolAsync(body, query.Text, JobFolders.BodyOf(folder.Path), reading.Value, disk, cancellationToken);
            place.Take();
            var record = NewRecord(request, query.Model, query.Text, digest) with
            {
                ContentType = body.ContentType,
                ContentEncoding = body.ContentEncoding,
                IsAwaited = request.IsAwaited,
                AfterVersion = store.LastNumber(query.Model),
            };
            (job, doubt) = await AcceptAsync(folder, record, request, accepted => work.Start(accepted, query, place));
        }
        catch
        {
            place.Dispose();
            throw;
        }
        finally
        {
            if (folder is not null) await disk.RunAsync(folder.Dispose);
        }

        return doubt is null ? job : throw doubt;
    }

    /// <summary>Accepts the scoring of files as a job. When it returns, the job survives a loss of power.</summary>
    /// <param name="files">The files, and where their answers go.</param>
    /// <param name="batch">The version that scores, and the folder of the answers.</param>
    /// <param name="model">The model.</param>
    /// <param name="query">The query as it came.</param>
    /// <param name="sha256">Of all that the outcome depends on.</param>
    /// <param name="request">Who asks for it. The idempotency key stands for the job once this has returned.</param>
    /// <exception cref="BusyException">As many as are allowed have not ended yet.</exception>
    /// <exception cref="OutcomeUnknownException">The job is there and is done, but nobody knows whether it survives a loss of power.</exception>
    public async Task<Job> SubmitAsync(IReadOnlyList<BatchPlanFile> files, JobBatch batch, string model, string query, string sha256, JobRequest request)
    {
        var most = options.Value.BatchQueue;
        if (book.Jobs.Count(job => job.Record is { Batch: not null, HasEnded: false }) >= most)
            throw new BusyException($"{most} scoring jobs are under way or waiting, the most that are allowed; try again later. An operator allows more with {JobOptions.Section}:{nameof(JobOptions.BatchQueue)}.", RetryAfter);
        var record = NewRecord(request, model, query, sha256) with { Batch = batch };
        var folder = await disk.RunAsync(folders.Begin);
        try
        {
            await disk.RunAsync(() => BatchFolders.Write(folder.Path, new BatchPlan(BatchPlan.NewestFormat, record.Id, files)));
            var (job, doubt) = await AcceptAsync(folder, record, request, work.Start);
            return doubt is null ? job : throw doubt;
        }
        finally
        {
            await disk.RunAsync(folder.Dispose);
        }
    }

    /// <summary>The problem that a job failed with.</summary>
    public static ProblemDetails? ErrorOf(JobRecord record) => record.Error is { } error ? ErrorOf(error) : null;

    /// <summary>A problem as it is stored.</summary>
    public static ProblemDetails ErrorOf(JsonElement error) => error.Deserialize(ProblemJson.Default.ProblemDetails)!;

    private JobRecord NewRecord(JobRequest request, string model, string query, string sha256)
    {
        var now = time.GetUtcNow();
        return new JobRecord(
            JobRecord.NewestFormat,
            request.Claim?.Taking.Job ?? Guid.CreateVersion7(now),
            owners.Own,
            now.UtcDateTime,
            model,
            query,
            ContentType: null,
            ContentEncoding: null,
            sha256,
            request.Claim?.Taking.Key,
            IsAwaited: false,
            Attempt: 0,
            JobStatus.Queued,
            EndedAt: null,
            Version: null,
            Error: null,
            request.Creator);
    }

    /// <summary>The step that makes a request a job: before it nothing is there, and after it the job is done, whatever its sender can be told.</summary>
    /// <returns>The job, and what it cannot be told to have been accepted for: it is there, but a loss of power may take it away.</returns>
    private async Task<(Job Job, OutcomeUnknownException? Doubt)> AcceptAsync(AtomicDirectory folder, JobRecord record, JobRequest request, Func<Job, Job> start)
    {
        var doubt = await disk.RunAsync(() =>
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
        return (start(new Job(record, isOwn: true)), doubt);
    }
}
