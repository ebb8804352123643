using Microsoft.Extensions.Options;
using Npgsql;

namespace SegmentationService.Api.Hosting;

/// <summary>Makes the tables of the membership in a PostgreSQL database, before Orleans asks for them, which makes none. Those that are there stay as they are.</summary>
internal sealed class PostgresMembership(IOptions<ClusterOptions> options) : ILifecycleParticipant<ISiloLifecycle>
{
    private const string Script = "membership.postgresql.sql";

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(PostgresMembership), ServiceLifecycleStage.First, MakeTablesAsync);

    private async Task MakeTablesAsync(CancellationToken cancellation)
    {
        using var script = new StreamReader(typeof(PostgresMembership).Assembly.GetManifestResourceStream(Script)!);
        await using var connection = new NpgsqlConnection(options.Value.Postgres);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(await script.ReadToEndAsync(cancellation), connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
