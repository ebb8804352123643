using System.Diagnostics;

namespace SegmentationService.Api.Storage.Disk;

/// <summary>
/// The lock of a store, held for the moment of a change: changes of all processes on one folder come one after the other. Nobody needs it to
/// read. The operating system releases it when the process ends, however it ends.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private const string FileName = "lock";

    /// <summary>Far longer than a change takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.</summary>
    private static readonly int[] HeldResults = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, and waits while another process has it.</summary>
    /// <param name="folder">The folder of the store.</param>
    /// <exception cref="StorageUnavailableException">Another process does not give it back, or the folder cannot be written.</exception>
    public static StoreLock Take(string folder)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new StoreLock(new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException e) when (IsHeld(e))
            {
                if (Stopwatch.GetElapsedTime(started) > Patience)
                    throw new StorageUnavailableException($"Another process has been changing the folder '{folder}' for {Patience.TotalSeconds} seconds.", e);
                Thread.Sleep(Pause);
            }
            catch (Exception e) when (StorageUnavailableException.IsReadOnly(e))
            {
                throw StorageUnavailableException.ReadOnly(folder, e);
            }
        }
    }

    /// <summary>Whether a file could not be opened because another process has locked it.</summary>
    /// <param name="failure">The failure.</param>
    public static bool IsHeld(Exception failure) => failure is IOException && HeldResults.Contains(failure.HResult);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
