namespace SegmentationService.Api.Reading;

/// <summary>Some rows, column by column, as they were read from a file that is made of columns. Reused.</summary>
/// <param name="columns">The cells of each column, in the order of the header.</param>
internal sealed class ColumnBatch(ColumnCells[] columns)
{
    /// <summary>The cells of each column, in the order of the header, each with as many cells as there are rows.</summary>
    public IReadOnlyList<ColumnCells> Columns => columns;

    /// <summary>The number of rows.</summary>
    public int Rows { get; set; }

    /// <summary>Begins again, without a row.</summary>
    public void Clear()
    {
        foreach (var column in columns) column.Clear();
        Rows = 0;
    }

    /// <summary>Gives the rows to a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="first">The 1-based number of the first row in the file.</param>
    /// <param name="keepsEmptyRows">As in <see cref="ICustomerSink.KeepsEmptyRows"/>.</param>
    /// <param name="notices">Counts the rows that are left out.</param>
    public void AddTo(ICustomerPart part, long first, bool keepsEmptyRows, RowNotices notices)
    {
        if ((keepsEmptyRows || !HasEmptyRow()) && part.TryAdd(first, this)) return;
        for (var row = 0; row < Rows; row++)
        {
            if (!keepsEmptyRows && IsEmpty(row))
            {
                notices.AddEmpty(first + row);
                part.Skip();
                continue;
            }

            part.BeginCustomer(first + row);
            for (var column = 0; column < columns.Length; column++) columns[column].AddTo(part, column, row);
            part.EndCustomer();
        }
    }

    private bool HasEmptyRow()
    {
        if (Array.Exists(columns, column => column.IsFull)) return false;
        for (var row = 0; row < Rows; row++)
            if (IsEmpty(row)) return true;
        return false;
    }

    private bool IsEmpty(int row)
    {
        foreach (var column in columns)
            if (column.IsFilled(row)) return false;
        return true;
    }
}
