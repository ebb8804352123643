namespace SegmentationService.Core.Data;

/// <summary>How large a table may be.</summary>
/// <param name="MaxCustomers">The most rows.</param>
/// <param name="MaxColumns">The most columns.</param>
public sealed record TableLimits(int MaxCustomers = 20_000_000, int MaxColumns = 1_000);

/// <summary>
/// Builds a <see cref="CustomerTable"/> of parts, from any source that has rows. A column is numeric until a cell says
/// otherwise; the texts of a column are kept only while it may be the id.
/// </summary>
/// <remarks>
/// Columns may appear at any time (a JSON key that the first customers lack); rows before have no value there. Needs 8 bytes a
/// number, and twice that for one column at a time in <see cref="Build"/>; in parts where a column has no value it needs nothing, until <see cref="Build"/>.
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
    private readonly string? _dateFormat;
    private readonly MemoryShare? _memory;
    private readonly MemoryShare? _parts;
    private readonly List<Notice> _notices = [];
    private readonly PutAside? _aside;

    /// <summary>Whether numbers and ids are put aside by now.</summary>
    private bool _isLarge;

    /// <summary>Begins an empty table.</summary>
    /// <param name="unit">What the row numbers count.</param>
    /// <param name="limits">How large the table may become.</param>
    /// <param name="keepsTexts">Whether a column of this name keeps its texts in any case, because it is the id.</param>
    /// <param name="decimalSign">The decimal sign of columns whose numbers can be read with either.</param>
    /// <param name="encodes">Whether a column of this name has its few texts told apart from the first row on, because it is to be encoded; null for none.</param>
    /// <param name="dateFormat">How dates are written, as in logs of orders; null lets each column tell.</param>
    /// <param name="memory">What the table takes its memory from, also after it is built; null where nobody counts.</param>
    /// <param name="aside">Where numbers and ids are put when the table grows large; null keeps all in memory.</param>
    public CustomerTableBuilder(
        RowUnit unit,
        TableLimits limits,
        Func<string, bool> keepsTexts,
        DecimalSign decimalSign = DecimalSign.Auto,
        Func<string, bool>? encodes = null,
        string? dateFormat = null,
        MemoryShare? memory = null,
        PutAside? aside = null)
    {
        _aside = aside;
        _locations = new RowLocations(unit);
        _limits = limits;
        _header = new TableHeader(limits.MaxColumns);
        _keepsTexts = keepsTexts;
        _decimal = decimalSign;
        _encodes = encodes ?? (_ => false);
        _dateFormat = dateFormat;
        (_memory, _parts) = (memory, memory?.Part());
    }

    /// <summary>The number of customers of the parts joined so far.</summary>
    public int Customers { get; private set; }

    /// <summary>The number of columns so far.</summary>
    internal int Columns => _columns.Count;

    /// <summary>Adds a column.</summary>
    /// <param name="name">Its name; blanks around it are no part of it. Of a column without a name nothing is kept.</param>
    /// <returns>The index to add its cells with: 0, 1, 2 ...</returns>
    /// <exception cref="InvalidTableException">There are too many columns.</exception>
    public int AddColumn(string name)
    {
        name = _header.Add(name);
        var column = new ColumnBuilder(name, name.Length > 0 && _keepsTexts(name), name.Length > 0 && _encodes(name), _dateFormat, _memory);
        if (_isLarge) column.PutAside(_aside!.Scratch);
        column.AppendMissing(Customers);
        _columns.Add(column);
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

    /// <summary>Begins a part that is filled apart from this builder, on any thread. Columns may be added as long as no other part is under way.</summary>
    /// <param name="maxCustomers">The most customers that it will have.</param>
    public TablePart BeginPart(int maxCustomers) => new(this, _locations.Unit, maxCustomers, _memory);

    /// <summary>Checks that there is room for customers that follow.</summary>
    /// <param name="customers">How many they are.</param>
    /// <exception cref="InvalidTableException">There are too many customers.</exception>
    public void Expect(long customers)
    {
        if (customers > _limits.MaxCustomers - Customers) throw TooManyCustomers();
    }

    /// <summary>Joins a part to what is there.</summary>
    /// <param name="part">The part that follows; must not be used after.</param>
    /// <exception cref="InvalidTableException">There are too many customers.</exception>
    public void Append(TablePart part)
    {
        Expect(part.Customers);
        _locations.Append(part.Locations);
        var columns = part.Finish();
        for (var i = 0; i < columns.Length; i++) _columns[i].Append(columns[i]);
        Customers += part.Customers;
        part.Release();
        if (_aside is not null && !_isLarge && _columns.Sum(column => column.Bytes) > _aside.AfterBytes)
        {
            _isLarge = true;
            foreach (var column in _columns) column.PutAside(_aside.Scratch);
        }

        _parts?.Hold(_locations.Bytes + _columns.Sum(column => column.Bytes));
    }

    /// <summary>The finished table. The builder must not be used after.</summary>
    /// <exception cref="InvalidTableException">There is no customer, or it is not clear which of two columns of one name is meant.</exception>
    public CustomerTable Build()
    {
        if (Customers == 0)
            throw new InvalidTableException(TableDefect.NoCustomers, "There is no customer in the data: a header line, and then a line for each customer, or a list of at least one object is expected.");
        var built = _columns.FindAll(column => !column.IsIgnored).ConvertAll(Finish);
        if (_header.NoticeOfNameless is { } nameless) _notices.Add(nameless);
        foreach (var name in _header.Repeated)
        {
            var stay = RepeatedColumns.Settle([.. built.Select(column => column.Column).Where(column => column.Name == name)], Customers, _keepsTexts(name) || _encodes(name), out var notice) ?? throw _header.Ambiguous(name);
            built.RemoveAll(column => column.Column.Name == name && !stay.Contains(column.Column));
            _notices.Add(notice);
        }

        if (SumOfRows.NoticeOf(built.ConvertAll(column => column.Column), _locations, Customers) is { } sum) _notices.Add(sum);
        _notices.AddRange(ReadingNotices.Of([.. built.Select(column => column.Findings).Where(findings => !_keepsTexts(findings.Name))], _locations));
        return new CustomerTable(built.ConvertAll(column => column.Column), _locations, Customers, _notices);
    }

    /// <summary>The finished column, whose parts are let go.</summary>
    private (TableColumn Column, ColumnFindings Findings) Finish(ColumnBuilder column)
    {
        var parts = column.Bytes;
        var built = column.Build(_decimal);
        _parts?.Give(parts - column.Bytes);
        return built;
    }

    /// <summary>The name of a column, empty where it has none.</summary>
    internal string NameOf(int column) => _columns[column].Name;

    /// <summary>What a part of a column needs to know of it.</summary>
    internal TablePart.ColumnState StateOf(int column) => _columns[column].State;

    private InvalidTableException TooManyCustomers() =>
        new(TableDefect.TooManyCustomers, $"The table has more than {_limits.MaxCustomers} customers, the most that is allowed.");

    /// <summary>One column in the making.</summary>
    private sealed class ColumnBuilder(string name, bool keepsTexts, bool encodes, string? dateFormat, MemoryShare? memory)
    {
        private readonly NotationEvidence _evidence = new();

        private readonly List<PartValues> _parts = [];
        private readonly WordEvidence _missingWords = new();
        private readonly WordEvidence _wordsAmongNumbers = new();
        private TextColumn? _texts = new(memory);
        private CategoryColumn? _categories = new(memory);
        private DateColumn? _dates;
        private bool _mayBeDates = true;
        private CellReference? _firstText;
        private int _firstTextRow;
        private CellReference? _firstInfinite;
        private int _firstUnitRow = int.MaxValue;
        private int _missing;
        private int _textCells;
        private int _rows;
        private IScratch? _scratch;

        public string Name { get; } = name;

        /// <summary>What the values of the parts hold, in bytes.</summary>
        public long Bytes { get; private set; }

        /// <summary>Whether nothing of the column is kept, because it has no name.</summary>
        public bool IsIgnored => Name.Length == 0;

        /// <summary>What a part of the column needs to know. What is ruled out once, such as that it is the id, is so for good.</summary>
        public TablePart.ColumnState State => new(IsIgnored, keepsTexts, _texts is not null && !IsIgnored, _categories is { IsKept: true } && !IsIgnored, _evidence.AllowsComma, _mayBeDates, dateFormat);

        /// <summary>Puts numbers and ids aside, those that are there and all that follow.</summary>
        public void PutAside(IScratch scratch)
        {
            _scratch = scratch;
            foreach (var part in _parts) part.PutAside(scratch);
            Bytes = _parts.Sum(part => part.Bytes);
            _texts?.PutAside(scratch);
        }

        /// <summary>Joins rows without a value to what is there.</summary>
        public void AppendMissing(int rows)
        {
            if (rows == 0) return;
            using var room = memory?.Part();
            var missing = new TablePart.Column(rows, State, room);
            missing.PadTo(rows);
            Append(missing);
        }

        /// <summary>Joins the rows of a part to what is there.</summary>
        public void Append(TablePart.Column part)
        {
            if (IsIgnored) return;
            var units = _evidence.Append(part.Evidence);
            _missingWords.Append(part.WordsInAnyColumn);
            _wordsAmongNumbers.Append(part.WordsAmongNumbers);
            _missing += part.Missing;
            _textCells += part.TextCells;
            _firstInfinite ??= part.FirstInfinite;
            if (_firstText is null && part.FirstText is not null)
            {
                (_firstText, _firstTextRow) = (part.FirstText, _rows + part.FirstTextRow);
                Forget();
            }

            if (part.Units is { } codes)
            {
                for (var row = 0; row < part.Rows; row++) codes[row] = units[codes[row]];
                _firstUnitRow = Math.Min(_firstUnitRow, _rows + part.FirstUnitRow);
            }

            if (_firstText is null)
            {
                _parts.Add(PartValues.Of(part, _evidence.CanBeComma));
                if (_scratch is not null) _parts[^1].PutAside(_scratch);
                Bytes += _parts[^1].Bytes;
            }

            if (_texts is not null && part.Texts is not null) _texts.Append(part.Texts);
            if (_categories is not null && part.Categories is not null) _categories.Append(part.Categories);
            AppendDates(part);
            _rows += part.Rows;
            ForgetTexts();
        }

        public (TableColumn Column, ColumnFindings Findings) Build(DecimalSign preferred)
        {
            NotationProblem? problem = null;
            NumberNotation? notation = null;
            var units = Units(ref problem);
            var firstText = _firstText;
            if (units is null && problem is null && (firstText is null || _firstUnitRow < _firstTextRow)) firstText = _evidence.Units.First;
            var textCells = _textCells + (units is null ? _evidence.Units.Count : 0);

            // A word such as None is a text like others where there are texts, and no value where there are numbers or nothing else.
            var wordsAreTexts = firstText is not null;
            if (wordsAreTexts) textCells += _wordsAmongNumbers.Count;
            var missing = _missing + (wordsAreTexts ? 0 : _wordsAmongNumbers.Count);
            if (!wordsAreTexts) _missingWords.Append(_wordsAmongNumbers);

            var candidate = firstText is not null && 2L * textCells >= _rows;
            var isDistinct = candidate && _texts is not null && _texts.AreDistinct();
            var numbers = _rows - missing - textCells;
            if (firstText is null && problem is null) notation = _evidence.Decide(units ?? UnitKind.None, numbers, preferred, out problem);
            var findings = new ColumnFindings(Name, numbers, textCells, firstText, notation, _evidence.FirstWritten, problem) { MissingWords = _missingWords };
            firstText ??= problem?.Cell;
            var (isNumeric, isSparse) = (firstText is null, 2L * missing > _rows);
            var column = new TableColumn
            {
                Name = Name,
                Values = isNumeric && _scratch is null && !isSparse ? Values(notation) : [],
                Sparse = isNumeric && _scratch is null && isSparse ? Sparse(notation, _rows - missing) : null,
                Stored = isNumeric && _scratch is not null ? new StoredValues(_parts, notation is { HasDecimalComma: true }, Scale(notation)) : null,
                Missing = missing,
                FirstText = firstText,
                FirstInfinite = _firstInfinite,
                Notation = notation,
                Texts = keepsTexts || isDistinct ? _texts : null,
                IsDistinctText = isDistinct,
                TextCells = textCells,
                Categories = firstText is not null ? _categories : encodes ? WithPlainNumbers(_categories) : null,
                Dates = _dates,
            };
            return (column, findings);
        }

        /// <summary>What the units of the numbers mean; null where cells with units are texts. A column that is to be encoded keeps them as they are.</summary>
        private UnitKind? Units(ref NotationProblem? problem)
        {
            if (_evidence.Units.Count == 0) return UnitKind.None;
            return encodes || _firstText is not null ? null : _evidence.Units.Decide(Name, _rows - _missing - _wordsAmongNumbers.Count, out problem);
        }

        /// <summary>A column of dates has nothing else: numbers before the first date, or in a part without one, rule it out.</summary>
        private void AppendDates(TablePart.Column part)
        {
            if (!_mayBeDates) return;
            if (part.Dates is null)
            {
                _mayBeDates = part.Missing + part.WordsAmongNumbers.Count == part.Rows;
                _dates?.PadTo(_rows + part.Rows);
            }
            else
            {
                _dates ??= new DateColumn(dateFormat, memory);
                _dates.PadTo(_rows);
                _dates.Append(part.Dates);
                _mayBeDates = _dates.IsWhole;
            }

            if (_mayBeDates) return;
            _dates?.Release();
            _dates = null;
        }

        /// <summary>Lets go of the texts as soon as the column cannot be the id by its content, or one of few texts.</summary>
        private void ForgetTexts()
        {
            var hadText = (_firstText is not null && _firstTextRow < TrialRows) || _firstUnitRow < TrialRows;
            if (!encodes && _rows >= TrialRows && !hadText)
            {
                _categories?.Release();
                _categories = null;
            }

            if (_texts is null || keepsTexts || _rows < TrialRows) return;
            if (hadText) _texts.TrackDistinct();
            if (hadText && _texts.IsDistinct) return;
            _texts.Release();
            _texts = null;
        }

        private void Forget()
        {
            _parts.Clear();
            Bytes = 0;
        }

        private static CategoryColumn? WithPlainNumbers(CategoryColumn? numbers) => numbers is { IsKept: true } ? numbers.WithPlainNumbers() : numbers;

        private double[] Values(NumberNotation? notation)
        {
            memory?.Take(sizeof(double) * (long)_rows);
            var values = GC.AllocateUninitializedArray<double>(_rows);
            var start = 0;
            foreach (var part in _parts)
            {
                part.CopyTo(values.AsSpan(start, part.Rows), notation is { HasDecimalComma: true }, Scale(notation));
                start += part.Rows;
            }

            Forget();
            return values;
        }

        private SparseValues Sparse(NumberNotation? notation, int present)
        {
            memory?.Take(SparseValues.BytesOfValue * (long)present);
            var values = new SparseValues(present, _rows, memory);
            var start = 0;
            foreach (var part in _parts)
            {
                part.AddTo(values, start, notation is { HasDecimalComma: true }, Scale(notation));
                start += part.Rows;
            }

            Forget();
            return values;
        }

        private PartValues.Scaling? Scale(NumberNotation? notation) => notation is null ? null : (values, units) => _evidence.Units.Scale(notation.Units, values, units);
    }
}
