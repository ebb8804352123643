using SegmentationService.Api.Tests.Storage;
using SegmentationService.Core.Tests.Exports;

namespace SegmentationService.Api.Tests.Sources;

/// <summary>An application, and a PostgreSQL whose tables it may read as a role that may nothing else. Both are started when they are first needed.</summary>
public sealed class PostgresApp : IAsyncDisposable, IDisposable
{
    private readonly PostgresServer _server = new();
    private readonly TemporaryFolder _data = new();
    private readonly Lazy<SegmentationApp> _app;

    public PostgresApp() => _app = new Lazy<SegmentationApp>(Start);

    /// <summary>The application: its databases are Shop, Narrow (one table is allowed, and one connection), Hasty (one second) and Away, where nothing listens.</summary>
    public SegmentationApp App => _app.Value;

    /// <summary>Makes something, as a user who may do everything.</summary>
    /// <returns>What psql prints.</returns>
    public string Run(string script) => _server.Run(script);

    /// <summary>What a table is as CSV, as PostgreSQL itself writes it.</summary>
    /// <param name="select">A table, or a query in brackets.</param>
    public string Csv(string select) => Run($"SET timezone = 'UTC'; COPY {select} TO STDOUT (FORMAT CSV, HEADER)");

    /// <summary>How the role of the application connects.</summary>
    public string ConnectionString => $"Host={_server.Host};Database=postgres;Username=shop_reader;Password=tiger-in-the-shop";

    /// <summary>How the one connects who may do everything.</summary>
    public string AdminConnectionString => $"Host={_server.Host};Database=postgres;Username=test";

    /// <summary>A file on the volume of the data.</summary>
    public string Written(string folder, string name) => File.ReadAllText(Path.Combine(_data.Path, folder, name));

    /// <summary>Whether there is anything in a folder of it.</summary>
    public bool IsWritten(string folder) => Directory.Exists(Path.Combine(_data.Path, folder)) && Directory.EnumerateFileSystemEntries(Path.Combine(_data.Path, folder)).Any();

    public void Dispose()
    {
        _server.Dispose();
        _data.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app.IsValueCreated) await _app.Value.DisposeAsync();
        Dispose();
    }

    private SegmentationApp Start()
    {
        Run("CREATE ROLE shop_reader LOGIN; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO shop_reader;");
        return SegmentationApp.With(
            ("Data:Path", _data.Path),
            ("Data:Postgres:Shop:ConnectionString", ConnectionString),
            ("Data:Postgres:Narrow:ConnectionString", ConnectionString),
            ("Data:Postgres:Narrow:Connections", "1"),
            ("Data:Postgres:Narrow:Tables:0", "public.allowed"),
            ("Data:Postgres:Hasty:ConnectionString", ConnectionString),
            ("Data:Postgres:Hasty:TimeoutSeconds", "1"),
            ("Data:Postgres:Away:ConnectionString", "Host=127.0.0.1;Port=1;Username=shop_reader;Password=tiger-in-the-shop"));
    }
}
