namespace SegmentationService.Core.Data;

/// <summary>One column of a <see cref="CustomerTable"/>, as received.</summary>
public sealed class TableColumn
{
    private ColumnSummary? _summary;
    private readonly double[] _values = [];
    private double[]? _spread;

    /// <summary>So many rows are looked at together where a column is looked through.</summary>
    internal const int RowsAtOnce = 1 << 16;

    /// <summary>The name as it came, without blanks around it.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// One value per customer, NaN where it is missing; empty when the column is not numeric. O(n) when a column that most customers lack is first asked for it. Of a table that may be
    /// larger than memory values are read by <see cref="CopyTo"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The values were put aside.</exception>
    public double[] Values
    {
        get => Stored is not null ? throw new InvalidOperationException($"The values of '{Name}' were put aside, and are not all in memory.") : Sparse is null ? _values : _spread ??= Sparse.Spread();
        init => _values = value;
    }

    /// <summary>The number of customers, where the column is numeric.</summary>
    internal int Customers => Stored?.Rows ?? Sparse?.Rows ?? _values.Length;

    /// <summary>The value of the last customer, NaN where it is missing. The column is numeric.</summary>
    public double Last
    {
        get
        {
            if (Sparse is not null) return Sparse.Last;
            Span<double> last = stackalloc double[1];
            return Stored is null ? _values[^1] : Range(Stored.Rows - 1, last)[0];
        }
    }

    /// <summary>What the values of a column of numbers are like. O(n) when it is first asked for.</summary>
    public ColumnSummary Summary => _summary ??= Stored is not null ? new ColumnSummary(Stored) : Sparse is null ? new ColumnSummary(Values, Values.Length) : new ColumnSummary(Sparse.Present, Sparse.Rows);

    /// <summary>The values that are there, where most customers lack one; else null.</summary>
    internal SparseValues? Sparse { get; init; }

    /// <summary>The values, where they were put aside; else null.</summary>
    internal StoredValues? Stored { get; init; }

    /// <summary>The number of customers without a value.</summary>
    public required int Missing { get; init; }

    /// <summary>The values of customers that follow each other, NaN where one is missing; the column is numeric. O(rows between the first and the last).</summary>
    /// <param name="rows">The rows of the customers.</param>
    /// <param name="first">0-based first customer.</param>
    /// <param name="values">out: a value for each of them.</param>
    public void CopyTo(CustomerRows rows, int first, Span<double> values)
    {
        if (values.IsEmpty) return;
        if (Sparse is not null)
        {
            Sparse.CopyTo(rows, first, values);
            return;
        }

        var (begin, last) = (rows[first], rows[first + values.Length - 1]);
        if (last - begin + 1 == values.Length)
        {
            if (Stored is null) _values.AsSpan(begin, values.Length).CopyTo(values);
            else Stored.Read(begin, values);
            return;
        }

        using var rented = new RentedColumn(Stored is null ? 0 : Math.Min(last - begin + 1, 2 * RowsAtOnce));
        var most = Stored is null ? int.MaxValue : rented.Values.Length;
        for (int i = 0, next; i < values.Length; i = next)
        {
            var from = rows[first + i];
            for (next = i + 1; next < values.Length && rows[first + next] - from < most;) next++;
            var rowsRead = rows[first + next - 1] - from + 1;
            var read = Stored is null ? _values.AsSpan(from, rowsRead) : rented.Values[..rowsRead];
            Stored?.Read(from, read);
            for (var j = i; j < next; j++) values[j] = read[rows[first + j] - from];
        }
    }

    /// <summary>The values of rows that follow each other, NaN where one is missing; the column is numeric. Those in memory are not copied.</summary>
    /// <param name="first">0-based first row.</param>
    /// <param name="room">Room for a value of each row.</param>
    /// <returns>As many values as there is room for.</returns>
    internal ReadOnlySpan<double> Range(int first, Span<double> room)
    {
        if (Stored is null) return Values.AsSpan(first, room.Length);
        Stored.Read(first, room);
        return room;
    }

