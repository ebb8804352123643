using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SegmentationService.Api.Storage.Disk;

/// <summary>
/// A file that one process holds at a time, in whichever folder several share. Nobody needs it to read. The operating system releases it when the
/// process ends, however it ends.
/// </summary>
internal sealed class FileLock : IDisposable
{
    /// <summary>Far longer than anything that is done under a lock that is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.</summary>
    private static readonly int[] HeldResults = [11, 35, unchecked((int)0x80070020)];

    /// <summary>LOCK_EX and LOCK_NB.</summary>
    private const int ExclusiveAtOnce = 6;

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes a lock, and waits while another process has it.</summary>
    /// <param name="folder">The folder that is to be changed.</param>
    /// <param name="name">The file in it, made when it is not there.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StorageUnavailableException">Another process does not give it back, or the folder cannot be written.</exception>
    public static FileLock Take(string folder, string name, CancellationToken cancellationToken = default)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (TryTake(folder, name, started) is { } taken) return taken;
            cancellationToken.ThrowIfCancellationRequested();
            Thread.Sleep(Pause);
        }
    }

    /// <summary>The same without a thread that waits.</summary>
    /// <param name="folder">The folder that is to be changed.</param>
    /// <param name="name">The file in it, made when it is not there.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StorageUnavailableException">Another process does not give it back, or the folder cannot be written.</exception>
    public static async Task<FileLock> TakeAsync(string folder, string name, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (TryTake(folder, name, started) is { } taken) return taken;
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Takes a lock unless another process has it.</summary>
    /// <param name="path">The file, made when it is not there.</param>
    /// <returns>Null when another process has it.</returns>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static FileLock? TryTake(string path)
    {
        try
        {
            return Open(path);
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    /// <summary>Whether a file could not be opened because another process has locked it.</summary>
    /// <param name="failure">The failure.</param>
    public static bool IsHeld(Exception failure) => failure is IOException && HeldResults.Contains(failure.HResult);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static FileLock? TryTake(string folder, string name, long started)
    {
        try
        {
            return Open(Path.Combine(folder, name));
        }
        catch (IOException e) when (IsHeld(e))
        {
            return Stopwatch.GetElapsedTime(started) < Patience
                ? null
                : throw new StorageUnavailableException($"Another process has been changing the folder '{folder}' for {Patience.TotalSeconds} seconds.", e);
        }
        catch (Exception e) when (StorageUnavailableException.IsReadOnly(e))
        {
            throw StorageUnavailableException.ReadOnly(folder, e);
        }
    }

    private static FileLock Open(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        // .NET has locked it, but goes on without a lock where that fails for another reason than that it is held. A file system without locks is for one process only.
        if (!OperatingSystem.IsWindows() && Libc.FLock(file.SafeFileHandle, ExclusiveAtOnce) != 0 && Marshal.GetLastPInvokeError() is var error && !Libc.IsNotSupported(error))
        {
            file.Dispose();
            throw new IOException($"'{path}' cannot be locked: {Marshal.GetPInvokeErrorMessage(error)}.", error);
        }

        return new FileLock(file);
    }
}
