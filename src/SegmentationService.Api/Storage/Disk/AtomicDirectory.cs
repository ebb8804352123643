namespace SegmentationService.Api.Storage.Disk;

/// <summary>
/// A directory that appears whole or not at all, and survives a loss of power once it has appeared. Begun under a name ending in
/// <see cref="HalfMade"/>, it is flushed and renamed by <see cref="Publish"/>; disposed before that, it vanishes.
/// </summary>
/// <remarks>
/// The order is that of Prometheus' tsdb/compact.go: flush every file, sync the directory, rename it, sync the parent. What a
/// crash leaves behind bears one of two endings and is removed at the next start of any process: while a process lives it holds a
/// lock inside of the directory that it writes, by which others see that it is no leftover.
/// </remarks>
internal sealed class AtomicDirectory : IDisposable
{
    /// <summary>The ending of what is being written.</summary>
    public const string HalfMade = ".tmp-create";

    /// <summary>The ending of what is being removed.</summary>
    public const string HalfDeleted = ".tmp-delete";

    /// <summary>The lock of the writer; not part of what is published.</summary>
    private const string WriterLock = ".writing";

    private readonly FileStream _writing;
    private string? _destination;

    private AtomicDirectory(string path, FileStream writing)
    {
        Path = path;
        _writing = writing;
    }

    /// <summary>Where its files are written until it is published.</summary>
    public string Path { get; }

    /// <summary>Begins a directory. The caller holds the lock of the store: without it, another process could take it for a leftover.</summary>
    /// <param name="parent">An existing directory on the same file system as the later place.</param>
    public static AtomicDirectory Begin(string parent)
    {
        var path = System.IO.Path.Combine(parent, Guid.NewGuid().ToString("N") + HalfMade);
        Directory.CreateDirectory(path);
        try
        {
            return new AtomicDirectory(path, new FileStream(System.IO.Path.Combine(path, WriterLock), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None));
        }
        catch
        {
            TryRemove(path);
            throw;
        }
    }

    /// <summary>Whether a living process, this one or another, writes a directory. The caller holds the lock of the store.</summary>
    /// <param name="path">Something whose name ends in <see cref="HalfMade"/>.</param>
    public static bool IsBeingWritten(string path)
    {
        try
        {
            new FileStream(System.IO.Path.Combine(path, WriterLock), FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileLock.IsHeld(e);
        }
    }

    /// <summary>Makes an ordinary directory that survives a loss of power, and those above it; does nothing when it is there.</summary>
    /// <param name="path">Its absolute path.</param>
    public static void Create(string path)
    {
        if (Directory.Exists(path)) return;
        Create(Parent(path));
        Directory.CreateDirectory(path);
        DiskFlush.Folder(Parent(path));
    }

    /// <summary>Removes a directory: from the rename on it is gone, whatever happens after.</summary>
    /// <param name="path">An existing directory.</param>
    public static void Delete(string path)
    {
        var doomed = path + HalfDeleted;
        Directory.Move(path, doomed);
        try
        {
            DiskFlush.Folder(Parent(path));
        }
        catch
        {
            Directory.Move(doomed, path);
            throw;
        }

        TryRemove(doomed);
    }

    /// <summary>Replaces a small file: readers, and the next start after a crash, see the old content or the new one.</summary>
    /// <param name="path">The file, existing or not, in an existing directory.</param>
    /// <param name="content">in: the new content.</param>
    public static void ReplaceFile(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + HalfMade;
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                file.Write(content);
                DiskFlush.File(file);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            TryRemove(temporary);
            throw;
        }

        DiskFlush.Folder(Parent(path));
    }

    /// <summary>Whether a name is that of something half-made or half-deleted.</summary>
    /// <param name="name">The name of a file or directory.</param>
    public static bool IsLeftover(string name) =>
        name.EndsWith(HalfMade, StringComparison.Ordinal) || name.EndsWith(HalfDeleted, StringComparison.Ordinal);

    /// <summary>Removes a file or a directory with all that is in it, as far as it can; what stays is left to the next start.</summary>
    /// <param name="path">The file or directory; it need not exist.</param>
    /// <returns>Whether it is gone.</returns>
    public static bool TryRemove(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            else File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Flushes what has been written so far; large files can be flushed early, outside of a lock.</summary>
    public void Flush()
    {
        // Opened again: what is written belongs to the file and not to the handle it was written through.
        foreach (var path in Directory.EnumerateFiles(Path))
        {
            if (System.IO.Path.GetFileName(path) == WriterLock) continue;
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            DiskFlush.File(file);
        }

        DiskFlush.Folder(Path);
    }

    /// <summary>Makes the directory appear in its place. The caller holds the lock of the store.</summary>
    /// <param name="destination">Its place; the parent exists, the directory does not.</param>
    public void Publish(string destination)
    {
        _writing.Dispose();
        File.Delete(_writing.Name);
        Flush();
        Directory.Move(Path, destination);
        _destination = destination;
        try
        {
            DiskFlush.Folder(Parent(destination));
        }
        catch
        {
            Withdraw();
            throw;
        }
    }

    /// <summary>Takes a published directory back, when a later step of the same change fails.</summary>
    public void Withdraw()
    {
        Directory.Move(_destination!, Path);
        _destination = null;
    }

    /// <summary>Removes the directory unless it was published.</summary>
    public void Dispose()
    {
        _writing.Dispose();
        if (_destination is null) TryRemove(Path);
    }

    private static string Parent(string path) => System.IO.Path.GetDirectoryName(path)!;
}
