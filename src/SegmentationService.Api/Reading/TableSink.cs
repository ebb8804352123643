using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>Collects all customers in one table.</summary>
/// <param name="limits">How large the table may become.</param>
/// <param name="keepsTexts">Whether a column of this name keeps its texts in any case, because it is the id.</param>
/// <param name="decimalSign">The decimal sign of columns whose numbers can be read with either.</param>
/// <param name="encodes">Whether a column of this name is to be encoded; null for none.</param>
/// <param name="dateFormat">How dates are written; null lets each column tell.</param>
/// <param name="memory">What the table takes its memory from; null where nobody counts.</param>
/// <param name="aside">Where numbers and ids are put when the table grows large; null keeps all in memory.</param>
internal sealed class TableSink(
    TableLimits limits,
    Func<string, bool> keepsTexts,
    DecimalSign decimalSign = DecimalSign.Auto,
    Func<string, bool>? encodes = null,
    string? dateFormat = null,
    MemoryShare? memory = null,
    PutAside? aside = null) : ICustomerSink
{
    /// <summary>The most values that the customers of one part have together, however few of them are given.</summary>
    private const int MostValues = 1 << 20;

    /// <summary>A part of fewer customers costs more than they do.</summary>
    private const int FewestCustomers = 1 << 10;

    private int _columns;
    private CustomerTableBuilder? _builder;

    public int MostCustomersOfPart => Math.Max(FewestCustomers, MostValues / Math.Max(1, _columns));

    private CustomerTableBuilder Builder => _builder ?? throw new InvalidOperationException("Nothing has been read into this sink yet.");

    /// <summary>The table of all that was read. The sink must not be used after.</summary>
    /// <exception cref="Core.InvalidTableException">There is no customer.</exception>
    public CustomerTable Build() => Builder.Build();

    public void Begin(RowUnit unit) => _builder = new CustomerTableBuilder(unit, limits, keepsTexts, decimalSign, encodes, dateFormat, memory, aside);

    public void Expect(long rows) => Builder.Expect(rows);

    public int AddColumn(string name)
    {
        _columns++;
        return Builder.AddColumn(name);
    }

    public void EndHeader() => Builder.EndHeader();

    public int FindOrAddColumn(string name)
    {
        _columns++;
        return Builder.FindOrAddColumn(name);
    }

    public void Note(Notice notice) => Builder.Note(notice);

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ICustomerPart BeginPart(int maxCustomers) => new Part(Builder.BeginPart(maxCustomers));

    public void EndPart(ICustomerPart part) => Builder.Append(((Part)part).Table);

    private sealed class Part(TablePart table) : ICustomerPart
    {
        public TablePart Table { get; } = table;

        public void Add(long line, CsvRow row)
        {
            Table.BeginCustomer(line);
            for (var i = 0; i < row.Count; i++) Table.Add(i, row[i]);
            Table.EndCustomer();
        }

        public void BeginCustomer(long line) => Table.BeginCustomer(line);

        public void Add(int column, ReadOnlySpan<byte> utf8Cell) => Table.Add(column, utf8Cell);

        public void AddNumber(int column, ReadOnlySpan<byte> utf8Number) => Table.Add(column, utf8Number, isInvariant: true);

        public void Add(int column, double value) => Table.Add(column, value);

        public bool TryAdd(long first, ColumnBatch rows)
        {
            for (var column = 0; column < rows.Columns.Count; column++) rows.Columns[column].AddTo(Table, column, first);
            Table.EndRun(rows.Rows, first);
            return true;
        }

        public void Skip() => Table.Skip();

        public void EndCustomer() => Table.EndCustomer();
    }
}
