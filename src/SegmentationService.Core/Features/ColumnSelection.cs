using System.Globalization;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>Decides which columns of a table segments are made of, and says of every column why it is used or left out.</summary>
internal sealed class ColumnSelection
{
    private const int FewestRowsToNumber = 3;

    private readonly HashSet<string> _forced;
    private readonly CustomerTable _table;
    private readonly List<Notice> _notices = [];
    private readonly Dictionary<TableColumn, (ColumnRole Role, string Reason)> _roles = [];
    private readonly HashSet<string> _named;
    private readonly HashSet<string> _excluded;
    private readonly HashSet<string> _encoded;

    private ColumnSelection(CustomerTable table, PreparationOptions options, CancellationToken cancellation)
    {
        _table = table;
        _named = Resolve(options.Columns, "columns");
        _excluded = Resolve(options.Exclude, "exclude");
        _encoded = Resolve(options.Encode, "encode");
        _forced = [.. _named, .. Parameters(options.Parts).Where(part => part.Name is not null).SelectMany(part => Resolve([part.Name!], part.Parameter))];
        Id = ColumnParts.FindId(table, options.Parts.Id, _forced.Union(_encoded).ToHashSet());
        Numeric = [.. table.Columns.Where(column => IsNumber(column) && column != Id && column.Missing < table.Customers)];
        var readable = table.Columns.Where(column => IsReadable(column, options)).ToArray();
        Parts = ColumnParts.Find([.. readable.Where(IsNumber)], table.Columns, options.Parts) with { Id = Id?.Name };
        Used = [.. readable.Where(Varies)];
        LeaveOutRepetitions(cancellation);
        foreach (var column in Used.Where(IsNumber))
            if (Parts.Recency != column.Name && PartFit.FindAge(column, table.Columns) is { } age) _notices.Add(PreparationNotices.RecencyIsAge(column.Name, age.Name));
        NoteFewValues();
        if (Used.Count == 0) throw NothingToUse();
        if (!options.Derive) Parts = Parts with { Recency = null, Frequency = null, Monetary = null, Tenure = null };
        Inputs = [.. readable.Where(column => Used.Contains(column) || (Parts.HasBehaviour && Parts.PartOf(column.Name) is not null))];
        foreach (var column in Inputs.Except(Used)) _roles[column] = (ColumnRole.Input, ColumnReasons.Input);
    }

    /// <summary>The id, or null.</summary>
    public TableColumn? Id { get; }

    /// <summary>Every numeric column but the id.</summary>
    public IReadOnlyList<TableColumn> Numeric { get; }

    /// <summary>Which columns play which part; none of the behavioural ones when no features are derived.</summary>
    public ColumnParts Parts { get; }

    /// <summary>The columns that are features, or as text are encoded as features.</summary>
    public IReadOnlyList<TableColumn> Used { get; private set; }

    /// <summary>The columns that are read: features, and those that only behavioural features are made of.</summary>
    public IReadOnlyList<TableColumn> Inputs { get; }

    /// <summary>Why the other columns are left out.</summary>
    public IReadOnlyList<Notice> Notices => _notices;

    /// <summary>Selects.</summary>
    /// <param name="table">The table.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="cancellation">Cancels it.</param>
    /// <exception cref="InvalidTableException">A named column is not there or cannot be encoded, a used number is infinite, or no column can be used.</exception>
    public static ColumnSelection Of(CustomerTable table, PreparationOptions options, CancellationToken cancellation) => new(table, options, cancellation);

    /// <summary>Whether a column counts as numbers, and is not encoded.</summary>
    public bool IsNumber(TableColumn column) => column.IsNumeric && !_encoded.Contains(column.Name);

    /// <summary>What a column was taken for, and why.</summary>
    public (ColumnRole Role, string Reason) RoleOf(TableColumn column) => _roles[column];

    private static (string Parameter, string? Name)[] Parameters(ColumnParts parts) =>
        [("recency", parts.Recency), ("frequency", parts.Frequency), ("monetary", parts.Monetary), ("tenure", parts.Tenure)];

    private HashSet<string> Resolve(IReadOnlyList<string> names, string parameter) =>
        [.. names.Select(name => ColumnParts.Named(_table.Columns, name, parameter).Name)];

    /// <summary>Whether a column holds values that may be used; constant ones count, since a behavioural feature may be made of them.</summary>
    private bool IsReadable(TableColumn column, PreparationOptions options)
    {
        var isEncoded = _encoded.Contains(column.Name);
        if (column == Id)
        {
            if (isEncoded) throw NotEncodable(column, "is the id of the customers");
            return LeaveOut(column, ColumnRole.Id, ColumnReasons.Id(column.Name, isNamed: options.Parts.Id is not null));
        }

        if (_excluded.Contains(column.Name)) return LeaveOut(column, ColumnRole.Excluded, ColumnReasons.Excluded);
        if (isEncoded) CheckEncodable(column);
        else if (_named.Count > 0 && !_named.Contains(column.Name)) return LeaveOut(column, ColumnRole.NotNamed, ColumnReasons.NotNamed);
        if (!isEncoded && column.FirstText is { } text) return LeaveOutText(column, text);
        if (!isEncoded && column.FirstInfinite is { } infinite)
            throw new InvalidTableException(TableDefect.InfiniteNumber, $"'{column.Name}' has '{infinite.Text}' in {_table.Locations.Describe(infinite.Line)}; numbers must be finite, at most {Cell.MaxMagnitude:g} in size.")
            {
                Column = column.Name,
                Line = infinite.Line,
            };
        if (column.Missing == _table.Customers) return LeaveOut(column, ColumnRole.Empty, ColumnReasons.Empty);
        if (!isEncoded && IsMark(column)) return LeaveOut(column, ColumnRole.Flag, ColumnReasons.MarkOrNothing(column.Summary.Min.ToString(CultureInfo.InvariantCulture), column.Name));
        if (!isEncoded && 2L * column.Missing > _table.Customers) return LeaveOut(column, ColumnRole.MostlyMissing, ColumnReasons.MostlyMissing(column.Missing, _table.Customers));
        if (!column.IsComputed && !isEncoded && !_forced.Contains(column.Name))
        {
            // In their order few rows are enough; in another one ColumnMeaning wants more.
            if (column.Summary is { Count: >= FewestRowsToNumber, AreAscending: true } && column.Summary.NumberTheRows()) return LeaveOut(column, ColumnRole.RowNumber, ColumnReasons.RowNumber);
            if (ColumnMeaning.OfNumbers(column) is var (role, reason)) return LeaveOut(column, role, reason);
        }

        _roles[column] = isEncoded
            ? (ColumnRole.Encoded, ColumnReasons.Encoded(column.Categories!.Values.Count))
            : (ColumnRole.Feature, ColumnReasons.Feature);
        return true;
    }