    /// <summary>Looks at all values in the order of their rows, some at once, until a rule does not hold.</summary>
    /// <param name="rule">Given the first row and the values from there on; whether to go on.</param>
    /// <param name="customers">The number of rows.</param>
    /// <returns>Whether the rule held for all.</returns>
    internal bool All(int customers, RowsRule rule)
    {
        if (Stored is not null) return Stored.All(customers, rule);
        var all = Values.AsSpan(0, customers);
        for (var first = 0; first < customers; first += RowsAtOnce)
            if (!rule(first, all.Slice(first, Math.Min(RowsAtOnce, customers - first)))) return false;
        return true;
    }

    /// <summary>The same of customers.</summary>
    /// <param name="rows">The rows of the customers.</param>
    /// <param name="rule">Given the first customer and the values from there on; whether to go on.</param>
    internal bool All(CustomerRows rows, RowsRule rule)
    {
        using var rented = new RentedColumn(Math.Min(rows.Length, RowsAtOnce));
        for (var first = 0; first < rows.Length; first += RowsAtOnce)
        {
            var values = rented.Values[..Math.Min(RowsAtOnce, rows.Length - first)];
            CopyTo(rows, first, values);
            if (!rule(first, values)) return false;
        }

        return true;
    }

    /// <summary>How many of some customers have no value; the column is numeric. O(n), and O(1) where nobody lacks one.</summary>
    /// <param name="rows">The rows of the customers.</param>
    internal int MissingOf(CustomerRows rows)
    {
        if (Missing == 0) return 0;
        var count = 0;
        All(rows, (_, values) =>
        {
            foreach (var value in values) count += double.IsNaN(value) ? 1 : 0;
            return true;
        });
        return count;
    }

    /// <summary>The first row that has a value; -1 where none has. O(n).</summary>
    internal int IndexOf(double value)
    {
        var found = -1;
        All(Customers, (first, values) =>
        {
            var place = values.IndexOf(value);
            if (place >= 0) found = first + place;
            return place < 0;
        });
        return found;
    }

    /// <summary>Whether another column of numbers has the same values. O(n).</summary>
    internal bool HasValuesOf(TableColumn other, int customers)
    {
        using var rented = new RentedColumn(Math.Min(customers, RowsAtOnce));
        return All(customers, (first, values) => values.SequenceEqual(other.Range(first, rented.Values[..values.Length])));
    }

    /// <summary>Whether to go on after some values.</summary>
    internal delegate bool RowsRule(int first, ReadOnlySpan<double> values);

    /// <summary>Whether every present value is a number. A column without any value counts as numeric.</summary>
    public bool IsNumeric => FirstText is null;

    /// <summary>How the numbers are written; null where they are plain, such as <c>1234.5</c>, or there are none.</summary>
    public NumberNotation? Notation { get; init; }

    /// <summary>The first cell that is not a number, or null.</summary>
    public CellReference? FirstText { get; init; }

    /// <summary>The first cell with an infinite number, or null.</summary>
    public CellReference? FirstInfinite { get; init; }

    /// <summary>The texts of the column, kept only where it may be the id; else null.</summary>
    public TextColumn? Texts { get; init; }

    /// <summary>The number of customers whose cell is text.</summary>
    public int TextCells { get; init; }

    /// <summary>
    /// The texts of a column that is not numeric, or that is to be encoded. Null where they are not known: in a column that begins with numbers and was not to be
    /// encoded. Not whole where they are too many.
    /// </summary>
    public CategoryColumn? Categories { get; init; }

    /// <summary>The dates of a column of text that has nothing else; null where it has.</summary>
    public DateColumn? Dates { get; init; }

    /// <summary>How the days that the values count were made of dates; null where the values came as they are.</summary>
    public DaysReading? Days { get; init; }

    /// <summary>Whether the column looks like an id: mostly text, nothing missing, no value twice.</summary>
    public bool IsDistinctText { get; init; }

    /// <summary>Whether the service computed the values itself: then they mean something, also where they happen to number the rows.</summary>
    public bool IsComputed { get; init; }
}
