using Npgsql;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Sources.Postgres;

/// <summary>A database of the configuration. Its connections are opened for a reading and closed with it: trainings are rare, and none finds what another left behind.</summary>
internal sealed class PostgresDatabase : IDisposable
{
    private const string Program = "SegmentationService";
    private const int MostSecondsToConnect = 15;

    private readonly NpgsqlDataSource _source;
    private readonly TablePattern[] _tables;

    /// <param name="name">The name that calls give it.</param>
    /// <param name="options">How it is reached, checked already.</param>
    public PostgresDatabase(string name, PostgresOptions options)
    {
        (Name, Options) = (name, options);
        _tables = [.. options.Tables.Select(table => TablePattern.Of(table)!)];
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            Pooling = false,
            Enlist = false,
            CommandTimeout = options.TimeoutSeconds,
            Timeout = Math.Min(MostSecondsToConnect, options.TimeoutSeconds),
            IncludeErrorDetail = false,
        };
        connection.ApplicationName ??= Program;
        _source = new NpgsqlDataSourceBuilder(connection.ConnectionString).Build();
    }

    /// <summary>The name that calls give it, as it stands in the configuration.</summary>
    public string Name { get; }

    /// <summary>What an operator says of it.</summary>
    public PostgresOptions Options { get; }

    /// <summary>Opens a connection.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NpgsqlException">It is not reached.</exception>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    /// <summary>Checks that the operator lets calls name a table.</summary>
    /// <exception cref="SourceException">Not this one.</exception>
    public void CheckAllowed(string schema, string table)
    {
        if (_tables.Length > 0 && !Array.Exists(_tables, allowed => allowed.Allows(schema, table)))
            throw new SourceException(SourceDefect.NotAllowed, $"The table '{schema}.{table}' is not one that may be named; an operator allows it by {DataOptions.Section}:{nameof(DataOptions.Postgres)}:{Name}:{nameof(Options.Tables)}.");
    }

    public void Dispose() => _source.Dispose();
}
