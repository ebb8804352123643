namespace SegmentationService.Api.Sources.Postgres;

/// <summary>A column of a table, as the catalog has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, for people.</param>
/// <param name="Cell">Makes a cell of a value; null where its type is none that is read.</param>
/// <param name="IsText">Whether its values are texts, which a collation orders.</param>
/// <param name="IsKey">Whether it holds whole numbers that an index begins with: ranges of them can be read by themselves, in their order.</param>
/// <param name="IsGranted">Whether the role of the connection may read it.</param>
internal sealed record PostgresColumn(string Name, string Type, CellOf? Cell, bool IsText, bool IsKey, bool IsGranted)
{
    /// <summary>As an identifier of SQL.</summary>
    public string Quoted => TableName.Quote(Name);
}
