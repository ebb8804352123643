namespace SegmentationService.Core.Data;

/// <summary>How large a table may be.</summary>
/// <param name="MaxCustomers">The most rows.</param>
/// <param name="MaxColumns">The most columns.</param>
public sealed record TableLimits(int MaxCustomers = 20_000_000, int MaxColumns = 1_000);

/// <summary>
/// Builds a <see cref="CustomerTable"/> cell by cell, from any source that has rows. A column is numeric until a cell says
/// otherwise; the texts of a column are kept only while it may be the id.
/// </summary>
/// <remarks>
/// Columns may appear at any row (a JSON key that the first customers lack); rows before have no value there. Needs 8 bytes a
/// number, and twice that for one column at a time in <see cref="Build"/>.
/// </remarks>
public sealed class CustomerTableBuilder
{
    /// <summary>A column that is all numbers for this many rows is no id by its content: its texts need not be kept.</summary>
    internal const int TrialRows = 256;

    private readonly TableHeader _header;
    private readonly List<ColumnBuilder> _columns = [];
    private readonly Func<string, bool> _keepsTexts;
    private readonly Func<string, bool> _encodes;
    private readonly RowLocations _locations;
    private readonly TableLimits _limits;
    private readonly DecimalSign _decimal;
    private readonly List<Notice> _notices = [];
    private long _line;

    /// <summary>Begins an empty table.</summary>
    /// <param name="unit">What the row numbers count.</param>
    /// <param name="limits">How large the table may become.</param>
    /// <param name="keepsTexts">Whether a column of this name keeps its texts in any case, because it is the id.</param>
    /// <param name="decimalSign">The decimal sign of columns whose numbers can be read with either.</param>
    /// <param name="encodes">Whether a column of this name has its few texts told apart from the first row on, because it is to be encoded; null for none.</param>
    public CustomerTableBuilder(
        RowUnit unit, TableLimits limits, Func<string, bool> keepsTexts, DecimalSign decimalSign = DecimalSign.Auto, Func<string, bool>? encodes = null)
    {
        _locations = new RowLocations(unit);
        _limits = limits;
        _header = new TableHeader(limits.MaxColumns);
        _keepsTexts = keepsTexts;
        _decimal = decimalSign;
        _encodes = encodes ?? (_ => false);
    }

    /// <summary>The number of customers so far, the one under way not counted.</summary>
    public int Customers { get; private set; }

    /// <summary>Adds a column.</summary>
    /// <param name="name">Its name; blanks around it are no part of it. Of a column without a name nothing is kept.</param>
    /// <returns>The index to <see cref="Add(int, ReadOnlySpan{byte}, bool)"/> its cells with.</returns>
    /// <exception cref="InvalidTableException">The name is taken, or there are too many columns.</exception>
    public int AddColumn(string name)
    {
        name = _header.Add(name, _locations.Unit == RowUnit.Line ? 1 : null);
        _columns.Add(new ColumnBuilder(name, name.Length > 0 && _keepsTexts(name), name.Length > 0 && _encodes(name)));
        return _columns.Count - 1;
    }

    /// <summary>Ends the header: no column follows.</summary>
    /// <exception cref="InvalidTableException">No column has a name.</exception>
    public void EndHeader() => _header.End();

    /// <summary>Adds something that the source has to say about how it was read.</summary>
    public void Note(Notice notice) => _notices.Add(notice);

    /// <summary>The index of a column by its name, added if it is new.</summary>
    /// <param name="name">Its name; blanks around it are no part of it.</param>
    /// <exception cref="InvalidTableException">The name is empty, or there are too many columns.</exception>
    public int FindOrAddColumn(string name) => _header.TryFind(name, out var index) ? index : AddColumn(name);

    /// <summary>Begins the next customer.</summary>
    /// <param name="line">Its 1-based line or item in the source.</param>
    /// <exception cref="InvalidTableException">There are too many customers.</exception>
    public void BeginCustomer(long line)
    {
        if (Customers == _limits.MaxCustomers) throw TooManyCustomers();
        _line = line;
        _locations.Add(line);
    }

