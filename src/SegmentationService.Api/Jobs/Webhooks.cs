using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;

namespace SegmentationService.Api.Jobs;

/// <summary>
/// Tells of the end of jobs: noted beside the job before its end is, sent until it is taken or has failed for a day. Of the processes that share the volume one sends, for all, by a lock that
/// ends with it. What is tried again when lies on the volume, which no library for retries keeps.
/// </summary>
/// <remarks>It comes at least once: a process may end between the answer of the receiver and the note of it.</remarks>
internal sealed class Webhooks(
    JobFolders folders, JobOwners owners, JobThreads disk, WebhookClient client, IOptions<JobOptions> options, TimeProvider time, ILogger<Webhooks> logger) : BackgroundService
{
    private const string LockFile = "webhooks";

    /// <summary>What is tried again after these: the last one after a day in all.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(15),
    ];

    /// <summary>How often is looked for what others owe, and for what is to be tried again.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, WebhookOptions> _targets = options.Value.Webhooks.ToDictionary(webhook => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(webhook.Url))));
    private readonly SemaphoreSlim _owed = new(0, 1);
    private readonly Lock _waking = new();
    private readonly HashSet<Guid> _damaged = [];

    /// <summary>Notes that the end of a job is to be told, where there is somebody to tell it.</summary>
    /// <param name="ended">How it ended; the end is written after this.</param>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public void Owe(JobRecord ended)
    {
        if (_targets.Count == 0) return;
        var now = time.GetUtcNow().UtcDateTime;
        folders.Save(new DeliveriesRecord(DeliveriesRecord.NewestFormat, ended.Id, [.. _targets.Keys.Select(url => new OwedDelivery(url, Attempts: 0, now))]));
    }

    /// <summary>Has what is owed sent now.</summary>
    public void Wake()
    {
        if (_targets.Count == 0) return;
        lock (_waking)
        {
            if (_owed.CurrentCount == 0) _owed.Release();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _owed.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_targets.Count == 0) return;
        FileLock? turn = null;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    turn ??= await disk.RunAsync(TryTakeTurn);
                    if (turn is not null) await SendAllAsync(stoppingToken);
                }
                catch (Exception e) when (DiskFailure.Is(e))
                {
                    logger.LogWarning("What is to be told of jobs cannot be read or written; that is tried again: {Reason}", DiskFailure.Reason(e));
                }

                await _owed.WaitAsync(Interval, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is still owed lies on the volume.
        }
        finally
        {
            turn?.Dispose();
        }
    }

    private FileLock? TryTakeTurn()
    {
        owners.Open();
        return FileLock.TryTake(Path.Combine(owners.Root, LockFile));
    }

    private async Task SendAllAsync(CancellationToken cancellationToken)
    {
        var jobs = await disk.RunAsync(() => folders.Ids().Where(folders.HasDeliveries).ToArray());
        await Parallel.ForEachAsync(jobs, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (job, ended) => await SendAsync(job, ended));
    }

    /// <summary>Sends what is due of one job.</summary>
    private async Task SendAsync(Guid id, CancellationToken cancellationToken)
    {
        var (job, deliveries) = await disk.RunAsync(() => Load(id));
        if (job is not { HasEnded: true } || deliveries is null) return; // it is about to end, or has been removed
        var now = time.GetUtcNow().UtcDateTime;
        if (deliveries.Owed.All(owed => owed.NextAt > now)) return;

        var body = WebhookEvent.Of(job);
        var left = new List<OwedDelivery>();
        foreach (var owed in deliveries.Owed)
        {
            if (owed.NextAt > now) left.Add(owed);
            else if (_targets.TryGetValue(owed.UrlSha256, out var webhook) && await TrySendAsync(webhook, owed, id, body, cancellationToken) is { } again) left.Add(again);
        }

        await disk.RunAsync(() =>
        {
            if (left.Count == 0) folders.RemoveDeliveries(id);
            else if (folders.Exists(id)) folders.Save(deliveries with { Owed = [.. left] });
        });
    }

    /// <returns>When it is tried again; null when it was taken, or is given up.</returns>
    private async Task<OwedDelivery?> TrySendAsync(WebhookOptions webhook, OwedDelivery owed, Guid job, byte[] body, CancellationToken cancellationToken)
    {
        var status = await client.SendAsync(webhook, job, body, cancellationToken);
        if ((int?)status is >= 200 and < 300) return null;
        var (host, answer) = (new Uri(webhook.Url).Host, status is { } code ? ((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture) : "nothing");
        if (status == HttpStatusCode.Gone || owed.Attempts >= Pauses.Length)
        {
            logger.LogWarning("The end of job {Job} could not be told to {Host}, which answered {Status}; it is given up after {Attempts} attempts", job.ToString(), host, answer, owed.Attempts + 1);
            return null;
        }

        logger.LogInformation("The end of job {Job} could not be told to {Host}, which answered {Status}; that is tried again in {Pause}", job.ToString(), host, answer, Pauses[owed.Attempts]);
        return owed with { Attempts = owed.Attempts + 1, NextAt = time.GetUtcNow().UtcDateTime + Pauses[owed.Attempts] };
    }

    /// <summary>A job and what is owed of it; nothing where either is damaged, which is told of once.</summary>
    private (JobRecord? Job, DeliveriesRecord? Deliveries) Load(Guid id)
    {
        try
        {
            return (folders.Load(id), folders.LoadDeliveries(id));
        }
        catch (CorruptModelException e)
        {
            lock (_damaged)
            {
                if (_damaged.Add(id)) logger.LogWarning("The end of job {Job} is told to nobody: {Reason}", id.ToString(), e.Message);
            }

            return (null, null);
        }
    }
}
