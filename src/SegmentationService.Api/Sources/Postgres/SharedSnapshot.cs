using System.Data;
using System.Globalization;
using Npgsql;

namespace SegmentationService.Api.Sources.Postgres;

/// <summary>Connections that see a database as it was at one moment, whatever others write meanwhile, and can write nothing themselves.</summary>
/// <param name="database">The database.</param>
internal sealed class SharedSnapshot(PostgresDatabase database) : IAsyncDisposable
{
    /// <summary>From here on a server can look whether anybody waits for what it works on.</summary>
    private const int FirstVersionThatLooks = 14;

    private readonly List<NpgsqlConnection> _connections = [];

    /// <summary>The connections, each with a transaction under way; the first has made the snapshot.</summary>
    public IReadOnlyList<NpgsqlConnection> Connections => _connections;

    /// <summary>Opens the first connection.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => BeginAsync("", cancellationToken);

    /// <summary>Opens further connections.</summary>
    /// <param name="count">How many there are to be in all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask ShareAsync(int count, CancellationToken cancellationToken)
    {
        if (count <= _connections.Count) return;
        await using var export = new NpgsqlCommand("SELECT pg_catalog.pg_export_snapshot()", _connections[0]);
        var snapshot = (string)(await export.ExecuteScalarAsync(cancellationToken))!;
        while (_connections.Count < count) await BeginAsync($"SET TRANSACTION SNAPSHOT '{snapshot.Replace("'", "''", StringComparison.Ordinal)}'; ", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) await connection.DisposeAsync();
    }

    /// <summary>What is set holds for the transaction alone. A query ends soon after its connection, however that was lost. Rows come in the order in which they lie: no scan begins where another just is, none is divided, and none goes along an index.</summary>
    private async ValueTask<NpgsqlConnection> BeginAsync(string first, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken);
        _connections.Add(connection);
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var settings = string.Create(CultureInfo.InvariantCulture, $"{first}SET TRANSACTION READ ONLY; SET LOCAL lock_timeout = '{database.Options.TimeoutSeconds}s'; SET LOCAL synchronize_seqscans = off; SET LOCAL max_parallel_workers_per_gather = 0");
        if (connection.PostgreSqlVersion.Major >= FirstVersionThatLooks) settings += "; SET LOCAL client_connection_check_interval = '2s'";
        await using var command = new NpgsqlCommand(settings, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }
}