    /// <summary>Adds a cell to the customer under way; a column that gets none has no value there.</summary>
    /// <param name="column">The index of the column.</param>
    /// <param name="cell">UTF-8 text; blanks around it are no part of it.</param>
    /// <param name="isInvariant">Whether a number in it has a decimal point in any case, as JSON's numbers do.</param>
    /// <exception cref="InvalidTableException">The customer has a value in this column already.</exception>
    public void Add(int column, ReadOnlySpan<byte> cell, bool isInvariant = false)
    {
        var builder = _columns[column];
        if (builder.IsIgnored) return;
        if (builder.Rows > Customers)
            throw new InvalidTableException(TableDefect.DuplicateColumn, $"'{builder.Name}' is given twice in {_locations.Describe(_line)}; a customer has one value for each name.")
            {
                Column = builder.Name,
                Line = _line,
            };
        builder.PadTo(Customers);
        builder.Add(Cell.Trim(cell), _line, isInvariant);
    }

    /// <summary>Ends the customer under way.</summary>
    public void EndCustomer() => Customers++;

    /// <summary>Begins a part that is filled apart from this builder, on any thread; no column may be added after.</summary>
    /// <param name="maxCustomers">The most customers that it will have.</param>
    public TablePart BeginPart(int maxCustomers) =>
        new(_locations.Unit, maxCustomers, _columns.ConvertAll(column => column.State));

    /// <summary>Joins a part to what is there.</summary>
    /// <param name="part">The part that follows; must not be used after.</param>
    /// <exception cref="InvalidTableException">There are too many customers.</exception>
    public void Append(TablePart part)
    {
        if (part.Customers > _limits.MaxCustomers - Customers) throw TooManyCustomers();
        _locations.Append(part.Locations);
        for (var i = 0; i < _columns.Count; i++) _columns[i].Append(part.Columns[i], part.Customers);
        Customers += part.Customers;
    }

    /// <summary>The finished table. The builder must not be used after.</summary>
    /// <exception cref="InvalidTableException">There is no customer.</exception>
    public CustomerTable Build()
    {
        if (Customers == 0)
            throw new InvalidTableException(TableDefect.NoCustomers, "There is no customer in the data: a header line, and then a line for each customer, or a list of at least one object is expected.");
        var built = _columns.FindAll(column => !column.IsIgnored).ConvertAll(column => column.Build(Customers, _decimal));
        if (_header.NoticeOfNameless is { } nameless) _notices.Add(nameless);
        _notices.AddRange(ReadingNotices.Of([.. built.Select(column => column.Findings).Where(findings => !_keepsTexts(findings.Name))], _locations));
        return new CustomerTable(built.ConvertAll(column => column.Column), _locations, Customers, _notices);
    }

    private InvalidTableException TooManyCustomers() =>
        new(TableDefect.TooManyCustomers, $"The table has more than {_limits.MaxCustomers} customers, the most that is allowed.");

    /// <summary>One column in the making.</summary>
    private sealed class ColumnBuilder(string name, bool keepsTexts, bool encodes)
    {
        private const int ChunkSize = 1 << 14;

        private readonly NotationEvidence _evidence = new();

        /// <summary>Values with a decimal point; with a decimal comma, where one of the chunk differs; and how many.</summary>
        private readonly List<(double[] Values, double[]? CommaValues, int Count)> _chunks = [];
        private TextColumn? _texts = new();
        private CategoryColumn? _categories = new();
        private CellReference? _firstText;
        private int _firstTextRow;
        private CellReference? _firstInfinite;
        private int _missing;
        private int _textCells;

        public string Name { get; } = name;

        public int Rows { get; private set; }

        /// <summary>Whether nothing of the column is kept, because it has no name.</summary>
        public bool IsIgnored => Name.Length == 0;

        /// <summary>What a part of the column needs to know. What is ruled out once, such as that it is the id, is so for good.</summary>
        public TablePart.ColumnState State => new(IsIgnored, keepsTexts, _texts is not null && !IsIgnored, _categories is { IsWhole: true } && !IsIgnored, _evidence.AllowsComma);

        public void PadTo(int rows)
        {
            while (Rows < rows) Add([], 0, isInvariant: false);
        }

