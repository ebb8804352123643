using System.Diagnostics;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>A file system of a size of its own, in memory; gone after the test. Only the administrator of a Linux machine may make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _mountPoint = new();

    /// <param name="kibibytes">Its size.</param>
    public SmallDisk(int kibibytes)
    {
        if (!Mount("-t", "tmpfs", "-o", $"size={kibibytes}k", "tmpfs", _mountPoint.Path)) throw new InvalidOperationException("No file system can be mounted.");
    }

    /// <summary>Why tests that need one are skipped; null when they are not.</summary>
    public static string? SkipReason { get; } = FindSkipReason();

    public string Path => _mountPoint.Path;

    /// <summary>Takes all space that is left.</summary>
    /// <returns>The file that has it.</returns>
    public string Fill()
    {
        var path = System.IO.Path.Combine(Path, "filler");
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (true) file.Write(page);
        }
        catch (IOException)
        {
            return path;
        }
    }

    public void MakeReadOnly() => Assert.True(Mount("-o", "remount,ro", Path));

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _mountPoint.Dispose();
    }

    private static string? FindSkipReason()
    {
        if (!OperatingSystem.IsLinux()) return "A file system in memory can be mounted on Linux only.";
        using var folder = new TemporaryFolder();
        if (!Mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.Path)) return "Mounting a file system is not allowed here.";
        Run("umount", "-l", folder.Path);
        return null;
    }

    private static bool Mount(params string[] arguments) => Run("mount", arguments);

    private static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test on a file system of its own, skipped where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.SkipReason;
}
