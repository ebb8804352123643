namespace SegmentationService.Api.Storage.Disk;

/// <summary>The folder of the store cannot be used at all, or cannot be changed now: not accessible, read-only, or held by another process.</summary>
/// <param name="message">Names the folder, and what is wrong.</param>
/// <param name="cause">The failure that showed it; null when it was that nothing happened.</param>
internal sealed class StorageUnavailableException(string message, Exception? cause) : Exception(message, cause)
{
    /// <summary>Whether something could not be written because nothing can be written there.</summary>
    /// <param name="failure">The failure.</param>
    public static bool IsReadOnly(Exception failure) => failure is UnauthorizedAccessException or IOException { HResult: DiskFailure.ReadOnly };

    /// <summary>The folder cannot be written.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cause">The failure that showed it.</param>
    public static StorageUnavailableException ReadOnly(string folder, Exception cause) =>
        new($"The folder '{folder}' is read-only for this process: {cause.Message}", cause);
}
