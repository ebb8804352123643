namespace SegmentationService.Core.Data;

/// <summary>
/// A run of customers that belong together in a table, read apart from those before and after, on any thread. Begun by
/// <see cref="CustomerTableBuilder.BeginPart"/> and joined, in order, by <see cref="CustomerTableBuilder.Append"/>. The one way for a cell into a
/// column, whatever it is a cell of.
/// </summary>
/// <remarks>
/// While no other part is under way columns may appear at any customer (a JSON key that the first customers lack); customers before have no value
/// there. Needs 8 bytes a number; a column without any in this part needs nothing.
/// </remarks>
public sealed class TablePart
{
    /// <summary>What a column takes before it has a cell, about.</summary>
    private const int ColumnBytes = 512;

    private readonly CustomerTableBuilder _table;
    private readonly MemoryShare? _memory;
    private readonly int _maxCustomers;
    private Column[] _columns;
    private long _line;

    internal TablePart(CustomerTableBuilder table, RowUnit unit, int maxCustomers, MemoryShare? memory)
    {
        (_table, _maxCustomers, _memory) = (table, maxCustomers, memory?.Part());
        Locations = new RowLocations(unit);
        _columns = [];
        AddColumns(table.Columns);
    }

    /// <summary>The number of customers so far, the one under way not counted.</summary>
    public int Customers { get; private set; }

    internal RowLocations Locations { get; }

    /// <summary>Begins the next customer.</summary>
    /// <param name="line">Its 1-based line or item in the source.</param>
    public void BeginCustomer(long line) => _line = line;

    /// <summary>Adds a cell to the customer under way; a column that gets none has no value there.</summary>
    /// <param name="column">The index of the column.</param>
    /// <param name="cell">UTF-8 text; blanks around it are no part of it.</param>
    /// <param name="isInvariant">Whether a number in it has a decimal point in any case, as JSON's numbers do.</param>
    /// <exception cref="InvalidTableException">The customer has a value in this column already.</exception>
    public void Add(int column, ReadOnlySpan<byte> cell, bool isInvariant = false) => Open(column).Add(cell, _line, isInvariant);

    /// <summary>Adds a number that is known as one to the customer under way.</summary>
    /// <param name="column">The index of the column.</param>
    /// <param name="value">The number; NaN where it is missing.</param>
    /// <exception cref="InvalidTableException">The customer has a value in this column already.</exception>
    public void Add(int column, double value) => Open(column).Add(value, _line);

    /// <summary>Ends the customer under way.</summary>
    public void EndCustomer()
    {
        Locations.Add(_line);
        Customers++;
    }

    /// <summary>
    /// Adds numbers of customers that follow each other, column by column: between two customers each column is given as many cells, in the order of the customers, and then they are ended by <see cref="EndRun"/>.
    /// </summary>
    /// <param name="column">The index of the column.</param>
    /// <param name="values">The numbers; NaN where one is missing.</param>
    /// <param name="line">The 1-based line or item of the first; the others follow it one by one.</param>
    public void AddToRun(int column, ReadOnlySpan<double> values, long line) => _columns[column].Add(values, line);

    /// <summary>Adds one cell in the same way.</summary>
    /// <param name="column">The index of the column.</param>
    /// <param name="cell">UTF-8 text; blanks around it are no part of it, and empty it is missing.</param>
    /// <param name="line">Its 1-based line or item.</param>
    /// <param name="isInvariant">Whether a number in it has a decimal point in any case.</param>
    public void AddToRun(int column, ReadOnlySpan<byte> cell, long line, bool isInvariant) => _columns[column].Add(cell, line, isInvariant);

    /// <summary>Ends customers whose cells were added column by column.</summary>
    /// <param name="customers">How many they are.</param>
    /// <param name="line">The 1-based line or item of the first.</param>
    public void EndRun(int customers, long line)
    {
        if (customers > 0) Locations.Add(line, customers);
        Customers += customers;
    }

    /// <summary>Passes over a row without a value, which is no customer; those after it keep their numbers.</summary>
    public void Skip() => Locations.Skip();

    /// <summary>All columns that the table has by now, each with a cell for every customer. No customer follows.</summary>
    internal ReadOnlySpan<Column> Finish()
    {
        AddColumns(_table.Columns);
        foreach (var column in _columns) column.PadTo(Customers);
        return _columns;
    }

    /// <summary>A column that is ready for the cell of the customer under way.</summary>
    private Column Open(int index)
    {
        if (index >= _columns.Length) AddColumns(_table.Columns);
        var column = _columns[index];
        if (column.Rows != Customers) Pad(column, index);
        return column;
    }

    private void Pad(Column column, int index)
    {
        if (column.Rows > Customers)
            throw new InvalidTableException(TableDefect.DuplicateColumn, $"'{_table.NameOf(index)}' is given twice in {Locations.Describe(_line)}; a customer has one value for each name.")
            {
                Column = _table.NameOf(index),
                Line = _line,
            };
        column.PadTo(Customers);
    }

