using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;

namespace SegmentationService.Api.Jobs;

/// <summary>
/// The jobs on the volume. Several processes may share it: each works on the jobs that it owns, and those of a process that has ended go
/// to the next one that starts. A process lives as long as it holds the lock in its folder, which the operating system releases.
/// </summary>
/// <remarks>FORMAT.md beside this file describes the folder.</remarks>
internal sealed class JobFolders : IDisposable
{
    private const string RecordFile = "job.json";
    private const string BodyFile = "body";
    private const string LockFile = "lock";
    private const string AdoptionFile = "adoption";
    private const int BufferSize = 1 << 16;

    private readonly string _root;
    private readonly string _owners;
    private readonly string _own;
    private readonly Lock _opening = new();
    private readonly ILogger<JobFolders> _logger;
    private FileLock? _life;

    public JobFolders(IOptions<StorageOptions> storage, ILogger<JobFolders> logger)
    {
        _logger = logger;
        _root = Path.Combine(Path.GetFullPath(storage.Value.Path), "jobs");
        _owners = Path.Combine(_root, "owners");
        _own = Path.Combine(_owners, Owner.ToString());
    }

    /// <summary>This process among those that share the volume.</summary>
    public Guid Owner { get; } = Guid.NewGuid();

    /// <summary>Makes this process an owner of jobs, unless it is one.</summary>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public void Open()
    {
        lock (_opening)
        {
            if (_life is not null) return;
            AtomicDirectory.Create(_own);
            _life = FileLock.TryTake(Path.Combine(_own, LockFile));
        }
    }

    /// <summary>Begins the folder of a job; its body is written to <see cref="BodyOf(string)"/>.</summary>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public AtomicDirectory Begin()
    {
        Open();
        return AtomicDirectory.Begin(_own);
    }

    /// <summary>Where the body of a job is written, or lies.</summary>
    public static string BodyOf(string folder) => Path.Combine(folder, BodyFile);

    /// <summary>Makes a job appear, body and record together. When it returns, both survive a loss of power.</summary>
    public void Publish(AtomicDirectory folder, JobRecord record)
    {
        DiskFlush.Write(Path.Combine(folder.Path, RecordFile), SealedJson.Write(record, JobJson.Strict.JobRecord));
        folder.Publish(Place(record.Id));
    }

    /// <summary>Replaces the record of a job.</summary>
    public void Save(JobRecord record) =>
        AtomicDirectory.ReplaceFile(Path.Combine(Place(record.Id), RecordFile), SealedJson.Write(record, JobJson.Strict.JobRecord));

    /// <summary>Opens the body of a job.</summary>
    public FileStream OpenBody(Guid id) =>
        new(BodyOf(Place(id)), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.Asynchronous | FileOptions.SequentialScan);

    /// <summary>Removes the body of a job that has ended.</summary>
    public void RemoveBody(Guid id) => AtomicDirectory.TryRemove(BodyOf(Place(id)));

    /// <summary>Removes a job that has ended.</summary>
    public void Remove(Guid id)
    {
        try
        {
            AtomicDirectory.Delete(Place(id));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.LogWarning(e, "Job {Job} has had its time and cannot be removed", id.ToString());
        }
    }

    /// <summary>The ids of all jobs there are.</summary>
    public IEnumerable<Guid> Ids() => Directory.Exists(_root)
        ? Directory.EnumerateDirectories(_root).Select(path => Guid.TryParseExact(Path.GetFileName(path), "D", out var id) ? id : default).Where(id => id != default)
        : [];

    /// <summary>Reads the record of a job.</summary>
    /// <returns>False when there is none, or it cannot be used, which is logged.</returns>
    public bool TryLoad(Guid id, [NotNullWhen(true)] out JobRecord? record)
    {
        record = null;
        var folder = Place(id);
        if (!File.Exists(Path.Combine(folder, RecordFile))) return false;
        try
        {
            var read = SealedJson.Read(StoredFile.ReadAll(folder, RecordFile), RecordFile, JobRecord.NewestFormat, JobJson.Strict.JobRecord);
            record = read with { Checksum = SealedJson.Blank }; // it will be saved again, with another content
            if (record.Id == id) return true;
            throw new CorruptModelException($"{RecordFile} is that of the job {record.Id}.");
        }
        catch (CorruptModelException e)
        {
            if (Directory.Exists(folder)) _logger.LogWarning("Job {Job} is left aside: {Reason}", id.ToString(), e.Message);
            record = null;
            return false;
        }
    }

    /// <summary>Takes over the jobs that no living process owns, and removes what ended processes left half done.</summary>
    /// <param name="cancellationToken">Ends the waiting for another process that takes over jobs.</param>
    /// <returns>Those that have not ended, the oldest first; they belong to this process now.</returns>
    /// <exception cref="IOException">The volume cannot be read or written.</exception>
    /// <exception cref="StorageUnavailableException">The volume cannot be written, or another process does not end with taking over jobs.</exception>
    public IReadOnlyList<JobRecord> Adopt(CancellationToken cancellationToken)
    {
        Open();
        using var adoption = FileLock.Take(_root, AdoptionFile, cancellationToken);
        Sweep();
        var dead = new Dictionary<Guid, FileLock>();
        foreach (var folder in Directory.EnumerateDirectories(_owners))
            if (folder != _own && Guid.TryParseExact(Path.GetFileName(folder), "D", out var owner) && FileLock.TryTake(Path.Combine(folder, LockFile)) is { } free) dead.Add(owner, free);

        var adopted = new List<JobRecord>();
        foreach (var id in Ids())
        {
            if (!TryLoad(id, out var record)) continue;
            if (record.HasEnded) RemoveBody(id);
            else if (dead.ContainsKey(record.Owner) || !Directory.Exists(Path.Combine(_owners, record.Owner.ToString())))
            {
                record = record with { Owner = Owner };
                Save(record);
                adopted.Add(record);
            }
        }

        foreach (var (owner, free) in dead)
        {
            free.Dispose();
            AtomicDirectory.TryRemove(Path.Combine(_owners, owner.ToString()));
        }

        return [.. adopted.OrderBy(record => record.CreatedAt).ThenBy(record => record.Id.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Ends the life of this process among the owners; its jobs are left to the next one.</summary>
    public void Dispose()
    {
        lock (_opening) _life?.Dispose();
    }

    private void Sweep()
    {
        foreach (var path in Directory.EnumerateDirectories(_root))
            if (AtomicDirectory.IsLeftover(path)) AtomicDirectory.TryRemove(path);
    }

    private string Place(Guid id) => Path.Combine(_root, id.ToString());
}
