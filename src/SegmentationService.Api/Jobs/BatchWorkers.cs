using System.Collections;
using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Sources;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;

namespace SegmentationService.Api.Jobs;

/// <summary>
/// Takes parts of the scoring jobs that run, whichever process owns them, and scores a few at a time on the threads of batches, which give way to single predictions. A part is held by a lock that
/// the operating system releases with the process: whoever finds it free, and nothing that came of it, does it.
/// </summary>
internal sealed class BatchWorkers(
    JobBook book,
    JobFolders folders,
    BatchFolders batches,
    BatchParts parts,
    DataVolume volume,
    JobThreads disk,
    GracefulStop stop,
    IOptions<JobOptions> options,
    ILogger<BatchWorkers> logger) : BackgroundService
{
    /// <summary>How often is looked for parts that others have left, and for jobs of others.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(Guid Job, int Part), (CancellationTokenSource Cancellation, Task Work)> _underWay = new();
    private readonly ConcurrentDictionary<Guid, bool> _ending = new();
    private readonly Dictionary<Guid, (BatchPlan Plan, BitArray Ended)> _known = [];
    private readonly HashSet<Guid> _tidy = [];
    private readonly ConcurrentDictionary<Guid, bool> _untidy = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Lock _waking = new();
    private readonly Lock _looking = new();
    private TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasFailed;

    /// <summary>Ends when something has come of a part here.</summary>
    public Task NextEnd => Volatile.Read(ref _ended).Task;

    /// <summary>Has parts looked for now.</summary>
    public void Wake()
    {
        lock (_waking)
        {
            if (_wake.CurrentCount == 0) _wake.Release();
        }
    }

    /// <summary>Ends the work on a job that is about to end. Of its parts none is begun here any more.</summary>
    public async Task EndAsync(Guid job)
    {
        _ending[job] = true;
        await disk.RunAsync(() =>
        {
            lock (_looking) return; // a look under way may begin one
        });
        foreach (var (key, part) in _underWay)
        {
            if (key.Job != job) continue;
            TryCancel(part.Cancellation);
            await part.Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Removes what is left of the parts of a job that has ended, unless somebody is still about to see that it has.</summary>
    public void TidyUp(JobRecord ended)
    {
        try
        {
            batches.TidyUp(ended.Id, () => parts.TryRemoveStaged(ended));
        }
        catch (Exception e) when (DiskFailure.Is(e))
        {
            if (_untidy.TryAdd(ended.Id, true)) logger.LogWarning("What is left of the parts of job {Job} cannot be removed yet: {Reason}", ended.Id.ToString(), DiskFailure.Reason(e));
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stop.Begun.IsCancellationRequested)
        {
            try
            {
                await disk.RunAsync(Look);
                _hasFailed = false;
            }
            catch (Exception e) when (DiskFailure.Is(e))
            {
                if (!_hasFailed) logger.LogWarning("Parts of jobs cannot be taken, until the disk can be read and written: {Reason}", DiskFailure.Reason(e));
                _hasFailed = true;
            }

            await _wake.WaitAsync(Interval, stop.Begun).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        await Task.WhenAll(_underWay.Values.Select(part => part.Work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static void TryCancel(CancellationTokenSource cancellation)
    {
        try
        {
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    private void Look()
    {
        lock (_looking) LookOnce();
    }

    private void LookOnce()
    {
        foreach (var (key, part) in _underWay)
            if (book.Find(key.Job) is not { Record.HasEnded: false }) TryCancel(part.Cancellation);
        var jobs = book.Jobs.Where(job => job.Record.Batch is not null).ToArray();
        foreach (var ended in jobs.Select(job => job.Record).Where(record => record.HasEnded && !_tidy.Contains(record.Id)))
        {
            TidyUp(ended);
            if (batches.HasParts(ended.Id)) continue;
            _tidy.Add(ended.Id);
            _known.Remove(ended.Id);
            _ending.TryRemove(ended.Id, out _);
            _untidy.TryRemove(ended.Id, out _);
        }

        _tidy.IntersectWith(jobs.Select(job => job.Record.Id));
        if (!volume.IsThere) return;
        foreach (var job in jobs.Where(job => job.Record.Status == JobStatus.Running).OrderBy(job => job.Record.CreatedAt).ThenBy(job => job.Record.Id.ToString(), StringComparer.Ordinal))
            TakeParts(job);
    }

    private void TakeParts(Job job)
    {
        var id = job.Record.Id;
        if (Known(id) is not { } known) return;
        for (var part = 0; part < known.Plan.Files.Count; part++)
        {
            if (_underWay.Count >= options.Value.BatchParts || job.Cancellation.IsCancellationRequested || _ending.ContainsKey(id)) return;
            if (known.Ended[part] || _underWay.ContainsKey((id, part))) continue;
            if (known.Ended[part] = batches.HasEnded(id, part)) continue;
            if (batches.TryTake(id, part) is not { } lease) continue;
            var isBegun = false;
            try
            {
                isBegun = TryBegin(job, known.Plan, part, lease);
            }
            finally
            {
                if (!isBegun) lease.Dispose();
            }
        }
    }

    /// <summary>Begins a part that is held, unless it has been done meanwhile, or the job is over.</summary>
    private bool TryBegin(Job job, BatchPlan plan, int part, FileLock lease)
    {
        var record = job.Record;
        if (batches.HasEnded(record.Id, part) || folders.Load(record.Id) is not { Status: JobStatus.Running }) return false;
        var attempts = batches.Attempts(record.Id, part);
        if (attempts >= options.Value.MostAttempts)
        {
            batches.Save(BatchParts.Failed(record.Id, part, JobProblems.AttemptsExhausted(attempts), plan.Files[part]));
            End();
            return false;
        }

        batches.SetAttempts(record.Id, part, attempts + 1);
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stop.Begun, job.Cancellation);
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _underWay[(record.Id, part)] = (cancellation, WorkAsync(begin.Task, record, part, plan.Files[part], attempts, lease, cancellation));
        begin.SetResult(); // it is known before it can end
        return true;
    }

    private async Task WorkAsync(Task begin, JobRecord record, int part, BatchPlanFile file, int attempts, FileLock lease, CancellationTokenSource cancellation)
    {
        await begin;
        try
        {
            var came = await parts.ScoreAsync(record, part, file, cancellation.Token);
            await disk.RunAsync(() => Save(record, file, came));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await disk.RunAsync(() => TrySetAttempts(record.Id, part, attempts)); // it was left, which is no fault of the part
        }
        catch (Exception e) when (DiskFailure.Is(e))
        {
            logger.LogWarning("What came of part {Part} of job {Job} cannot be written, and it is done again: {Reason}", part, record.Id.ToString(), DiskFailure.Reason(e));
            await disk.RunAsync(() => TrySetAttempts(record.Id, part, attempts));
        }
        finally
        {
            lease.Dispose();
            _underWay.TryRemove((record.Id, part), out _);
            cancellation.Dispose();
            End();
        }
    }

    private void Save(JobRecord record, BatchPlanFile file, BatchPart came)
    {
        try
        {
            batches.Save(came);
        }
        catch (OutcomeUnknownException)
        {
            // It is there. Should a loss of power take it away, the part is done again, with the same outcome.
        }
        catch
        {
            if (came.Staged is { } staged) parts.TargetOf(record, file).Unstage(staged);
            throw;
        }
    }

    private void TrySetAttempts(Guid job, int part, int attempts)
    {
        try
        {
            batches.SetAttempts(job, part, attempts);
        }
        catch (Exception e) when (DiskFailure.Is(e))
        {
            // Then this one counts, too.
        }
    }

    private void End()
    {
        Interlocked.Exchange(ref _ended, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        Wake();
    }

    /// <summary>What is known of a job; null where its plan cannot be read, which its owner tells.</summary>
    private (BatchPlan Plan, BitArray Ended)? Known(Guid id)
    {
        if (_known.TryGetValue(id, out var known)) return known;
        try
        {
            var plan = batches.LoadPlan(id);
            return _known[id] = (plan, new BitArray(plan.Files.Count));
        }
        catch (CorruptModelException)
        {
            return null;
        }
    }
}
