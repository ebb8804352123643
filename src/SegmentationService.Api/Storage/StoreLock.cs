namespace SegmentationService.Api.Storage;

/// <summary>The lock of a store: one process at a time. The operating system releases it when the process ends, however it ends.</summary>
internal sealed class StoreLock : IDisposable
{
    private const string FileName = "lock";

    /// <summary>EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.</summary>
    private static readonly int[] HeldResults = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="folder">The folder of the store.</param>
    /// <exception cref="StorageUnavailableException">Another process has it.</exception>
    public static StoreLock Take(string folder)
    {
        try
        {
            return new StoreLock(new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new StorageUnavailableException(
                $"The folder '{folder}' is in use by another process of this service; stop that one, or give this one a folder of its own (Storage:Path).", e);
        }
    }

    /// <summary>Whether a file could not be opened because another process has it for itself.</summary>
    /// <param name="failure">Of opening it.</param>
    public static bool IsHeld(IOException failure) => HeldResults.Contains(failure.HResult);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
