using Microsoft.Extensions.Options;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Jobs;

/// <summary>
/// The processes that share the volume, as owners of jobs. A process lives as long as it holds the lock in its folder, which the operating system
/// releases however it ends; who finds that lock free, and takes it, takes over what the process left.
/// </summary>
/// <remarks>FORMAT.md beside this file describes the folder.</remarks>
internal sealed class JobOwners(IOptions<StorageOptions> storage) : IDisposable
{
    private const string OwnersFolder = "owners";
    private const string LockFile = "lock";
    private const string AdoptionFile = "adoption";

    private readonly Lock _opening = new();
    private FileLock? _life;

    /// <summary>The folder of the jobs.</summary>
    public string Root { get; } = Path.Combine(Path.GetFullPath(storage.Value.Path), "jobs");

    /// <summary>This process among those that share the volume.</summary>
    public Guid Own { get; private set; } = Guid.NewGuid();

    /// <summary>Makes this process an owner of jobs, unless it is one.</summary>
    /// <returns>Its folder.</returns>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public string Open()
    {
        lock (_opening)
        {
            while (_life is null)
            {
                AtomicDirectory.Create(FolderOf(Own));
                _life = TryLive(Path.Combine(FolderOf(Own), LockFile));

                // In the moment before it was locked, somebody took this process for one that has ended.
                if (_life is null) Own = Guid.NewGuid();
            }

            return FolderOf(Own);
        }
    }

    /// <summary>The folder of a process, which may have ended.</summary>
    public string FolderOf(Guid owner) => Path.Combine(Root, OwnersFolder, owner.ToString());

    /// <summary>Keeps processes of earlier versions of the service from taking over jobs meanwhile, if none of them does so just now; nobody waits for it.</summary>
    public FileLock? TryTakeAdoption() => FileLock.TryTake(Path.Combine(Root, AdoptionFile));

    /// <summary>Takes the places of the processes that have ended.</summary>
    /// <param name="missing">Processes that have to have been, such as owners of jobs, and of which nothing else may be left.</param>
    /// <returns>The lock of each, which keeps others from taking over the same.</returns>
    public Dictionary<Guid, FileLock> TakeDead(IEnumerable<Guid> missing)
    {
        var dead = new Dictionary<Guid, FileLock>();
        var folders = Directory.Exists(Path.Combine(Root, OwnersFolder)) ? Directory.EnumerateDirectories(Path.Combine(Root, OwnersFolder)) : [];
        foreach (var owner in folders.Select(path => Guid.TryParseExact(Path.GetFileName(path), "D", out var id) ? id : default))
            if (owner != default && owner != Own) Take(owner);
        foreach (var owner in missing.Where(owner => !dead.ContainsKey(owner) && !Directory.Exists(FolderOf(owner))))
        {
            Directory.CreateDirectory(FolderOf(owner));
            Take(owner);
        }

        return dead;

        void Take(Guid owner)
        {
            try
            {
                if (FileLock.TryTake(Path.Combine(FolderOf(owner), LockFile)) is { } free) dead.Add(owner, free);
            }
            catch (DirectoryNotFoundException)
            {
                // Somebody else has just removed what was left of it.
            }
        }
    }

    /// <summary>Removes what is left of a process, with all that it was receiving: nothing of that was accepted.</summary>
    /// <param name="owner">The process.</param>
    /// <param name="free">Its lock, which is given back.</param>
    public void Remove(Guid owner, FileLock free)
    {
        AtomicDirectory.TryRemove(FolderOf(owner));
        free.Dispose();
        if (OperatingSystem.IsWindows()) AtomicDirectory.TryRemove(FolderOf(owner)); // which removes no file that is open
    }

    /// <summary>Ends the life of this process among the owners; its jobs are left to others.</summary>
    public void Dispose()
    {
        lock (_opening) _life?.Dispose();
    }

    private static FileLock? TryLive(string path)
    {
        try
        {
            var life = FileLock.TryTake(path);
            if (life is null || File.Exists(path)) return life;
            life.Dispose();
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }
}
