using SegmentationService.Api.Reading;
using SegmentationService.Core;

namespace SegmentationService.Api.Models;

/// <summary>Some rows as one thread reads them: their cells as text, of those that are customers of a version.</summary>
/// <param name="version">The version.</param>
/// <param name="fields">What each column is to it; grows while JSON is read.</param>
/// <param name="memory">What it takes its memory from; null where nobody counts.</param>
internal sealed class TrainedRowPart(ServedVersion version, IReadOnlyList<int> fields, MemoryShare? memory) : ICustomerPart
{
    private readonly CustomerFields _fields = new(version.Stored.Model);

    /// <summary>The rows that are customers.</summary>
    public RowCells Cells { get; } = new(memory);

    public void Add(long line, CsvRow row)
    {
        BeginCustomer(line);
        for (var i = 0; i < row.Count; i++) Add(i, row[i]);
        EndCustomer();
    }

    public void BeginCustomer(long line)
    {
        Cells.Begin();
        _fields.Clear();
    }

    public void Add(int column, ReadOnlySpan<byte> utf8Cell) => Add(column, utf8Cell, isInvariant: false);

    public void AddNumber(int column, ReadOnlySpan<byte> utf8Number) => Add(column, utf8Number, isInvariant: true);

    public void Add(int column, double value) => Add(column, Core.Data.Cell.Write(value, stackalloc byte[Core.Data.Cell.LongestWritten]), isInvariant: true);

    public void Skip()
    {
        // A row without a value in any cell is no customer.
    }

    /// <summary>Ends a row; one that has no value for the model was left out of the training.</summary>
    public void EndCustomer()
    {
        if (!HasValue(_fields.Inputs)) Cells.Drop();
    }

    private static bool HasValue(ReadOnlySpan<double> inputs)
    {
        foreach (var input in inputs)
            if (!double.IsNaN(input)) return true;
        return false;
    }

    private void Add(int column, ReadOnlySpan<byte> utf8, bool isInvariant)
    {
        Cells.Add(column, utf8, isInvariant);
        _fields.Set(fields[column], utf8, isInvariant);
    }
}
