using System.Text;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Erasure;

/// <summary>Reads a table and learns whether a cell of it is the id of a customer, in whichever column: what one training took for another column, the next may take for the id. Holds no row.</summary>
/// <param name="id">The id as the table has it, without blanks around it.</param>
internal sealed class SoughtCustomer(string id) : ICustomerSink
{
    private readonly byte[] _id = Encoding.UTF8.GetBytes(id);
    private readonly byte[] _written = CustomersPart.Written(id);
    private readonly List<string> _columns = [];
    private volatile bool _isFound;

    /// <summary>Whether there is such a cell.</summary>
    public bool IsFound => _isFound;

    /// <summary>Rows without the bytes of the id are passed over; an id that a table may have to write in another way is looked for cell by cell.</summary>
    public bool Needs(ReadOnlySpan<byte> rows) => !_isFound && (_id.AsSpan().Contains((byte)'"') || rows.IndexOf(_id) >= 0);

    public void Begin(RowUnit unit)
    {
        // Places are not told.
    }

    public int AddColumn(string name)
    {
        _columns.Add(name);
        return _columns.Count - 1;
    }

    public void EndHeader()
    {
        // Every column is looked at.
    }

    public int FindOrAddColumn(string name) => _columns.IndexOf(name) is var column and >= 0 ? column : AddColumn(name);

    public ICustomerPart BeginPart(int maxCustomers) => new Part(this);

    public void EndPart(ICustomerPart part)
    {
        // A cell that is found is noted at once.
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }

    private void Look(ReadOnlySpan<byte> cell)
    {
        if (cell.SequenceEqual(_id) || (FormulaText.Is(cell) && FormulaText.Marked(cell).AsSpan().SequenceEqual(_written))) _isFound = true;
    }

    /// <summary>Some rows as one thread reads them.</summary>
    private sealed class Part(SoughtCustomer sought) : ICustomerPart
    {
        public void Add(long line, CsvRow row)
        {
            for (var i = 0; i < row.Count; i++) sought.Look(row[i]);
        }

        public void BeginCustomer(long line)
        {
            // Cells are looked at by themselves.
        }

        public void Add(int column, ReadOnlySpan<byte> utf8Cell) => sought.Look(utf8Cell);

        public void AddNumber(int column, ReadOnlySpan<byte> utf8Number) => sought.Look(utf8Number);

        public void Add(int column, double value) => sought.Look(Cell.Write(value, stackalloc byte[Cell.LongestWritten]));

        public void Skip()
        {
            // Nobody.
        }

        public void EndCustomer()
        {
            // As for the beginning.
        }
    }
}
