using System.Diagnostics;
using System.Globalization;

namespace SegmentationService.Benchmarks.Siege;

/// <summary>A limit of memory that the operating system keeps, as it does for a container: a control group of Linux, which only root may make.</summary>
internal sealed class MemoryGroup : IDisposable
{
    private readonly string _folder;
    private readonly string _peakFile;

    private MemoryGroup(string folder, string peakFile) => (_folder, _peakFile) = (folder, peakFile);

    /// <summary>The most memory that was held at a time, in MB; page cache counts as far as it could not be given up.</summary>
    public int PeakMegabytes => (int)(long.Parse(File.ReadAllText(Path.Combine(_folder, _peakFile)), CultureInfo.InvariantCulture) >> 20);

    /// <summary>Makes a group.</summary>
    /// <param name="megabytes">The most memory of all processes in it.</param>
    /// <returns>Null where that is not possible here.</returns>
    public static MemoryGroup? TryMake(int megabytes)
    {
        const string unified = "/sys/fs/cgroup";
        var isUnified = File.Exists(Path.Combine(unified, "cgroup.controllers"));
        var folder = Path.Combine(isUnified ? unified : Path.Combine(unified, "memory"), $"siege-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, isUnified ? "memory.max" : "memory.limit_in_bytes"), ((long)megabytes << 20).ToString(CultureInfo.InvariantCulture));
            return new MemoryGroup(folder, isUnified ? "memory.peak" : "memory.max_usage_in_bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A command that enters the group before it becomes another one.</summary>
    /// <param name="command">The other one.</param>
    public ProcessStartInfo Enter(ProcessStartInfo command)
    {
        var entered = new ProcessStartInfo("sh") { RedirectStandardOutput = command.RedirectStandardOutput };
        foreach (var argument in (string[])["-c", "echo $$ > \"$0/cgroup.procs\" && exec \"$@\"", _folder, command.FileName, .. command.ArgumentList]) entered.ArgumentList.Add(argument);
        foreach (var (name, value) in command.Environment) entered.Environment[name] = value;
        return entered;
    }

    /// <summary>Removes the group. Its processes have ended by now.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder);
        }
        catch (IOException)
        {
            // A process of it has not gone yet: an empty group costs nothing.
        }
    }
}
