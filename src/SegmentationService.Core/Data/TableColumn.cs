namespace SegmentationService.Core.Data;

/// <summary>One column of a <see cref="CustomerTable"/>, as received.</summary>
public sealed class TableColumn
{
    private ColumnSummary? _summary;
    private readonly double[] _values = [];
    private double[]? _spread;

    /// <summary>The name as it came, without blanks around it.</summary>
    public required string Name { get; init; }

    /// <summary>One value per customer, NaN where it is missing; empty when the column is not numeric. O(n) when a column that most customers lack is first asked for it.</summary>
    public double[] Values
    {
        get => Sparse is null ? _values : _spread ??= Sparse.Spread();
        init => _values = value;
    }

    /// <summary>The value of the last customer, NaN where it is missing. The column is numeric.</summary>
    public double Last => Sparse?.Last ?? Values[^1];

    /// <summary>What the values of a column of numbers are like. O(n) when it is first asked for.</summary>
    public ColumnSummary Summary => _summary ??= Sparse is null ? new ColumnSummary(Values, Values.Length) : new ColumnSummary(Sparse.Present, Sparse.Rows);

    /// <summary>The values that are there, where most customers lack one; else null.</summary>
    internal SparseValues? Sparse { get; init; }

    /// <summary>The number of customers without a value.</summary>
    public required int Missing { get; init; }

    /// <summary>The values of some customers, NaN where they are missing; the column is numeric. O(rows).</summary>
    /// <param name="rows">in: 0-based rows of the table, ascending.</param>
    /// <param name="values">out: a value for each of them.</param>
    public void CopyTo(ReadOnlySpan<int> rows, Span<double> values)
    {
        if (Sparse is not null)
        {
            Sparse.CopyTo(rows, values);
            return;
        }

        for (var i = 0; i < rows.Length; i++) values[i] = _values[rows[i]];
    }

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
