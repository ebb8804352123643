using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Transactions;

namespace SegmentationService.Api.Reading;

/// <summary>Takes order lines where other sinks take customers, and makes customers of them. Memory grows with purchases, not with lines.</summary>
/// <param name="options">How the log is read.</param>
/// <param name="limits">How large it may be.</param>
/// <param name="memory">What it takes its memory from; null where nobody counts.</param>
internal sealed class OrderSink(OrderLogOptions options, ReadingOptions limits, MemoryShare? memory = null) : ICustomerSink
{
    private readonly List<string> _header = [];
    private OrderLog? _log;
    private RowUnit _unit;

    private OrderLog Log => _log ?? throw new InvalidOperationException("Nothing has been read into this sink yet.");

    /// <summary>The table of all that was read. The sink must not be used after.</summary>
    /// <exception cref="InvalidTableException">There is no order line that counts, or the lines do not tell how they are read.</exception>
    public CustomerTable Build() => Log.Build();

    public void Begin(RowUnit unit)
    {
        _unit = unit;
        _log = new OrderLog(unit, options with { MaxOrders = limits.MaxOrders, MaxCustomers = limits.MaxCustomers, MaxColumns = limits.MaxColumns }, memory);
    }

    public int AddColumn(string name)
    {
        _header.Add(name);
        return _header.Count - 1;
    }

    public void EndHeader() => Log.AddHeader(_header);

    public int FindOrAddColumn(string name) => Log.FindOrAddColumn(name);

    public void Note(Notice notice) => Log.Note(notice);

    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }

    public ICustomerPart BeginPart(int maxCustomers) => new Part(Log, _unit);

    public void EndPart(ICustomerPart part) => Log.Append(((Part)part).Lines);

    private sealed class Part(OrderLog log, RowUnit unit) : ICustomerPart
    {
        private readonly int _customer = log.Customer;
        private readonly int _invoice = log.Invoice;
        private readonly int _date = log.Date;
        private readonly int _amount = log.Amount;
        private readonly int _quantity = log.Quantity;
        private readonly int _price = log.Price;
        private readonly int _time = log.Time;
        private readonly int _status = log.Status;
        private readonly int _currency = log.Currency;
        private readonly List<(int Start, int Length)> _cells = [];
        private bool _hasNumbers;
        private byte[] _text = new byte[256];
        private int _textLength;
        private long _line;

        public OrderLogPart Lines { get; } = log.BeginPart();

        public void Add(long line, CsvRow row) => Lines.Add(line, new OrderLine
        {
            Customer = row[_customer],
            Invoice = Cell(row, _invoice),
            Date = row[_date],
            Amount = Cell(row, _amount),
            Quantity = Cell(row, _quantity),
            Price = Cell(row, _price),
            Time = Cell(row, _time),
            Status = Cell(row, _status),
            Currency = Cell(row, _currency),
        });

        public void BeginCustomer(long line)
        {
            (_line, _textLength, _hasNumbers) = (line, 0, false);
            _cells.Clear();
        }

        public void Add(int column, ReadOnlySpan<byte> utf8Cell)
        {
            while (_cells.Count <= column) _cells.Add((0, -1));
            if (_cells[column].Length >= 0)
                throw new InvalidTableException(TableDefect.DuplicateColumn, $"A name is given twice in {unit.Place(_line)}; an order line has one value for each name.") { Line = _line };
            if (_text.Length - _textLength < utf8Cell.Length) Array.Resize(ref _text, Math.Max(2 * _text.Length, _textLength + utf8Cell.Length));
            utf8Cell.CopyTo(_text.AsSpan(_textLength));
            _cells[column] = (_textLength, utf8Cell.Length);
            _textLength += utf8Cell.Length;
        }

        public void AddNumber(int column, ReadOnlySpan<byte> utf8Number)
        {
            Add(column, utf8Number);
            _hasNumbers |= column == log.Amount || column == log.Price;
        }

        public void Add(int column, double value) => Add(column, Core.Data.Cell.Write(value, stackalloc byte[Core.Data.Cell.LongestWritten]));

        public void Skip()
        {
            // Lines are told by their place in the body, and customers by their ids.
        }

        /// <summary>Ends a line. Its keys may be the first of their names, and play a part from now on.</summary>
        public void EndCustomer()
        {
            log.Settle();
            Lines.Add(_line, new OrderLine
            {
                Customer = Kept(log.Customer),
                Invoice = Kept(log.Invoice),
                Date = Kept(log.Date),
                Amount = Kept(log.Amount),
                Quantity = Kept(log.Quantity),
                Price = Kept(log.Price),
                Time = Kept(log.Time),
                Status = Kept(log.Status),
                Currency = Kept(log.Currency),
                IsInvariant = _hasNumbers,
            });
        }

        private static ReadOnlySpan<byte> Cell(CsvRow row, int column) => column < 0 ? [] : row[column];

        private ReadOnlySpan<byte> Kept(int column) => column < 0 || column >= _cells.Count || _cells[column].Length <= 0 ? [] : _text.AsSpan(_cells[column].Start, _cells[column].Length);
    }
}
