using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>A kind of calls to the system that change a store or show it. The numbers are those of disk-faults.c.</summary>
[Flags]
internal enum DiskCalls
{
    Open = 1,
    Write = 2,
    Flush = 4,
    Rename = 8,
    MakeFolder = 16,
    RemoveFile = 32,
    RemoveFolder = 64,
    Truncate = 128,
    Close = 256,
    Lock = 512,
    All = 1023,
}

/// <summary>What happens in a call. The numbers are those of disk-faults.c.</summary>
internal enum DiskFaultMode
{
    None,
    Count,
    Once,
    FromThereOn,
    Kill,
}

/// <summary>
/// Makes the calls of another process fail, or ends it in them: a library, compiled here, that stands before that of the system, and a file by which it is told what to do while the process
/// runs. For Linux, where there is a compiler.
/// </summary>
internal sealed class DiskFaults : IDisposable
{
    public const int Eio = 5;
    public const int Enospc = 28;
    public const int Edquot = 122;

    private const int Bytes = 64;

    private static readonly string Library = Path.Combine(AppContext.BaseDirectory, "disk-faults.so");

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _control;

    /// <param name="root">The folder below which calls fail.</param>
    public DiskFaults(string root)
    {
        var path = Path.Combine(_folder.Path, "control");
        File.WriteAllBytes(path, new byte[Bytes]);
        _file = MemoryMappedFile.CreateFromFile(path);
        _control = _file.CreateViewAccessor(0, Bytes);
        Environment = [("LD_PRELOAD", Library), ("DISK_FAULTS_ROOT", root), ("DISK_FAULTS_CONTROL", path)];
    }

    /// <summary>Why tests that need this are skipped; null when they are not.</summary>
    public static string? SkipReason { get; } = FindSkipReason();

    /// <summary>What the process is started with.</summary>
    public (string Name, string Value)[] Environment { get; }

    /// <summary>The calls that have been counted since <see cref="Begin"/>.</summary>
    public long Count => _control.ReadInt64(4 * sizeof(long));

    /// <summary>How often something has happened in a call since <see cref="Begin"/>.</summary>
    public long Happened => _control.ReadInt64(5 * sizeof(long));

    /// <summary>Begins to count calls, from 1.</summary>
    /// <param name="mode">What happens.</param>
    /// <param name="calls">Which calls count.</param>
    /// <param name="point">At which of them it happens.</param>
    /// <param name="error">The number of the failure.</param>
    public void Begin(DiskFaultMode mode, DiskCalls calls = DiskCalls.All, long point = 1, int error = Eio)
    {
        End();
        long[] numbers = [0, (long)calls, point, error, 0, 0];
        _control.WriteArray(0, numbers, 0, numbers.Length);
        _control.Write(0, (long)mode);
    }

    /// <summary>From now on nothing happens.</summary>
    public void End() => _control.Write(0, 0L);

    public void Dispose()
    {
        _control.Dispose();
        _file.Dispose();
        _folder.Dispose();
    }

    private static string? FindSkipReason()
    {
        if (!OperatingSystem.IsLinux()) return "Calls of the system can be made to fail on Linux only.";
        var source = Path.Combine(AppContext.BaseDirectory, "Storage", "disk-faults.c");
        try
        {
            using var compiler = Process.Start(new ProcessStartInfo("gcc", ["-shared", "-fPIC", "-O2", "-o", Library, source, "-ldl"]) { RedirectStandardError = true })!;
            var errors = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? null : $"gcc does not compile disk-faults.c here: {errors}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "There is no gcc.";
        }
    }
}

/// <summary>A test in which calls of the system fail, skipped where that cannot be done.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DiskFaultsFactAttribute : FactAttribute
{
    public DiskFaultsFactAttribute() => Skip = DiskFaults.SkipReason;
}

/// <summary>The same for a test with several inputs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DiskFaultsTheoryAttribute : TheoryAttribute
{
    public DiskFaultsTheoryAttribute() => Skip = DiskFaults.SkipReason;
}
