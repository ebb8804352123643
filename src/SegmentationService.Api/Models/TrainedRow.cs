using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Models;

/// <summary>A row of a table that became a customer of a version. Valid for the time of the call that it is given to.</summary>
/// <param name="cells">Holds its cells.</param>
/// <param name="row">Its 0-based place there.</param>
internal readonly ref struct TrainedRow(RowCells cells, int row)
{
    /// <summary>A cell as it came, but for blanks around it; empty where there is none.</summary>
    /// <param name="column">0-based, as <see cref="TrainedRows.Columns"/> lists them.</param>
    public ReadOnlySpan<byte> this[int column] => cells.Cell(row, column);

    /// <summary>Whether a cell is a number of JSON or of a workbook, which has a decimal point whatever the texts of the column have.</summary>
    /// <param name="column">0-based.</param>
    public bool IsInvariant(int column) => cells.IsInvariant(row, column);
}

/// <summary>Takes a row.</summary>
/// <param name="customer">The 0-based place of the customer among those of the version.</param>
/// <param name="row">The row.</param>
internal delegate void TrainedRowTaker(int customer, TrainedRow row);
