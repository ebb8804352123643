using System.Text;
using SegmentationService.Api.Reading;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Writes down what a reader says, and insists on the order that <see cref="ICustomerSink"/> promises.</summary>
internal sealed class RecordingSink : ICustomerSink
{
    private readonly List<string> _columns = [];
    private readonly List<(long Line, SortedDictionary<string, string> Cells)> _customers = [];

    public bool KeepsEmptyRows { get; init; }

    /// <summary>Text without which rows do not matter.</summary>
    public string Needed { get; init; } = "";

    public List<Notice> Notices { get; } = [];

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

    public bool Needs(ReadOnlySpan<byte> rows) => rows.IndexOf(Encoding.UTF8.GetBytes(Needed)) >= 0;

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

    public ICustomerPart BeginPart(int maxCustomers) => new Part(_columns, maxCustomers);

    public void EndPart(ICustomerPart part) => _customers.AddRange(((Part)part).Customers);

    public void Note(Notice notice) => Notices.Add(notice);

    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Flushes++;
        return ValueTask.CompletedTask;
    }

    private sealed class Part(List<string> columns, int maxCustomers) : ICustomerPart
    {
        private readonly List<(long Line, SortedDictionary<string, string> Cells)> _customers = [];
        private bool _isInCustomer;

        public IReadOnlyList<(long Line, SortedDictionary<string, string> Cells)> Customers => _customers;

        public void Add(long line, CsvRow row)
        {
            Assert.Equal(columns.Count, row.Count);
            BeginCustomer(line);
            for (var i = 0; i < row.Count; i++) Add(i, row[i]);
            EndCustomer();
        }

        public void BeginCustomer(long line)
        {
            Assert.False(_isInCustomer);
            Assert.True(_customers.Count < maxCustomers);
            _isInCustomer = true;
            _customers.Add((line, new SortedDictionary<string, string>(StringComparer.Ordinal)));
        }

        public void Add(int column, ReadOnlySpan<byte> utf8Cell)
        {
            Assert.True(_isInCustomer);
            _customers[^1].Cells.Add(columns[column], Encoding.UTF8.GetString(Cell.Trim(utf8Cell)));
        }

        public void AddNumber(int column, ReadOnlySpan<byte> utf8Number) => Add(column, utf8Number);

        public void Add(int column, double value) => Add(column, Cell.Write(value, stackalloc byte[Cell.LongestWritten]));

        public void Skip() => Assert.False(_isInCustomer);

        public void EndCustomer()
        {
            Assert.True(_isInCustomer);
            _isInCustomer = false;
        }
    }
}
