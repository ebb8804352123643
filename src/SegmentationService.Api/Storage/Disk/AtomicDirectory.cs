namespace SegmentationService.Api.Storage.Disk;

/// <summary>
/// A directory that appears whole or not at all, and survives a loss of power once it has appeared. Begun under a name ending in
/// <see cref="HalfMade"/>, it is flushed and renamed by <see cref="Publish"/>, or by <see cref="MoveTo"/> where another step makes it count; disposed before that, it vanishes.
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

    /// <summary>The lock of the writer, and the mark of a directory that does not count yet.</summary>
    private const string WriterLock = ".writing";

    private readonly FileStream _writing;
    private bool _isKept;

    private AtomicDirectory(string path, FileStream writing)
    {
        Path = path;
        _writing = writing;
    }

    /// <summary>Where it is: under a name of its own, and from <see cref="Publish"/> or <see cref="MoveTo"/> on in its place.</summary>
    public string Path { get; private set; }

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
    /// <exception cref="IOException">The directory is there as before.</exception>
    /// <exception cref="OutcomeUnknownException">It is gone, but may come back with a loss of power.</exception>
    public static void Delete(string path)
    {
        if (!Directory.Exists(path)) throw new DirectoryNotFoundException($"'{path}' is not there.");
        var doomed = path + HalfDeleted;
        TryRemove(doomed);
        Rename(Parent(path), path, () => Directory.Move(path, doomed));
        TryRemove(doomed);
    }

    /// <summary>Replaces a small file: readers, and the next start after a crash, see the old content or the new one.</summary>
    /// <param name="path">The file, existing or not, in an existing directory.</param>
    /// <param name="content">in: the new content.</param>
    /// <exception cref="IOException">The file is as before.</exception>
    /// <exception cref="OutcomeUnknownException">It has the new content, but the old one may come back with a loss of power.</exception>
    public static void ReplaceFile(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + HalfMade;
        try
        {
            TryRemove(temporary);
            DiskFlush.Write(temporary, content);
            Rename(Parent(path), temporary, () => File.Move(temporary, path, overwrite: true));
        }
        catch (Exception e) when (e is not OutcomeUnknownException)
        {
            TryRemove(temporary);
            throw;
        }
    }

    /// <summary>Whether a directory in its place has come there by <see cref="MoveTo"/>, and nothing says in it that it has been kept.</summary>
    /// <param name="path">The directory.</param>
    public static bool IsMarked(string path) => File.Exists(System.IO.Path.Combine(path, WriterLock));

    /// <summary>Removes what <see cref="Keep"/> has left.</summary>
    /// <param name="path">A directory that is kept.</param>
    public static void Unmark(string path) => TryRemove(System.IO.Path.Combine(path, WriterLock));

    /// <summary>Removes a directory if nothing is in it.</summary>
    /// <param name="path">The directory; it need not exist.</param>
    public static void TryRemoveEmpty(string path)
    {
        try
        {
            Directory.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Something is in it, or it is gone.
        }
    }

    /// <summary>Whether a name is that of something half-made or half-deleted.</summary>
    /// <param name="name">The name of a file or directory.</param>
    public static bool IsLeftover(string name) =>
        name.EndsWith(HalfMade, StringComparison.Ordinal) || name.EndsWith(HalfDeleted, StringComparison.Ordinal);

    /// <summary>Whether a name is that of something that is meant to last: neither half-made nor half-deleted, nor the mark of a directory.</summary>
    /// <param name="name">The name of a file or directory.</param>
    public static bool IsLasting(string name) => !IsLeftover(name) && name != WriterLock;

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

    /// <summary>Makes the directory appear in its place, where it counts from then on. The caller holds the lock of the store, or no other process knows the place.</summary>
    /// <param name="destination">Its place; the parent exists, the directory does not.</param>
    /// <exception cref="IOException">It has not appeared.</exception>
    /// <exception cref="OutcomeUnknownException">It has, but may be gone with a loss of power.</exception>
    public void Publish(string destination)
    {
        _writing.Dispose();
        File.Delete(_writing.Name);
        Flush();
        Rename(Parent(destination), Path, () => Directory.Move(Path, destination));
        _isKept = true;
    }

    /// <summary>Moves the directory into its place, marked: it counts only when another step of the same change says so, and <see cref="Keep"/> ends it. The caller holds the lock of the store.</summary>
    /// <param name="destination">Its place; the parent exists, the directory does not.</param>
    /// <exception cref="IOException">It is to be disposed of.</exception>
    public void MoveTo(string destination)
    {
        Flush();
        Directory.Move(Path, destination);
        Path = destination;
        DiskFlush.Folder(Parent(destination));
    }

    /// <summary>Ends a directory that counts. Fails nothing: a mark that stays says nothing any more.</summary>
    /// <param name="isMarked">Whether it stays marked, since nobody knows whether it counts.</param>
    public void Keep(bool isMarked = false)
    {
        _isKept = true;
        _writing.Dispose();
        if (!isMarked) Unmark(Path);
    }

    /// <summary>Removes the directory unless it was published or kept.</summary>
    public void Dispose()
    {
        _writing.Dispose();
        if (!_isKept) Discard(Path);
    }

    /// <summary>Removes a directory that does not count, as far as it can; what stays is still marked, or bears an ending.</summary>
    /// <param name="path">The directory.</param>
    /// <returns>Whether the place is free.</returns>
    public static bool Discard(string path)
    {
        if (IsLeftover(path)) return TryRemove(path);
        try
        {
            // Under another name first: taken apart in its place it could lose its mark before the rest.
            TryRemove(path + HalfDeleted);
            Directory.Move(path, path + HalfDeleted);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        TryRemove(path + HalfDeleted);
        return true;
    }

    /// <summary>
    /// The step that makes a change. The folder is flushed before it, too: where that cannot be done, nothing has happened yet. Afterwards nothing is taken back, since that could fail as well.
    /// </summary>
    private static void Rename(string folder, string from, Action move)
    {
        DiskFlush.Folder(folder);
        try
        {
            move();
        }
        catch (Exception e) when ((e is IOException or UnauthorizedAccessException) && !System.IO.Path.Exists(from))
        {
            throw new OutcomeUnknownException($"'{from}' was to be renamed: the disk says that this has failed, but it is not there any more.", e);
        }

        try
        {
            DiskFlush.Folder(folder);
        }
        catch (IOException e)
        {
            throw new OutcomeUnknownException($"'{from}' has been renamed, but the disk does not say that this will last.", e);
        }
    }

    private static string Parent(string path) => System.IO.Path.GetDirectoryName(path)!;
}
