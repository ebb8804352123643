using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SegmentationService.Api.Storage.Disk;

/// <summary>Brings to the disk what was written, and tells when that fails: every acknowledgement rests on it.</summary>
/// <remarks>
/// Not by <see cref="FileStream.Flush(bool)"/>, which says nothing when fsync fails on Linux (.NET 10). What could not be flushed is lost and is never flushed again: after a
/// failure the system takes the pages for clean, and the next call would succeed without them (doi:10.1145/3322435: "Can Applications Recover from fsync Failures?").
/// </remarks>
internal static class DiskFlush
{
    private const int Interrupted = 4; // EINTR
    private const int FullSync = 51; // F_FULLFSYNC of macOS, whose fsync leaves the data in the cache of the drive

    /// <summary>Flushes a file through the handle that wrote it: what a network file system could not write may be told to no other.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="IOException">What was written is lost.</exception>
    public static void File(FileStream file)
    {
        file.Flush(flushToDisk: OperatingSystem.IsWindows()); // there it tells of failures
        if (!OperatingSystem.IsWindows() && Flush(file.SafeFileHandle) is var error and not 0) throw Failure(file.Name, error);
    }

    /// <summary>Writes a small file and flushes it.</summary>
    /// <param name="path">The file, existing or not, which nobody reads meanwhile.</param>
    /// <param name="content">in: what it is to hold.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Write(content);
        File(file);
    }

    /// <summary>Makes the names in a folder durable. Windows has no such call, and journals renames by itself: there it does nothing.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="IOException">What was renamed in it may come back under the old name.</exception>
    public static void Folder(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        const int readOnly = 0;
        using var handle = Libc.Open(path, readOnly);
        if (handle.IsInvalid) throw Failure(path, Marshal.GetLastPInvokeError());
        if (Flush(handle) is var error && error != 0 && !Libc.IsNotSupported(error)) throw Failure(path, error);
    }

    /// <returns>0, or the number of the failure.</returns>
    private static int Flush(SafeFileHandle handle)
    {
        while (true)
        {
            if (OperatingSystem.IsMacOS() && Libc.FCntl(handle, FullSync) == 0) return 0;
            if (Libc.FSync(handle) == 0) return 0;
            if (Marshal.GetLastPInvokeError() is var error && error != Interrupted) return error;
        }
    }

    private static IOException Failure(string path, int error) => new($"'{path}' could not be brought to the disk: {Marshal.GetPInvokeErrorMessage(error)}.", error);
}
