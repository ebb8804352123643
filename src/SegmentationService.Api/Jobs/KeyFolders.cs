using System.Globalization;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Jobs;

/// <summary>
/// The idempotency keys on the volume. A key is taken by one exclusive step, before anything is read of the request: so it stands for one job, in
/// whichever process and at whatever moment the same request arrives again.
/// </summary>
/// <remarks>
/// The step is a rename: it puts no folder in the place of another in which there is something. Each taking is a folder of its own with a higher number, and the highest
/// one counts; so nothing has to be removed, and nobody can take a key away from one who has just taken it. FORMAT.md beside this file describes the folder.
/// </remarks>
internal sealed class KeyFolders(JobOwners owners)
{
    private const string KeysFolder = "keys";
    private const string ReceivingEnding = ".receiving";

    private readonly string _root = Path.Combine(owners.Root, KeysFolder);

    /// <summary>The keys that are, or were, taken.</summary>
    public IEnumerable<string> All() => Directory.Exists(_root)
        ? Directory.EnumerateDirectories(_root).Select(path => Path.GetFileName(path)).Where(name => !AtomicDirectory.IsLeftover(name))
        : [];

    /// <summary>The taking of a key that counts.</summary>
    /// <param name="key">The SHA-256 of the key.</param>
    /// <returns>Null when it was never taken, or has been forgotten.</returns>
    public KeyTaking? Newest(string key)
    {
        try
        {
            var newest = Directory.EnumerateDirectories(Path.Combine(_root, key)).Select(path => Number(Path.GetFileName(path))).DefaultIfEmpty().Max();
            return newest == 0 ? null : Read(key, newest);
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether a living process, this one or another, is about to receive the request that took a key.</summary>
    public bool IsBeingReceived(KeyTaking taking)
    {
        try
        {
            if (!File.Exists(Receiving(taking))) return false;
            using var free = FileLock.TryTake(Receiving(taking));
            if (free is null) return true;
            EndReceiving(taking);
            return false;
        }
        catch (DirectoryNotFoundException)
        {
            return false; // gone with all that its process left
        }
    }

    /// <summary>Takes a key. When it returns, that survives a loss of power.</summary>
    /// <param name="key">The SHA-256 of the key.</param>
    /// <param name="number">The number of the newest taking there was, plus 1.</param>
    /// <param name="job">The job that the key is to stand for.</param>
    /// <returns>Null when somebody else came first.</returns>
    /// <exception cref="IOException">The volume cannot be written; the key is as it was.</exception>
    public KeyClaim? TryTake(string key, int number, Guid job)
    {
        var own = owners.Open();
        var taking = new KeyTaking(key, number, owners.Own, job);
        var folder = Path.Combine(_root, key);
        AtomicDirectory.Create(folder);
        var receiving = FileLock.TryTake(Receiving(taking)) ?? throw new IOException("A lock that nobody else can know of is held.");
        var halfMade = Path.Combine(own, Guid.NewGuid().ToString("N") + AtomicDirectory.HalfMade);
        var isThere = false;
        try
        {
            Directory.CreateDirectory(halfMade);
            File.WriteAllBytes(Path.Combine(halfMade, taking.FileName), []);
            DiskFlush.Folder(halfMade);
            try
            {
                Directory.Move(halfMade, Place(key, number));
            }
            catch (IOException) when (Directory.Exists(Place(key, number)) || !Directory.Exists(folder))
            {
                return null;
            }

            isThere = true;
            if (!IsNext(key, number)) return null;
            DiskFlush.Folder(folder);
            var claim = new KeyClaim(this, taking, receiving);
            (receiving, isThere) = (null, false);
            return claim;
        }
        finally
        {
            AtomicDirectory.TryRemove(halfMade);
            if (isThere) Withdraw(taking);
            if (receiving is not null)
            {
                receiving.Dispose();
                EndReceiving(taking);
            }
        }
    }

    /// <summary>Makes a key free again whose request was refused. Only who holds it does that, while it does.</summary>
    public void Withdraw(KeyTaking taking)
    {
        try
        {
            // Out of the way first: a rename could put another taking in the place of a folder that is already empty.
            var doomed = Path.Combine(owners.Open(), Guid.NewGuid().ToString("N") + AtomicDirectory.HalfDeleted);
            Directory.Move(Place(taking.Key, taking.Number), doomed);
            AtomicDirectory.TryRemove(doomed);
            if (taking.Number == 1) Directory.Delete(Path.Combine(_root, taking.Key));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A taking that nobody receives and that has no job is free as it is; or somebody has taken the key since.
        }
    }

    /// <summary>Forgets a key, unless it stands for another job by now.</summary>
    /// <param name="key">The SHA-256 of the key.</param>
    /// <param name="isOver">Whether the job that a taking stands for does not matter any more.</param>
    public void Forget(string key, Func<KeyTaking, bool> isOver)
    {
        if (Newest(key) is not { } newest || !isOver(newest)) return;

        // Held until it has gone: who finds it is told that it is being used, and tries again.
        using var claim = TryTake(key, newest.Number + 1, Guid.NewGuid());
        if (claim is null) return;
        var doomed = Path.Combine(_root, Guid.NewGuid().ToString("N") + AtomicDirectory.HalfDeleted);
        Directory.Move(Path.Combine(_root, key), doomed);
        AtomicDirectory.TryRemove(doomed);
        claim.Keep();
    }

    /// <summary>Removes what was forgotten by halves.</summary>
    public void Sweep()
    {
        if (!Directory.Exists(_root)) return;
        foreach (var path in Directory.EnumerateDirectories(_root))
            if (AtomicDirectory.IsLeftover(path)) AtomicDirectory.TryRemove(path);
    }

    /// <summary>Removes the lock of a request that has been received, or refused.</summary>
    public void EndReceiving(KeyTaking taking) => AtomicDirectory.TryRemove(Receiving(taking));

    /// <summary>Whether a taking is the newest, and follows the one before it: between a look and the step the key may have been forgotten, and taken anew from 1.</summary>
    private bool IsNext(string key, int number) =>
        Newest(key)?.Number == number && (number == 1 || Directory.Exists(Place(key, number - 1)));

    /// <summary>What a taking tells. One that tells nothing, as no process leaves it, is of nobody.</summary>
    private KeyTaking Read(string key, int number)
    {
        try
        {
            return Directory.EnumerateFiles(Place(key, number)).Select(path => KeyTaking.Parse(key, number, Path.GetFileName(path))).FirstOrDefault(taking => taking is not null)
                ?? new KeyTaking(key, number, default, default);
        }
        catch (DirectoryNotFoundException)
        {
            return new KeyTaking(key, number, default, default); // withdrawn since
        }
    }

    private string Place(string key, int number) => Path.Combine(_root, key, number.ToString(CultureInfo.InvariantCulture));

    private string Receiving(KeyTaking taking) => Path.Combine(owners.FolderOf(taking.Owner), taking.Job + ReceivingEnding);

    private static int Number(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < int.MaxValue && name[0] != '0' ? number : 0;
}
