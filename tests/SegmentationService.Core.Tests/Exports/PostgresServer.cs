namespace SegmentationService.Core.Tests.Exports;

/// <summary>A PostgreSQL of the tests' own, on a socket in a temporary folder; started when it is first needed.</summary>
public sealed class PostgresServer : IDisposable
{
    private static readonly string? Programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Order().LastOrDefault()
        : null;

    private readonly Lazy<string> _folder = new(Start);

    /// <summary>Why it cannot be started; null where it can.</summary>
    public static string? Missing { get; } =
        Programs is null ? "PostgreSQL is not installed in /usr/lib/postgresql."
        : Environment.IsPrivilegedProcess && ExternalProgram.Run("setpriv", null, "--version") is null ? "PostgreSQL does not run as root, and there is no setpriv to run it as somebody else."
        : null;

    /// <summary>The folder of its socket: the host of a connection.</summary>
    public string Host => _folder.Value;

    /// <summary>Runs a script as the user <c>test</c>, who may do everything, and returns what it prints.</summary>
    public string Run(string script) => ExternalProgram.Run(Path.Combine(Programs!, "psql"), script, "--no-psqlrc", "--quiet", "--host", _folder.Value, "--username", "test", "postgres")!;

    /// <summary>Stops it, and leaves nothing of it.</summary>
    public void Dispose()
    {
        if (!_folder.IsValueCreated) return;
        AsAnybody("pg_ctl", "stop", "--mode", "immediate", "--silent", "--pgdata", Path.Combine(_folder.Value, "data"));
        Directory.Delete(_folder.Value, recursive: true);
    }

    private static string Start()
    {
        var folder = Directory.CreateTempSubdirectory("exports-postgres-").FullName;
        var data = Path.Combine(folder, "data");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        AsAnybody("initdb", "--pgdata", data, "--username", "test", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync");
        AsAnybody("pg_ctl", "start", "--wait", "--silent", "--pgdata", data, "--log", Path.Combine(folder, "log"), "--options", $"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off");
        return folder;
    }

    /// <summary>As the user who runs the test, but never as root, whom PostgreSQL refuses.</summary>
    private static void AsAnybody(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs!, program);
        if (Environment.IsPrivilegedProcess) ExternalProgram.Run("setpriv", null, ["--reuid=65534", "--regid=65534", "--clear-groups", path, .. arguments]);
        else ExternalProgram.Run(path, null, arguments);
    }
}
