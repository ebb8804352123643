namespace SegmentationService.Api.Sources.Postgres;

/// <summary>Tables that an operator allows: one, or all of a schema.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Table">The table; null for all.</param>
internal sealed record TablePattern(string Schema, string? Table)
{
    private const string All = "*";

    /// <summary>Reads <c>schema.table</c> or <c>schema.*</c>.</summary>
    /// <returns>Null where it is neither.</returns>
    public static TablePattern? Of(string text) => TableName.Of(text) is { Schema: { } schema } name ? new TablePattern(schema, name.Table == All ? null : name.Table) : null;

    /// <summary>Whether a table is one of them.</summary>
    public bool Allows(string schema, string table) => schema == Schema && (Table is null || table == Table);
}
