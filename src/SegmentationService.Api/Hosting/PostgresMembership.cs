using Npgsql;

namespace SegmentationService.Api.Hosting;

/// <summary>Makes the tables of the membership in a PostgreSQL database, before a replica is started: Orleans makes none. Those that are there stay as they are.</summary>
internal static class PostgresMembership
{
    private const string Script = "membership.postgresql.sql";

    /// <summary>Makes them.</summary>
    /// <param name="setting">As in <see cref="ClusterOptions.Postgres"/>.</param>
    /// <exception cref="InvalidOperationException">The database does not answer, or refuses; the message names the setting, where it is looked for, and why, and no password.</exception>
    public static async Task MakeTablesAsync(string setting)
    {
        var server = Read(setting);
        try
        {
            using var script = new StreamReader(typeof(PostgresMembership).Assembly.GetManifestResourceStream(Script)!);
            await using var connection = new NpgsqlConnection(setting);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(await script.ReadToEndAsync(), connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw new InvalidOperationException($"{ClusterOptions.Section}:{nameof(ClusterOptions.Postgres)}: the PostgreSQL at {server.Host}:{server.Port}, which has the membership of the cluster, cannot be asked ({(e as PostgresException)?.MessageText ?? e.Message}). Start it, or mend the setting, and start this replica again.", e);
        }
    }

    private static NpgsqlConnectionStringBuilder Read(string setting)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(setting);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new InvalidOperationException($"{ClusterOptions.Section}:{nameof(ClusterOptions.Postgres)} cannot be read; a connection string as Npgsql has them is expected, such as 'Host=db;Database=cluster;Username=segmentation'.", e);
        }
    }
}
