using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SegmentationService.Api.Storage.Disk;

/// <summary>The few calls of the C library that .NET does not have, or whose failures it does not tell. Not for Windows.</summary>
internal static class Libc
{
    private const string Name = "libc";

    /// <summary>EINVAL, ENOSYS, ENOTSUP of macOS and of Linux.</summary>
    private static readonly int[] NotSupported = [22, 38, 45, 95];

    // By the names that the process has and not by the file of the library: so what is put before the library, to observe or to fail it, is called.
    static Libc() => NativeLibrary.SetDllImportResolver(
        Assembly.GetExecutingAssembly(), static (name, _, _) => name == Name ? NativeLibrary.GetMainProgramHandle() : IntPtr.Zero);

    /// <summary>Whether a call failed because the file system does not have it, so that there is nothing that it could not do.</summary>
    /// <param name="error">The number of the failure.</param>
    public static bool IsNotSupported(int error) => NotSupported.Contains(error);

    /// <summary>Opens a file or a directory; .NET opens no directories.</summary>
    [DllImport(Name, EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern SafeFileHandle Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    /// <summary>Brings what was written to the disk.</summary>
    [DllImport(Name, EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int FSync(SafeFileHandle file);

    /// <summary>Controls a file in one of many ways; here only by commands that take nothing more.</summary>
    [DllImport(Name, EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int FCntl(SafeFileHandle file, int command);

    /// <summary>Sets which rights new files of the process do not have.</summary>
    /// <returns>Those of before.</returns>
    [DllImport(Name, EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int UMask(int mask);

    /// <summary>Locks a file for the process that has it open.</summary>
    [DllImport(Name, EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int FLock(SafeFileHandle file, int operation);
}
