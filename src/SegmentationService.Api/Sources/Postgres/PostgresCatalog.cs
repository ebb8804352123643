using Npgsql;
using NpgsqlTypes;
using SegmentationService.Api.Http;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Sources.Postgres;

/// <summary>Looks up tables and their columns in the catalog. What a request gives is a parameter there, and no SQL.</summary>
internal static class PostgresCatalog
{
    /// <summary>From here on a range of places in a table is read without looking at the rest of it.</summary>
    private const int FirstVersionWithRanges = 14;

    /// <summary>Ranges are of places (ctid), which are in the order of the rows only where the table has no children, and which a right on single columns does not include.</summary>
    private const string TableQuery = """
        SELECT c.oid, n.nspname::text, c.relname::text, c.relkind::text, pg_catalog.has_schema_privilege(n.oid, 'USAGE'),
               c.relkind IN ('r', 'm') AND COALESCE(m.amname = 'heap', false) AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid),
               CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_relation_size(c.oid) ELSE 0 END, pg_catalog.current_setting('block_size')::int8, c.reltuples::float8
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam
        WHERE c.relkind IN ('r', 'm', 'p', 'v', 'f') AND c.relname::text = $1 AND CASE WHEN $2 IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) ELSE n.nspname::text = $2 END
        """;

    private const string ColumnQuery = """
        WITH RECURSIVE base AS (
          SELECT a.attnum, t.typbasetype, t.typtype, t.typsend FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
          WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped
          UNION ALL
          SELECT b.attnum, t.typbasetype, t.typtype, t.typsend FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.typbasetype WHERE b.typtype = 'd')
        SELECT a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), COALESCE(p.proname::text, ''), pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT'),
               EXISTS (SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid JOIN pg_catalog.pg_am m ON m.oid = x.relam
                       WHERE i.indrelid = a.attrelid AND i.indkey[0] = a.attnum AND i.indisvalid AND i.indpred IS NULL AND m.amname = 'btree')
        FROM pg_catalog.pg_attribute a JOIN base b ON b.attnum = a.attnum AND b.typtype <> 'd' LEFT JOIN pg_catalog.pg_proc p ON p.oid = b.typsend
        WHERE a.attrelid = $1 ORDER BY a.attnum
        """;

    /// <summary>Finds a table.</summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="database">Whose connection it is.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SourceException">There is none, or the role may not look into its schema.</exception>
    public static async ValueTask<PostgresTable> FindAsync(NpgsqlConnection connection, PostgresDatabase database, TableName name, CancellationToken cancellationToken)
    {
        var (table, oid, mayUse) = await TableAsync(connection, name, cancellationToken);
        database.CheckAllowed(table.Schema, table.Name);
        if (!mayUse) throw PostgresFaults.NotGranted(table, $"GRANT USAGE ON SCHEMA {TableName.Quote(table.Schema)}");
        return table with { Columns = await ColumnsAsync(connection, oid, cancellationToken) };
    }

    /// <summary>The least and the largest value of a key.</summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="table">The table.</param>
    /// <param name="key">A column of it that is a key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where there is none.</returns>
    public static async ValueTask<(long Least, long Most)?> LimitsAsync(NpgsqlConnection connection, PostgresTable table, PostgresColumn key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT min({key.Quoted})::int8, max({key.Quoted})::int8 FROM {table.Quoted}", connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) && !row.IsDBNull(0) ? (row.GetInt64(0), row.GetInt64(1)) : null;
    }

    private static async ValueTask<(PostgresTable Table, uint Oid, bool MayUse)> TableAsync(NpgsqlConnection connection, TableName name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(TableQuery, connection)
        {
            Parameters = { new NpgsqlParameter<string>(null!, name.Table), new NpgsqlParameter { Value = name.Schema ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text } },
        };
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
        {
            var place = name.Schema is null ? "of the search path of the role; name it as schema.table" : $"'{Excerpt.Of(name.Schema)}'";
            throw new SourceException(SourceDefect.NotFound, $"There is no table or view '{Excerpt.Of(name.Table)}' in the schema {place}. Capital and small letters differ, as the catalog has them.");
        }

        var hasRanges = row.GetBoolean(5) && connection.PostgreSqlVersion.Major >= FirstVersionWithRanges;
        var blockBytes = row.GetInt64(7);
        return (new PostgresTable(row.GetString(1), row.GetString(2), row.GetString(3)[0], row.GetDouble(8), row.GetInt64(6), hasRanges ? (row.GetInt64(6) + blockBytes - 1) / blockBytes : null), row.GetFieldValue<uint>(0), row.GetBoolean(4));
    }

    private static async ValueTask<IReadOnlyList<PostgresColumn>> ColumnsAsync(NpgsqlConnection connection, uint oid, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ColumnQuery, connection) { Parameters = { new NpgsqlParameter { Value = oid, NpgsqlDbType = NpgsqlDbType.Oid } } };
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        List<PostgresColumn> columns = [];
        while (await row.ReadAsync(cancellationToken))
        {
            var sender = row.GetString(2);
            columns.Add(new PostgresColumn(row.GetString(0), row.GetString(1), PostgresCells.Of(sender), PostgresCells.AreTexts(sender), PostgresCells.AreWhole(sender) && row.GetBoolean(4), row.GetBoolean(3)));
        }

        return columns;
    }
}
