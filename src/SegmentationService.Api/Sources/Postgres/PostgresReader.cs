using Microsoft.Extensions.Options;
using Npgsql;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Sources.Postgres;

/// <summary>Reads tables of the databases of the configuration, as they are at one moment, by as many connections as an operator allows.</summary>
internal sealed class PostgresReader(PostgresDatabases databases, IOptions<ReadingOptions> reading)
{
    /// <summary>Checks, without a connection, that there is such a database.</summary>
    /// <exception cref="SourceException">There is not.</exception>
    public void CheckKnown(SourceTable source) => databases.Find(source.Database);

    /// <summary>Reads all rows into a sink, in their order.</summary>
    /// <param name="source">The table.</param>
    /// <param name="sink">Takes the rows.</param>
    /// <param name="parallelism">Whose threads make parts of the rows, what ends the reading, and what it takes its memory from.</param>
    /// <param name="progress">Told which share of the table has been read, 0 to 1; null where nobody asks.</param>
    /// <returns>How it was read.</returns>
    /// <exception cref="SourceException">The table cannot be read.</exception>
    /// <exception cref="BodyTooLargeException">A value is longer than one may be.</exception>
    public async ValueTask<PostgresReading> ReadAsync(SourceTable source, ICustomerSink sink, Parallelism parallelism, Action<double>? progress)
    {
        var database = databases.Find(source.Database);
        var name = TableName.Find(source.Table);
        PostgresQuery? query = null;
        try
        {
            await using var snapshot = new SharedSnapshot(database);
            var first = await snapshot.OpenAsync(parallelism.Cancellation);
            query = PostgresQuery.Of(await PostgresCatalog.FindAsync(first, database, name, parallelism.Cancellation), source);
            await using (var look = new NpgsqlCommand(query.Look, first)) await look.ExecuteNonQueryAsync(parallelism.Cancellation);
            if (query.Key is { IsKey: true } key && database.Options.Connections > 1 && await PostgresCatalog.LimitsAsync(first, query.Table, key, parallelism.Cancellation) is var (least, most))
                query = query.Divided(least, most);
            await snapshot.ShareAsync(Math.Min(database.Options.Connections, query.Selects.Count), parallelism.Cancellation);
            await ReadAsync(snapshot, query, sink, parallelism, progress);
            return new PostgresReading(database.Name, query, snapshot.Connections.Count);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidDataException or TimeoutException)
        {
            parallelism.Cancellation.ThrowIfCancellationRequested();
            throw PostgresFaults.Of(e, database.Name, query);
        }
    }

    private async ValueTask ReadAsync(SharedSnapshot snapshot, PostgresQuery query, ICustomerSink sink, Parallelism parallelism, Action<double>? progress)
    {
        var limits = reading.Value;
        using var ahead = parallelism.Memory?.Part();
        ahead?.Hold((long)CopyStreams.MostBytesAhead * Math.Min(query.Selects.Count, CopyStreams.MostAhead * snapshot.Connections.Count));
        sink.Begin(RowUnit.Row);
        foreach (var column in query.Columns) sink.AddColumn(column.Name);
        sink.EndHeader();
        foreach (var notice in query.Notices) sink.Note(notice);

        await using var streams = new CopyStreams(snapshot.Connections, query.Selects, parallelism.Cancellation);
        await using var parts = new BatchParts(sink, () => new ColumnBatch([.. query.Columns.Select(column => new ColumnCells(column.Name, limits.MaxRecordBytes, parallelism.Memory))]), parallelism);
        var batch = parts.Next();
        for (var read = 0; read < query.Selects.Count; read++)
        {
            await using var stream = await streams.NextAsync();
            using var rows = new CopyRows(stream, query.Columns, limits.MaxRecordBytes);
            while (true)
            {
                var most = parts.MostRowsOfNext;
                await rows.ReadAsync(batch, most, parallelism.Cancellation);
                if (batch.Rows < most) break;
                await parts.AddAsync(batch);
                batch = parts.Next();
            }

            progress?.Invoke((read + 1.0) / query.Selects.Count);
        }

        if (batch.Rows > 0) await parts.AddAsync(batch);
        await parts.EndAsync();
        await sink.FlushAsync(parallelism.Cancellation);
    }
}
