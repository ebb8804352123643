namespace SegmentationService.Core.Data;

/// <summary>
/// A table of customers as received: named columns, one row per customer. Made by a <see cref="CustomerTableBuilder"/>, which
/// has checked it: at least one customer, names unique and not empty, every column as long as the table.
/// </summary>
public sealed class CustomerTable
{
    internal CustomerTable(IReadOnlyList<TableColumn> columns, RowLocations locations, int customers, IReadOnlyList<Notice> notices)
    {
        Notices = notices;
        Columns = columns;
        Locations = locations;
        Customers = customers;
    }

    /// <summary>The number of rows.</summary>
    public int Customers { get; }

    /// <summary>The columns, in the order in which they came.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>What the caller should know about how the table was read.</summary>
    public IReadOnlyList<Notice> Notices { get; }

    /// <summary>Where each row stood in its source.</summary>
    public RowLocations Locations { get; }

    /// <summary>The log of orders that the table was made of; null for a table that came as one.</summary>
    public OrderOrigin? Orders { get; init; }

    /// <summary>Finds a column by its exact name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The column, or null.</returns>
    public TableColumn? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);
}
