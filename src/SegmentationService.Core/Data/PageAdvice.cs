using System.Runtime.InteropServices;

namespace SegmentationService.Core.Data;

/// <summary>
/// Asks Linux for large pages (transparent huge pages). What is touched for the first time costs a fault a page; with pages of 4 KiB the faults alone can take longer than the work, above all in virtual
/// machines.
/// </summary>
public static class PageAdvice
{
    /// <summary>The size of a large page on usual processors; memory that begins elsewhere begins with small ones.</summary>
    public const int LargePage = 1 << 21;

    private const int HugePageAdvice = 14;

    /// <summary>Asks for large pages for memory that is not touched yet. Only a hint: without effect elsewhere than on Linux, and where it is not heard.</summary>
    /// <param name="address">Where it begins, on a border of a page.</param>
    /// <param name="length">In bytes.</param>
    public static void AskForLargePages(nint address, nint length)
    {
        if (OperatingSystem.IsLinux()) _ = Advise(address, length, HugePageAdvice);
    }

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(nint address, nint length, int advice);
}
