using System.Text;
using SegmentationService.Api.Reading;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Writes down what a reader says, and insists on the order that <see cref="ICustomerSink"/> promises.</summary>
internal sealed class RecordingSink : ICustomerSink
{
    private readonly List<string> _columns = [];
    private readonly List<(long Line, SortedDictionary<string, string> Cells)> _customers = [];
    private bool _isInCustomer;

    public RowUnit? Unit { get; private set; }

    public bool HasHeader { get; private set; }

    public int Flushes { get; private set; }

    public int FindCalls { get; private set; }

    public IReadOnlyList<string> Columns => _columns;

    public long[] Lines => [.. _customers.Select(customer => customer.Line)];

    /// <summary>Each customer as <c>column=cell|column=cell</c>, by name, only what was given.</summary>
    public string[] Customers => [.. _customers.Select(customer => string.Join("|", customer.Cells.Select(cell => $"{cell.Key}={cell.Value}")))];

    public void Begin(RowUnit unit)
    {
        Assert.Null(Unit);
        Unit = unit;
    }

    public int AddColumn(string name)
    {
        Assert.NotNull(Unit);
        Assert.False(HasHeader);
        _columns.Add(name.Trim());
        return _columns.Count - 1;
    }

    public void EndHeader() => HasHeader = true;

    public int FindOrAddColumn(string name)
    {
        FindCalls++;
        var index = _columns.IndexOf(name.Trim());
        return index >= 0 ? index : AddColumn(name);
    }

    public void BeginCustomer(long line)
    {
        Assert.False(_isInCustomer);
        _isInCustomer = true;
        _customers.Add((line, new SortedDictionary<string, string>(StringComparer.Ordinal)));
    }

    public void Add(int column, ReadOnlySpan<byte> utf8Cell)
    {
        Assert.True(_isInCustomer);
        _customers[^1].Cells.Add(_columns[column], Encoding.UTF8.GetString(Cell.Trim(utf8Cell)));
    }

    public void EndCustomer()
    {
        Assert.True(_isInCustomer);
        _isInCustomer = false;
    }

    public ICustomerPart BeginPart(int maxCustomers) => new Part(maxCustomers);

    public void EndPart(ICustomerPart part)
    {
        foreach (var (line, cells) in ((Part)part).Rows)
        {
            BeginCustomer(line);
            for (var i = 0; i < cells.Length; i++) Add(i, Encoding.UTF8.GetBytes(cells[i]));
            EndCustomer();
        }
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Flushes++;
        return ValueTask.CompletedTask;
    }

    private sealed class Part(int maxCustomers) : ICustomerPart
    {
        private readonly List<(long Line, string[] Cells)> _rows = [];

        public IReadOnlyList<(long Line, string[] Cells)> Rows => _rows;

        public void Add(long line, CsvRow row)
        {
            Assert.True(_rows.Count < maxCustomers);
            var cells = new string[row.Count];
            for (var i = 0; i < cells.Length; i++) cells[i] = Encoding.UTF8.GetString(row[i]);
            _rows.Add((line, cells));
        }
    }
}
