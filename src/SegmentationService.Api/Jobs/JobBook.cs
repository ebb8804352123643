using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;

namespace SegmentationService.Api.Jobs;

/// <summary>
/// What this process knows of the jobs on the volume: its own as they stand at this moment, those of others as they stood when the volume was last looked
/// through. Asking takes no look at the disk. Thread-safe.
/// </summary>
internal sealed class JobBook(JobFolders folders, JobOwners owners, ILogger<JobBook> logger)
{
    private readonly ConcurrentDictionary<Guid, Job> _jobs = new();
    private readonly ConcurrentDictionary<Guid, DamagedJob> _damaged = new();
    private readonly FolderStamps _stamps = new();
    private bool _isComplete;

    /// <summary>All jobs that can be read, in no order.</summary>
    public IEnumerable<Job> Jobs => _jobs.Values;

    /// <summary>Those whose record cannot be read, the oldest first.</summary>
    public IReadOnlyList<DamagedJob> Damaged => [.. _damaged.Values.OrderBy(job => job.Id.ToString(), StringComparer.Ordinal)];

    /// <summary>Finds a job, as it is known.</summary>
    public Job? Find(Guid id) => _jobs.GetValueOrDefault(id);

    /// <summary>Finds a job that cannot be read.</summary>
    public DamagedJob? FindDamaged(Guid id) => _damaged.GetValueOrDefault(id);

    /// <summary>Whether a job is known as it is, whatever others do.</summary>
    public bool IsSettled(Guid id, [NotNullWhen(true)] out Job? job) => _jobs.TryGetValue(id, out job) && (job.IsOwn || job.Record.HasEnded);

    /// <summary>Notes a job that this process works on.</summary>
    public void Put(Job job) => _jobs[job.Record.Id] = job;

    /// <summary>Notes that a job is not on the volume any more.</summary>
    public void Forget(Guid id)
    {
        _jobs.TryRemove(id, out _);
        _damaged.TryRemove(id, out _);
    }

    /// <summary>Looks through the volume; one at a time does that. Costs a call of the system, and the reading of the jobs that others work on, unless jobs have come or gone.</summary>
    /// <exception cref="IOException">The volume cannot be read.</exception>
    public void Refresh()
    {
        if (!_stamps.MayHaveChanged(owners.Root) && _isComplete)
        {
            foreach (var id in _jobs.Keys.Concat(_damaged.Keys)) Refresh(id);
            return;
        }

        _isComplete = false;
        var there = folders.Ids().ToHashSet();
        foreach (var (id, job) in _jobs)
            if (!there.Contains(id) && (!job.IsOwn || job.Record.HasEnded)) _jobs.TryRemove(id, out _);
        foreach (var id in _damaged.Keys)
            if (!there.Contains(id)) _damaged.TryRemove(id, out _);
        foreach (var id in there) Refresh(id);
        _isComplete = true;
    }

    /// <summary>Looks at one job on the volume, unless it is known as it is.</summary>
    public void Refresh(Guid id)
    {
        if (IsSettled(id, out _)) return;
        try
        {
            var record = folders.Load(id);
            _damaged.TryRemove(id, out _);
            if (record is null) _jobs.TryRemove(id, out _);
            else if (record.Owner != owners.Own || record.HasEnded) // the others are about to be put here
                _jobs.AddOrUpdate(id, _ => new Job(record, isOwn: false), (_, known) => known.IsOwn ? known : new Job(record, isOwn: false));
        }
        catch (CorruptModelException e)
        {
            var damaged = new DamagedJob(id, e.Message);
            if (FindDamaged(id) != damaged) logger.LogWarning("Job {Job} is left aside: {Reason}", id.ToString(), e.Message);
            _damaged[id] = damaged;
            if (_jobs.TryGetValue(id, out var known) && !known.IsOwn) _jobs.TryRemove(id, out _);
        }
    }
}
