using System.Text;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Models;

/// <summary>
/// Reads the table that a version was trained on once more, and gives its rows out in step with the customers of the version: the rows that have a value for the model, in their order, are the
/// customers that were trained on. Memory is bounded by a few parts of the body.
/// </summary>
/// <param name="version">The version.</param>
/// <param name="limits">The most columns and customers.</param>
/// <param name="memory">What rows take their memory from until they are given out; null where nobody counts.</param>
/// <param name="take">Takes each customer's row, in their order.</param>
/// <param name="sought">Text that each row has that is asked for: others may be passed over, and are not counted then. Empty where all rows are.</param>
internal sealed class TrainedRows(ServedVersion version, TableLimits limits, MemoryShare? memory, TrainedRowTaker take, ReadOnlyMemory<byte> sought = default) : ICustomerSink
{
    /// <summary>The most rows of one part.</summary>
    private const int MostRows = 1 << 12;

    private readonly TableHeader _header = new(limits.MaxColumns, longestName: int.MaxValue);
    private readonly List<string> _columns = [];
    private readonly List<int> _fields = [];
    private readonly Stack<TrainedRowPart> _free = [];

    /// <summary>The number of customers so far.</summary>
    public int Count { get; private set; }

    /// <summary>The names of the columns, as they came; empty where a column has none.</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>What a column is to the version, as <see cref="FieldNames.Find"/> tells it; one that repeats a name is nothing to it.</summary>
    /// <param name="column">0-based.</param>
    public int FieldOf(int column) => _fields[column];

    /// <summary>Where a column is.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its 0-based place, the first of the name; -1 where there is none, or none yet.</returns>
    public int PlaceOf(string name) => _header.TryFind(name, out var place) ? place : -1;

    public int MostCustomersOfPart => sought.IsEmpty ? MostRows : int.MaxValue;

    public bool Needs(ReadOnlySpan<byte> rows) => rows.IndexOf(sought.Span) >= 0;

    public void Begin(RowUnit unit)
    {
        // Places are not told.
    }

    public int AddColumn(string name)
    {
        var isFirst = !_header.TryFind(name, out _);
        name = _header.Add(name);
        _columns.Add(name);
        _fields.Add(isFirst ? version.Names.Find(Encoding.UTF8.GetBytes(name)) : FieldNames.Ignored);
        return _columns.Count - 1;
    }

    public void EndHeader() => _header.End();

    public int FindOrAddColumn(string name) => _header.TryFind(name, out var column) ? column : AddColumn(name);

    public ICustomerPart BeginPart(int maxCustomers) => _free.TryPop(out var part) ? part : new TrainedRowPart(version, _fields, memory);

    public void EndPart(ICustomerPart part)
    {
        var rows = (TrainedRowPart)part;
        for (var row = 0; row < rows.Cells.Count; row++) take(Count++, new TrainedRow(rows.Cells, row));
        rows.Cells.Clear();
        _free.Push(rows);
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }
}
