using SegmentationService.Api.Sources.Postgres;

namespace SegmentationService.Api.Training;

/// <summary>The table of a database that a source names, and what a training on it takes.</summary>
/// <param name="Postgres">The name of the database in the configuration.</param>
/// <param name="Table">The table, with its schema.</param>
/// <param name="Columns">The columns that are read, in their order.</param>
/// <param name="Order">What orders the rows: a column, or ctid, the place in the table; null where nothing does.</param>
/// <param name="Connections">By how many connections it is read.</param>
/// <param name="Bytes">The bytes of the table on the disk of the database; 0 where it has none of its own.</param>
/// <param name="Rows">The rows with a value in any cell; with input=transactions the customers made of them.</param>
/// <param name="MemoryBytes">
/// About what a training holds of them: a double for each cell of a customer as long as these are kept in memory, or else for each customer those of a column at work; a float for each feature; and the segment and the distance to its centroid.
/// </param>
internal sealed record DatabaseResponse(string Postgres, string Table, IReadOnlyList<string> Columns, string? Order, int Connections, long Bytes, int Rows, long MemoryBytes)
{
    public static DatabaseResponse Of(PostgresReading reading, int rows, long memoryBytes) => new(
        reading.Database,
        reading.Query.Table.FullName,
        [.. reading.Query.Columns.Select(column => column.Name)],
        reading.Query.Order,
        reading.Connections,
        reading.Query.Table.Bytes,
        rows,
        memoryBytes);
}
