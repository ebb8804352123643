namespace SegmentationService.Api.Sources.Postgres;

/// <summary>A table, or what is read as one, as the catalog has it.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is, as pg_class.relkind says.</param>
/// <param name="Rows">About how many rows it has, as the database last counted them; below 0 where it has not.</param>
/// <param name="Bytes">Its bytes on the disk of the database, without those of long values; 0 where it has none of its own.</param>
/// <param name="Blocks">Its blocks, ranges of which can be read by themselves; null where they cannot.</param>
internal sealed record PostgresTable(string Schema, string Name, char Kind, double Rows, long Bytes, long? Blocks)
{
    private const char View = 'v';
    private const char Foreign = 'f';

    /// <summary>Its columns, in their order.</summary>
    public IReadOnlyList<PostgresColumn> Columns { get; init; } = [];

    /// <summary>As an identifier of SQL.</summary>
    public string Quoted => $"{TableName.Quote(Schema)}.{TableName.Quote(Name)}";

    /// <summary>For people.</summary>
    public string FullName => $"{Schema}.{Name}";

    /// <summary>Whether its rows lie in tables of the database, in an order that stays as long as nothing writes to them.</summary>
    public bool HasOrder => Kind is not (View or Foreign);
}
