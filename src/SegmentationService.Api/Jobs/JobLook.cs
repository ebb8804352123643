using Microsoft.Extensions.Options;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Jobs;

/// <summary>
/// Looks through the jobs on the volume every second, and whenever a request asks for something that is not known here: jobs of others are seen, and those whose
/// process has ended are taken over, by whoever finds it first.
/// </summary>
internal sealed class JobLook(
    JobBook book,
    JobFolders folders,
    JobOwners owners,
    KeyFolders keys,
    JobWork work,
    JobRetention retention,
    TrainingQueue queue,
    JobThreads disk,
    IOptions<JobOptions> options,
    ILogger<JobLook> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long a start waits for the jobs that were left; what takes longer goes on beside the requests.</summary>
    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromSeconds(5);

    private readonly PeriodicTimer _timer = new(Interval);
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
        var all = Task.WhenAll([.. work.UnderWay, _looking, _look]);
        await all.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!all.IsCompleted) logger.LogWarning("{Jobs} jobs did not end in time; the next start goes on with them", work.UnderWay.Count);
    }

    /// <summary>Makes sure that all jobs that were there at the start are known.</summary>
    /// <exception cref="IOException">The volume cannot be read.</exception>
    public async Task HaveLookedAsync(CancellationToken cancellationToken)
    {
        if (!_hasLooked) await LookAsync().WaitAsync(cancellationToken);
        if (!_hasLooked) throw new IOException("The folder of the jobs cannot be looked through.", _failure);
    }

    /// <summary>Looks through the volume; the look has begun after this was asked for, and serves all who ask before it begins.</summary>
    public Task LookAsync()
    {
        lock (_asking) return _nextLook ??= NextAsync(_look);

        async Task NextAsync(Task before)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            lock (_asking) (_look, _nextLook) = (_nextLook!, null);
            await disk.RunAsync(Look);
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Looks through the volume every second.</summary>
    private async Task KeepLookingAsync()
    {
        while (await _timer.WaitForNextTickAsync()) await LookAsync();
    }

    private void Look()
    {
        try
        {
            book.Refresh();
            owners.Open();
            work.EndWriting();
            TakeOver();
            var isFirst = !_hasLooked;
            (_hasLooked, _failure) = (true, null);
            if (isFirst)
            {
                folders.Sweep();
                keys.Sweep();
                retention.Prune();
            }
        }
        catch (Exception e) when (DiskFailure.Is(e))
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
            book.Refresh(); // what they accepted last
            foreach (var record in Left().Where(record => dead.ContainsKey(record.Owner)).OrderBy(record => record.CreatedAt).ThenBy(record => record.Id.ToString(), StringComparer.Ordinal))
            {
                // Between the appearance of the version and the note of it lies a moment in which a process may end. Who cannot be told of it is left as he is, until the next look.
                var made = work.FindMade(record);
                var taken = record with { Owner = owners.Own, Status = JobStatus.Queued, Interruptions = record.Interruptions + (record.Status == JobStatus.Running ? 1 : 0) };
                Own(taken);
                Resume(taken, made);
            }

            // It may have ended between the record of an end and the removal of the body.
            foreach (var job in book.Jobs.Where(job => job.Record.HasEnded && dead.ContainsKey(job.Record.Owner))) folders.RemoveBody(job.Record.Id);
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

    /// <summary>What becomes of a job whose process has ended.</summary>
    private void Resume(JobRecord record, StoredVersion? made)
    {
        var job = new Job(record, isOwn: true);

        if (record.Batch is not null)
        {
            // How often its parts are begun is counted of each.
            logger.LogInformation("Job {Job} goes on", record.Id.ToString());
            work.Start(job);
            return;
        }

        if (made is not null) work.End(job, record with { Status = JobStatus.Succeeded, Version = made.Version });
        else if (record.IsAwaited) work.End(job, record with { Status = JobStatus.Canceled });
        else if (record.Interruptions >= options.Value.MostAttempts)
        {
            work.End(job, JobWork.Failed(record, JobProblems.AttemptsExhausted(record.Interruptions)));
        }
        else
        {
            logger.LogInformation("Job {Job} goes on", record.Id.ToString());
            work.Start(job, query: null, queue.TakePlaceAgain(record.Creator is { } key ? RateLimits.CallerOf(key) : ""));
        }
    }
}
