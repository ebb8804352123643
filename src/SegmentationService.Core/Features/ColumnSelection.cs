using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>Decides which columns of a table segments are made of, and says why the others are left out.</summary>
internal sealed class ColumnSelection
{
    private const int FewestRowsToNumber = 3;

    private readonly CustomerTable _table;
    private readonly List<Notice> _notices = [];
    private readonly HashSet<string> _named;
    private readonly HashSet<string> _excluded;

    private ColumnSelection(CustomerTable table, PreparationOptions options)
    {
        _table = table;
        _named = Resolve(options.Columns, "columns");
        _excluded = Resolve(options.Exclude, "exclude");
        Id = ColumnParts.FindId(table, options.Parts.Id);
        Numeric = [.. table.Columns.Where(column => column.IsNumeric && column != Id && column.Missing < table.Customers)];
        var readable = table.Columns.Where(IsReadable).ToArray();
        Parts = ColumnParts.Find(readable, table.Columns, options.Parts) with { Id = Id?.Name };
        Used = [.. readable.Where(Varies)];
        if (Used.Count == 0) throw NothingToUse();
        if (!options.Derive) Parts = Parts with { Recency = null, Frequency = null, Monetary = null, Tenure = null };
        Inputs = [.. readable.Where(column => Used.Contains(column) || (Parts.HasBehaviour && PlaysPart(column)))];
    }

    /// <summary>The id, or null.</summary>
    public TableColumn? Id { get; }

    /// <summary>Every numeric column but the id.</summary>
    public IReadOnlyList<TableColumn> Numeric { get; }

    /// <summary>Which columns play which part; none of the behavioural ones when no features are derived.</summary>
    public ColumnParts Parts { get; }

    /// <summary>The columns that are features.</summary>
    public IReadOnlyList<TableColumn> Used { get; }

    /// <summary>The columns that are read: features, and those that only behavioural features are made of.</summary>
    public IReadOnlyList<TableColumn> Inputs { get; }

    /// <summary>Why the other columns are left out.</summary>
    public IReadOnlyList<Notice> Notices => _notices;

    /// <summary>Selects.</summary>
    /// <exception cref="InvalidTableException">A named column is not there, a used number is infinite, or no column can be used.</exception>
    public static ColumnSelection Of(CustomerTable table, PreparationOptions options) => new(table, options);

    private HashSet<string> Resolve(IReadOnlyList<string> names, string parameter) =>
        [.. names.Select(name => ColumnParts.Named(_table.Columns, name, parameter).Name)];

    private bool PlaysPart(TableColumn column) =>
        column.Name == Parts.Recency || column.Name == Parts.Frequency || column.Name == Parts.Monetary || column.Name == Parts.Tenure;

    /// <summary>Whether a column holds numbers that may be used; constant ones count, since a behavioural feature may be made of them.</summary>
    private bool IsReadable(TableColumn column)
    {
        if (column == Id) return LeaveOut(column, "It is the id of the customers.");
        if (_excluded.Contains(column.Name)) return LeaveOut(column, "It was excluded.");
        if (_named.Count > 0 && !_named.Contains(column.Name)) return LeaveOut(column, "It is not among the columns named.");
        if (column.FirstText is { } text) return LeaveOut(column, $"It is not numeric: {_table.Locations.Describe(text.Line)} has '{text.Text}'.");
        if (column.FirstInfinite is { } infinite)
            throw new InvalidTableException(TableDefect.InfiniteNumber, $"'{column.Name}' has '{infinite.Text}' in {_table.Locations.Describe(infinite.Line)}; numbers must be finite, at most {Cell.MaxMagnitude:g} in size.")
            {
                Column = column.Name,
                Line = infinite.Line,
            };
        if (column.Missing == _table.Customers) return LeaveOut(column, "It has no value at all.");
        if (2L * column.Missing > _table.Customers) return LeaveOut(column, $"{column.Missing} of {_table.Customers} values are missing, more than half.");
        if (!column.IsComputed && !_named.Contains(column.Name) && NumbersTheRows(column)) return LeaveOut(column, "It merely numbers the rows; name it in 'columns' to use it all the same.");
        return true;
    }

    private bool Varies(TableColumn column)
    {
        var first = column.Values.First(value => !double.IsNaN(value));
        return Array.Exists(column.Values, value => !double.IsNaN(value) && value != first)
            || LeaveOut(column, "It has one value only.");
    }

    private static bool NumbersTheRows(TableColumn column)
    {
        var values = column.Values;
        if (values.Length < FewestRowsToNumber || values[0] is not (0 or 1)) return false;
        for (var i = 1; i < values.Length; i++)
            if (values[i] != values[0] + i) return false;
        return true;
    }

    private bool LeaveOut(TableColumn column, string reason)
    {
        _notices.Add(new Notice("column_left_out", column.Name, $"'{column.Name}' is not used. {reason}"));
        return false;
    }

    private InvalidTableException NothingToUse()
    {
        var reasons = string.Join(" ", _notices.Take(5).Select(notice => notice.Message));
        return Numeric.Count > 0 && Numeric.All(column => !_notices.Exists(notice => notice.Column == column.Name && !notice.Message.EndsWith("one value only.", StringComparison.Ordinal)))
            ? new InvalidTableException(TableDefect.ConstantColumns, $"Every numeric column has one value only, so all customers are the same. {reasons}")
            : new InvalidTableException(TableDefect.NoNumericColumn, $"No column can be used: at least one with numbers that differ is needed. {reasons}");
    }
}