        public void Add(ReadOnlySpan<byte> cell, long line, bool isInvariant)
        {
            var kind = Cell.Read(cell, out var value);
            var withComma = value;
            switch (kind)
            {
                case CellKind.Number:
                    withComma = _evidence.TakePlain(cell, value, line, isInvariant);
                    break;
                case CellKind.Missing:
                    _missing++;
                    break;
                case CellKind.Infinite:
                    _firstInfinite ??= CellReference.Of(cell, line);
                    break;
                case CellKind.Text when _evidence.TryTake(cell, line, out var number):
                    (value, withComma) = (number.WithPoint, number.WithComma);
                    break;
                case CellKind.Text:
                    _textCells++;
                    if (_firstText is null)
                    {
                        (_firstText, _firstTextRow) = (CellReference.Of(cell, line), Rows);
                        _chunks.Clear();
                    }

                    break;
            }

            if (_firstText is null) AddValue(value, withComma);

            // An id stays as it came, also when it reads NA; elsewhere a missing value is no text.
            _texts?.Add(kind == CellKind.Missing && !keepsTexts ? [] : cell);
            _categories?.Add(kind == CellKind.Missing ? [] : cell);
            Rows++;
            ForgetTexts();
        }

        public void Append(TablePart.Column part, int customers)
        {
            if (IsIgnored) return;
            _evidence.Append(part.Evidence);
            _missing += part.Missing;
            _textCells += part.TextCells;
            _firstInfinite ??= part.FirstInfinite;
            if (_firstText is null && part.FirstText is not null)
            {
                (_firstText, _firstTextRow) = (part.FirstText, Rows + part.FirstTextRow);
                _chunks.Clear();
            }

            if (_firstText is null) _chunks.Add((part.Values, _evidence.CanBeComma ? part.CommaValues : null, customers));
            if (_texts is not null && part.Texts is not null) _texts.Append(part.Texts);
            if (_categories is not null && part.Categories is not null) _categories.Append(part.Categories);
            Rows += customers;
            ForgetTexts();
        }

        public (TableColumn Column, ColumnFindings Findings) Build(int rows, DecimalSign preferred)
        {
            PadTo(rows);
            var candidate = _firstText is not null && 2L * _textCells >= rows;
            if (candidate) _texts?.TrackDistinct();
            var isDistinct = candidate && _texts is { IsDistinct: true };
            var numbers = rows - _missing - _textCells;
            NotationProblem? problem = null;
            var notation = _firstText is null ? _evidence.Decide(numbers, preferred, out problem) : null;
            var firstText = _firstText ?? problem?.Cell;
            var findings = new ColumnFindings(Name, numbers, _textCells, _firstText, notation, _evidence.FirstWritten, problem);
            var column = new TableColumn
            {
                Name = Name,
                Values = firstText is null ? Values(notation is { HasDecimalComma: true }) : [],
                Missing = _missing,
                FirstText = firstText,
                FirstInfinite = _firstInfinite,
                Notation = notation,
                Texts = keepsTexts || isDistinct ? _texts : null,
                IsDistinctText = isDistinct,
                TextCells = _textCells,
                Categories = _firstText is null ? null : _categories,
            };
            return (column, findings);
        }

        private void AddValue(double value, double withComma)
        {
            var (values, commaValues, count) = _chunks.Count > 0 ? _chunks[^1] : ([], null, 0);
            if (count == values.Length)
            {
                (values, commaValues, count) = (new double[ChunkSize], null, 0);
                _chunks.Add((values, commaValues, count));
            }

            // Of two NaN neither is the other, but nothing differs.
            if (commaValues is null && !value.Equals(withComma) && _evidence.CanBeComma) commaValues = [.. values];
            values[count] = value;
            if (commaValues is not null) commaValues[count] = withComma;
            _chunks[^1] = (values, _evidence.CanBeComma ? commaValues : null, count + 1);
        }

        /// <summary>Lets go of the texts as soon as the column cannot be the id by its content, or one of few texts.</summary>
        private void ForgetTexts()
        {
            if (!encodes && Rows >= TrialRows && (_firstText is null || _firstTextRow >= TrialRows)) _categories = null;
            if (_texts is null || keepsTexts || Rows < TrialRows) return;
            var hadText = _firstText is not null && _firstTextRow < TrialRows;
            if (hadText) _texts.TrackDistinct();
            if (!hadText || !_texts.IsDistinct) _texts = null;
        }

        private double[] Values(bool withComma)
        {
            var values = GC.AllocateUninitializedArray<double>(Rows);
            var start = 0;
            foreach (var (point, comma, count) in _chunks)
            {
                var chunk = withComma ? comma ?? point : point;
                chunk.AsSpan(0, count).CopyTo(values.AsSpan(start));
                start += count;
            }

            _chunks.Clear();
            return values;
        }
    }
}
