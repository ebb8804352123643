namespace SegmentationService.Core.Data;

/// <summary>
/// A run of customers that belong together in a table, read apart from those before and after, on any thread. Begun by
/// <see cref="CustomerTableBuilder.BeginPart"/> and joined, in order, by <see cref="CustomerTableBuilder.Append"/>. Every customer
/// has a cell in every column.
/// </summary>
public sealed class TablePart
{
    private readonly Column[] _columns;

    internal TablePart(RowUnit unit, int maxCustomers, IReadOnlyList<(bool KeepsTexts, bool MayNeedTexts, bool MayNeedCategories)> columns)
    {
        Locations = new RowLocations(unit);
        _columns = [.. columns.Select(column => new Column(maxCustomers, column.KeepsTexts, column.MayNeedTexts, column.MayNeedCategories))];
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

    /// <summary>The cells of one column in this part.</summary>
    internal sealed class Column(int maxCustomers, bool keepsTexts, bool mayNeedTexts, bool mayNeedCategories)
    {
        private readonly TextColumn? _texts = mayNeedTexts ? new TextColumn() : null;
        private readonly CategoryColumn? _categories = mayNeedCategories ? new CategoryColumn() : null;

        /// <summary>A value for each customer, as long as there is no text.</summary>
        public double[] Values { get; } = GC.AllocateUninitializedArray<double>(maxCustomers);

        public TextColumn? Texts => _texts;

        public CategoryColumn? Categories => _categories;

        public int Missing { get; private set; }

        public int TextCells { get; private set; }

        public CellReference? FirstText { get; private set; }

        public int FirstTextRow { get; private set; }

        public CellReference? FirstInfinite { get; private set; }

        /// <summary>A reference to a cell, for people.</summary>
        public static CellReference Refer(ReadOnlySpan<byte> cell, long line) => new(line, CellReference.Excerpt(cell));

        public void Add(ReadOnlySpan<byte> cell, long line, int row)
        {
            if (_texts is null && _categories is null && Cell.TryReadPlainDecimal(cell, out var plain)) Values[row] = plain;
            else AddOther(Cell.Trim(cell), line, row);
        }

        private void AddOther(ReadOnlySpan<byte> cell, long line, int row)
        {
            var kind = Cell.Read(cell, out var value);
            switch (kind)
            {
                case CellKind.Missing:
                    Missing++;
                    break;
                case CellKind.Infinite:
                    FirstInfinite ??= Refer(cell, line);
                    break;
                case CellKind.Text:
                    TextCells++;
                    if (FirstText is null) (FirstText, FirstTextRow) = (Refer(cell, line), row);
                    break;
            }

            Values[row] = value;
            _texts?.Add(kind == CellKind.Missing && !keepsTexts ? [] : cell);
            _categories?.Add(kind == CellKind.Missing ? [] : cell);
        }
    }
}
