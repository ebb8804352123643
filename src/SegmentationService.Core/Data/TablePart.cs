namespace SegmentationService.Core.Data;

/// <summary>
/// A run of customers that belong together in a table, read apart from those before and after, on any thread. Begun by
/// <see cref="CustomerTableBuilder.BeginPart"/> and joined, in order, by <see cref="CustomerTableBuilder.Append"/>. Every customer
/// has a cell in every column.
/// </summary>
public sealed class TablePart
{
    private readonly Column[] _columns;

    internal TablePart(RowUnit unit, int maxCustomers, IReadOnlyList<ColumnState> columns)
    {
        Locations = new RowLocations(unit);
        _columns = [.. columns.Select(column => new Column(maxCustomers, column))];
    }

    /// <summary>The number of customers so far.</summary>
    public int Customers { get; private set; }

    internal RowLocations Locations { get; }

    internal IReadOnlyList<Column> Columns => _columns;

    /// <summary>Adds a cell of the customer under way.</summary>
    /// <param name="column">The index of the column.</param>
    /// <param name="cell">UTF-8 text; blanks around it are no part of it.</param>
    /// <param name="line">The line of the customer.</param>
    public void Add(int column, ReadOnlySpan<byte> cell, long line) => _columns[column].Add(cell, line, Customers);

    /// <summary>Ends a customer.</summary>
    /// <param name="line">Its 1-based line.</param>
    public void EndCustomer(long line)
    {
        Locations.Add(line);
        Customers++;
    }

    /// <summary>What is known of a column when a part of it is begun.</summary>
    /// <param name="IsIgnored">Whether nothing of it is kept.</param>
    /// <param name="KeepsTexts">Whether it keeps its texts in any case.</param>
    /// <param name="MayNeedTexts">Whether it may still turn out to be the id.</param>
    /// <param name="MayNeedCategories">Whether it may still turn out to be one of few texts.</param>
    /// <param name="AllowsComma">Whether no number so far rules out a decimal comma.</param>
    internal readonly record struct ColumnState(bool IsIgnored, bool KeepsTexts, bool MayNeedTexts, bool MayNeedCategories, bool AllowsComma);

    /// <summary>The cells of one column in this part.</summary>
    internal sealed class Column(int maxCustomers, ColumnState state)
    {
        private readonly TextColumn? _texts = state.MayNeedTexts ? new TextColumn() : null;
        private readonly CategoryColumn? _categories = state.MayNeedCategories ? new CategoryColumn() : null;

        /// <summary>Whether cells need not be looked at when they are plain numbers without decimals; and with <see cref="_allowsComma"/> false all plain numbers.</summary>
        private bool _takesPlain = !state.MayNeedTexts && !state.MayNeedCategories && !state.IsIgnored;

        private bool _allowsComma = state.AllowsComma;

        /// <summary>A value for each customer, as long as there is no text.</summary>
        public double[] Values { get; } = state.IsIgnored ? [] : GC.AllocateUninitializedArray<double>(maxCustomers);

        /// <summary>The values with a decimal comma, where they differ; else null.</summary>
        public double[]? CommaValues { get; private set; }

        public NotationEvidence Evidence { get; } = NotationEvidence.OfPart(state.AllowsComma);

        public TextColumn? Texts => _texts;

        public CategoryColumn? Categories => _categories;

        public int Missing { get; private set; }

        public int TextCells { get; private set; }

        public CellReference? FirstText { get; private set; }

        public int FirstTextRow { get; private set; }

        public CellReference? FirstInfinite { get; private set; }

        public void Add(ReadOnlySpan<byte> cell, long line, int row)
        {
            if (_takesPlain && Cell.TryReadPlainDecimal(cell, out var plain, out var decimals) && (decimals == 0 || !_allowsComma)) Values[row] = plain;
            else if (!state.IsIgnored) AddOther(Cell.Trim(cell), line, row);
        }

        private void AddOther(ReadOnlySpan<byte> cell, long line, int row)
        {
            var kind = Cell.Read(cell, out var value);
            var withComma = value;
            switch (kind)
            {
                case CellKind.Number:
                    withComma = Evidence.TakePlain(cell, value, line, isInvariant: false);
                    break;
                case CellKind.Missing:
                    Missing++;
                    break;
                case CellKind.Infinite:
                    FirstInfinite ??= CellReference.Of(cell, line);
                    break;
                case CellKind.Text when Evidence.TryTake(cell, line, out var number):
                    (value, withComma) = (number.WithPoint, number.WithComma);
                    break;
                case CellKind.Text:
                    TextCells++;
                    if (FirstText is null) (FirstText, FirstTextRow) = (CellReference.Of(cell, line), row);
                    break;
            }

            Values[row] = value;
            KeepCommaValue(withComma, row);
            _texts?.Add(kind == CellKind.Missing && !state.KeepsTexts ? [] : cell);
            _categories?.Add(kind == CellKind.Missing ? [] : cell);
        }

        private void KeepCommaValue(double value, int row)
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
                CommaValues = GC.AllocateUninitializedArray<double>(Values.Length);
                Values.AsSpan(0, row).CopyTo(CommaValues);
            }

            CommaValues[row] = value;
            _takesPlain = false;
        }
    }
}