    private void AddColumns(int count)
    {
        var known = _columns.Length;
        if (count == known) return;
        Array.Resize(ref _columns, count);
        _memory?.Take((count - known) * (long)ColumnBytes);
        for (var i = known; i < count; i++) _columns[i] = new Column(_maxCustomers, _table.StateOf(i), _memory);
    }

    /// <summary>Gives back what the part holds; it must not be used after.</summary>
    internal void Release() => _memory?.Dispose();

    /// <summary>What is known of a column when a part of it is begun.</summary>
    /// <param name="IsIgnored">Whether nothing of it is kept.</param>
    /// <param name="KeepsTexts">Whether it keeps its texts in any case.</param>
    /// <param name="MayNeedTexts">Whether it may still turn out to be the id.</param>
    /// <param name="MayNeedCategories">Whether it may still turn out to be one of few texts.</param>
    /// <param name="AllowsComma">Whether no number so far rules out a decimal comma.</param>
    /// <param name="MayBeDates">Whether it may still turn out to be one of dates.</param>
    /// <param name="DateFormat">How dates are written; null lets the column tell.</param>
    internal readonly record struct ColumnState(
        bool IsIgnored, bool KeepsTexts, bool MayNeedTexts, bool MayNeedCategories, bool AllowsComma, bool MayBeDates, string? DateFormat);

    /// <summary>The cells of one column in this part.</summary>
    internal sealed class Column(int maxCustomers, ColumnState state, MemoryShare? memory)
    {
        private readonly TextColumn? _texts = state.MayNeedTexts ? new TextColumn(memory) : null;
        private readonly CategoryColumn? _categories = state.MayNeedCategories ? new CategoryColumn(memory) : null;

        /// <summary>
        /// Whether cells need not be looked at when they are plain numbers without decimals; and with <see cref="_allowsComma"/> false all plain numbers. Not before there is room
        /// for them.
        /// </summary>
        private bool _takesPlain;

        private bool _allowsComma = state.AllowsComma;

        /// <summary>The number of cells.</summary>
        public int Rows { get; private set; }

        /// <summary>A value for each customer, as long as there is no text; empty as long as none has one.</summary>
        public double[] Values { get; private set; } = [];

        /// <summary>What the values hold, in bytes.</summary>
        public long Bytes => (sizeof(double) * ((long)Values.Length + (CommaValues?.Length ?? 0))) + (Units?.Length ?? 0);

        /// <summary>The values with a decimal comma, where they differ; else null.</summary>
        public double[]? CommaValues { get; private set; }

        public NotationEvidence Evidence { get; } = NotationEvidence.OfPart(state.AllowsComma);

        public TextColumn? Texts => _texts;

        public CategoryColumn? Categories => _categories;

        /// <summary>The dates from the first text on, cells before it being missing; null where there is no text, or it is known that the column is none of dates.</summary>
        public DateColumn? Dates { get; private set; }

        public int Missing { get; private set; }

        public int TextCells { get; private set; }

        public CellReference? FirstText { get; private set; }

        public int FirstTextRow { get; private set; }

        public CellReference? FirstInfinite { get; private set; }

        /// <summary>The code in <see cref="NotationEvidence.Units"/> of the unit of each value; null where none has one.</summary>
        public byte[]? Units { get; private set; }

        /// <summary>The row of the first value with a unit, which may turn out to be text.</summary>
        public int FirstUnitRow { get; private set; }

        /// <summary>The words for no value in any column; they are among the missing.</summary>
        public WordEvidence WordsInAnyColumn { get; } = new();

        /// <summary>The words for no value in a column of numbers; they are neither among the missing nor among the texts.</summary>
        public WordEvidence WordsAmongNumbers { get; } = new();

        public void Add(ReadOnlySpan<byte> cell, long line, bool isInvariant)
        {
            if (_takesPlain && Cell.TryReadPlainDecimal(cell, out var plain, out var decimals) && (decimals == 0 || !_allowsComma)) Values[Rows++] = plain;
            else if (state.IsIgnored) Rows++;
            else Read(Cell.Trim(cell), line, isInvariant);
        }

        public void Add(double value, long line)
        {
            var kind = double.IsNaN(value) ? CellKind.Missing : Math.Abs(value) <= Cell.MaxMagnitude ? CellKind.Number : CellKind.Infinite;
            if (_takesPlain && kind == CellKind.Number) Values[Rows++] = value;
            else if (state.IsIgnored) Rows++;
            else Keep(kind, value, line);
        }

        public void Add(ReadOnlySpan<double> values, long line)
        {
            var taken = 0;
            while (taken < values.Length && (!_takesPlain || Dates is { IsWhole: true })) Add(values[taken], line + taken++);
            if (taken < values.Length) AddPlain(values[taken..], line + taken);
        }