    /// <summary>Whether a column of numbers has a 1 or nothing.</summary>
    private bool IsMark(TableColumn column) => column.Missing > 0 && !_forced.Contains(column.Name) && column.Summary is { Distinct: 1, Min: 1 };

    private bool Varies(TableColumn column)
    {
        var varies = IsNumber(column) ? column.Summary.Min < column.Summary.Max : column.Categories!.Values.Count > 1 || column.Missing > 0;
        return varies || LeaveOut(column, ColumnRole.Constant, ColumnReasons.OneValue);
    }

    private bool LeaveOutText(TableColumn column, CellReference text)
    {
        if (ColumnMeaning.OfText(column, _table.Customers) is var (role, reason)) return LeaveOut(column, role, reason);
        if (!HasFewValues(column)) return LeaveOut(column, ColumnRole.Text, ColumnReasons.Text(text, _table.Locations));

        // One notice tells of all these.
        _roles[column] = (ColumnRole.Text, ColumnReasons.TextOfFewValues(column.Categories!.Values.Count, text, _table.Locations));
        return false;
    }

    /// <summary>Whether a column is text throughout, or nearly, of few values that come again, so that encoding it makes sense.</summary>
    private bool HasFewValues(TableColumn column)
    {
        var present = _table.Customers - column.Missing;
        return column.Categories is { IsWhole: true } texts
            && texts.Values.Count > 1
            && 2 * texts.Values.Count <= present
            && 2L * column.TextCells >= present;
    }

    /// <summary>Columns that say what others say weigh double; one that plays a part, or was named, stays, and then that is told.</summary>
    private void LeaveOutRepetitions(CancellationToken cancellation)
    {
        var columns = Used.Where(column => IsNumber(column) && !column.IsComputed).ToArray();
        foreach (var (column, others, isSum) in Repetitions.Of(columns, Stays, cancellation))
        {
            var repetition = ColumnReasons.Repetition(others, isSum);
            if (Stays(column)) _notices.Add(PreparationNotices.CountsDouble(column.Name, repetition));
            else LeaveOut(column, ColumnRole.SameAs, ColumnReasons.SameAs(repetition));
        }

        Used = [.. Used.Where(column => _roles[column].Role is ColumnRole.Feature or ColumnRole.Encoded)];

        bool Stays(TableColumn column) => Parts.PartOf(column.Name) is not null || _forced.Contains(column.Name);
    }

    private void NoteFewValues()
    {
        var columns = _table.Columns.Where(column => _roles[column].Role == ColumnRole.Text && HasFewValues(column)).ToArray();
        if (columns.Length > 0) _notices.Add(PreparationNotices.TextColumnsLeftOut(columns));
    }

    private void CheckEncodable(TableColumn column)
    {
        if (column.Missing == _table.Customers) throw NotEncodable(column, "has no value at all");
        if (column.Categories is { TooLong: { } text }) throw NotEncodable(column, $"has '{text}', which is longer than {CategoryColumn.LongestValue} bytes");
        if (column.Categories is not { IsWhole: true }) throw NotEncodable(column, $"has more than {CategoryColumn.MostValues} different values");
    }

    private static InvalidTableException NotEncodable(TableColumn column, string reason) => new(
        TableDefect.ColumnNotEncodable,
        $"encode: '{column.Name}' {reason}; a column with at most {CategoryColumn.MostValues} different values of at most {CategoryColumn.LongestValue} bytes can be encoded.")
    {
        Column = column.Name,
    };

    private bool LeaveOut(TableColumn column, ColumnRole role, string reason)
    {
        _roles[column] = (role, reason);
        _notices.Add(PreparationNotices.ColumnLeftOut(column.Name, reason));
        return false;
    }

    private InvalidTableException NothingToUse()
    {
        var reasons = string.Join(" ", _table.Notices.Select(notice => notice.Message).Concat(_table.Columns.Select(column => $"'{column.Name}' is not used. {_roles[column].Reason}")).Take(5));
        return Numeric.Count > 0 && Numeric.All(column => _roles[column].Role == ColumnRole.Constant)
            ? new InvalidTableException(TableDefect.ConstantColumns, $"Every numeric column has one value only, so all customers are the same. {reasons}")
            : new InvalidTableException(TableDefect.NoNumericColumn, $"No column can be used: at least one with numbers that differ is needed. {reasons}");
    }
}
