namespace SegmentationService.Api.Storage.Disk;

/// <summary>What a failure of the file system means, in words for everyone who asks: without the path, which the messages of .NET have.</summary>
internal static class DiskFailure
{
    /// <summary>ENOSPC.</summary>
    private const int NoSpaceLeft = 28;

    /// <summary>EROFS.</summary>
    public const int ReadOnly = 30;

    /// <summary>EDQUOT.</summary>
    private const int QuotaExceeded = 122;

    /// <summary>ERROR_DISK_FULL.</summary>
    private const int DiskFull = unchecked((int)0x80070070);

    /// <summary>Whether the disk, or the lock of it, is why something was not done.</summary>
    public static bool Is(Exception failure) => failure is IOException or UnauthorizedAccessException or StorageUnavailableException or OutcomeUnknownException;

    /// <summary>Whether there is no room left.</summary>
    public static bool IsFull(Exception failure) => failure is IOException { HResult: NoSpaceLeft or QuotaExceeded or DiskFull };

    /// <summary>Why something cannot be read or written, as a sentence's end such as <c>its disk is full</c>.</summary>
    public static string Reason(Exception failure) => failure switch
    {
        _ when IsFull(failure) => "its disk is full",
        IOException { HResult: ReadOnly } => "its disk is read-only",
        DirectoryNotFoundException or FileNotFoundException => "it is not there",
        EndOfStreamException => "it is cut off",
        UnauthorizedAccessException => "the process may not",
        _ => $"its disk fails (error {failure.HResult & 0xFFFF})",
    };
}