        /// <summary>Adds numbers where each is taken as it is, and missing ones need nothing but to be counted.</summary>
        private void AddPlain(ReadOnlySpan<double> values, long line)
        {
            var missing = 0;
            var room = Values.AsSpan(Rows, values.Length);
            values.CopyTo(room);
            for (var i = 0; i < values.Length; i++)
            {
                if (Math.Abs(values[i]) <= Cell.MaxMagnitude) continue;
                if (double.IsNaN(values[i]))
                {
                    missing++;
                    continue;
                }

                room[i] = double.NaN;
                FirstInfinite ??= Infinite(values[i], line + i);
            }

            Missing += missing;
            Rows += values.Length;
        }

        private static CellReference Infinite(double value, long line) => CellReference.Of(Cell.Write(value, stackalloc byte[Cell.LongestWritten]), line);

        /// <summary>Adds cells without a value. O(rows), and next to nothing where the column has no value yet.</summary>
        /// <param name="rows">How many cells there are then.</param>
        public void PadTo(int rows)
        {
            var more = rows - Rows;
            if (more <= 0) return;
            if (!state.IsIgnored)
            {
                Missing += more;
                if (Values.Length > 0) Values.AsSpan(Rows, more).Fill(double.NaN);
                CommaValues?.AsSpan(Rows, more).Fill(double.NaN);
                Dates?.PadTo(rows);
                _texts?.AddEmpty(more);
                _categories?.AddMissing(more);
            }

            Rows = rows;
        }

        private void Keep(CellKind kind, double value, long line)
        {
            // As long as the column may be one of texts the number is kept as one, too.
            var text = Cell.Write(value, stackalloc byte[Cell.LongestWritten]);
            if (kind != CellKind.Number) value = double.NaN;
            Keep(kind, value, value, text, line);
        }

        private void Read(ReadOnlySpan<byte> cell, long line, bool isInvariant)
        {
            var kind = Cell.Read(cell, out var value);
            var withComma = value;
            if (kind == CellKind.Number) withComma = Evidence.TakePlain(cell, value, line, isInvariant);
            else if (kind == CellKind.Text && Evidence.TryTake(cell, line, out var number, out var unit))
            {
                (kind, value, withComma) = (CellKind.Number, number.WithPoint, number.WithComma);
                if (unit > 0) KeepUnit(unit);
            }

            Keep(kind, value, withComma, cell, line);
        }

        private void KeepUnit(byte unit)
        {
            if (Values.Length == 0) MakeRoom();
            if (Units is null)
            {
                memory?.Take(Values.Length);
                (Units, FirstUnitRow) = (new byte[Values.Length], Rows);
            }

            Units[Rows] = unit;
        }

        private void Keep(CellKind kind, double value, double withComma, ReadOnlySpan<byte> cell, long line)
        {
            switch (kind)
            {
                case CellKind.Missing:
                    Missing++;
                    if (!Cell.IsMissing(cell)) WordsInAnyColumn.Take(cell, line);
                    break;
                case CellKind.Text when Cell.IsMissingNumber(cell):
                    WordsAmongNumbers.Take(cell, line);
                    break;
                case CellKind.Infinite:
                    FirstInfinite ??= CellReference.Of(cell, line);
                    break;
                case CellKind.Text:
                    TextCells++;
                    if (FirstText is null) (FirstText, FirstTextRow) = (CellReference.Of(cell, line), Rows);
                    if (TextCells == 1 && state.MayBeDates && Missing + WordsAmongNumbers.Count == Rows) BeginDates();
                    break;
            }

            if (Dates is { IsWhole: true }) Dates.Add(kind == CellKind.Missing || MissingWords.IsAmongNumbers(cell) ? [] : cell, line);

            if (Values.Length == 0 && !(double.IsNaN(value) && double.IsNaN(withComma))) MakeRoom();
            if (Values.Length > 0)
            {
                Values[Rows] = value;
                KeepCommaValue(withComma);
            }

            // An id stays as it came, also when it reads NA; elsewhere a missing value is no text.
            _texts?.Add(kind == CellKind.Missing && !state.KeepsTexts ? [] : cell);
            _categories?.Add(kind == CellKind.Missing ? [] : CategoryColumn.Canonical(cell));
            Rows++;
        }

        /// <summary>Makes room for a value of every customer, those before having none.</summary>
        private void MakeRoom()
        {
            memory?.Take(sizeof(double) * (long)maxCustomers);
            Values = GC.AllocateUninitializedArray<double>(maxCustomers);
            Values.AsSpan(0, Rows).Fill(double.NaN);
        }

        private void BeginDates()
        {
            Dates = new DateColumn(state.DateFormat, memory);
            Dates.PadTo(Rows);
        }

        private void KeepCommaValue(double value)
        {
            _allowsComma = Evidence.AllowsComma;
            if (!Evidence.CanBeComma || !Evidence.Differs)
            {
                CommaValues = null;
                _takesPlain = _texts is null && _categories is null;
                return;
            }

            if (CommaValues is null)
            {
                memory?.Take(sizeof(double) * (long)Values.Length);
                CommaValues = GC.AllocateUninitializedArray<double>(Values.Length);
                Values.AsSpan(0, Rows).CopyTo(CommaValues);
            }

            CommaValues[Rows] = value;
            _takesPlain = false;
        }
    }
}
