namespace SegmentationService.Core.Data;

/// <summary>The rows of a table that are customers, ascending: all of them, or all but a few.</summary>
public sealed class CustomerRows
{
    private readonly int[]? _rows;

    private CustomerRows(int length, int[]? rows) => (Length, _rows) = (length, rows);

    /// <summary>The number of customers.</summary>
    public int Length { get; }

    /// <summary>The row of a customer. O(1).</summary>
    /// <param name="customer">0-based.</param>
    public int this[int customer] => _rows is null ? customer : _rows[customer];

    /// <summary>Every row is a customer.</summary>
    /// <param name="rows">How many there are.</param>
    public static CustomerRows All(int rows) => new(rows, null);

    /// <summary>Some rows are customers.</summary>
    /// <param name="rows">in: 0-based, ascending.</param>
    public static CustomerRows Of(int[] rows) => new(rows.Length, rows);
}
