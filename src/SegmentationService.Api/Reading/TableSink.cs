using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>Collects all customers in one table.</summary>
/// <param name="limits">How large the table may become.</param>
/// <param name="keepsTexts">Whether a column of this name keeps its texts in any case, because it is the id.</param>
internal sealed class TableSink(TableLimits limits, Func<string, bool> keepsTexts) : ICustomerSink
{
    private CustomerTableBuilder? _builder;

    private CustomerTableBuilder Builder => _builder ?? throw new InvalidOperationException("Nothing has been read into this sink yet.");

    /// <summary>The table of all that was read. The sink must not be used after.</summary>
    /// <exception cref="Core.InvalidTableException">There is no customer.</exception>
    public CustomerTable Build() => Builder.Build();

    public void Begin(RowUnit unit) => _builder = new CustomerTableBuilder(unit, limits, keepsTexts);

    public int AddColumn(string name) => Builder.AddColumn(name);

    public void EndHeader()
    {
    }

    public int FindOrAddColumn(string name) => Builder.FindOrAddColumn(name);

    public void BeginCustomer(long line) => Builder.BeginCustomer(line);

    public void Add(int column, ReadOnlySpan<byte> utf8Cell) => Builder.Add(column, utf8Cell);

    public void EndCustomer() => Builder.EndCustomer();

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ICustomerPart BeginPart(int maxCustomers) => new Part(Builder.BeginPart(maxCustomers));

    public void EndPart(ICustomerPart part) => Builder.Append(((Part)part).Table);

    private sealed class Part(TablePart table) : ICustomerPart
    {
        public TablePart Table { get; } = table;

        public void Add(long line, CsvRow row)
        {
            for (var i = 0; i < row.Count; i++) Table.Add(i, row[i], line);
            Table.EndCustomer(line);
        }
    }
}
