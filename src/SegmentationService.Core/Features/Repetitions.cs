using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>
/// Columns of numbers that say what others say: the same up to a factor and a constant, within what rounding to the decimals that are written explains, or the sum of others.
/// </summary>
internal sealed class Repetitions
{
    private const int FewestDifferent = 5;
    private const int FewestRows = 8;
    private const int MostColumnsForSums = 200;
    private const double MostRounding = 0.01;
    private const double Exact = 1e-9;
    private const int MostDecimals = 6;
    private const int RowsForDecimals = 4096;
    private const int FewRows = 256;

    /// <summary>So many rows are compared in all. Of very many columns that agree for very long those that come last count as different.</summary>
    private const long MostRows = 1_000_000_000;

    private readonly CancellationToken _cancellation;
    private long _rows;

    private Repetitions(CancellationToken cancellation) => _cancellation = cancellation;

    /// <summary>
    /// The columns that repeat others, each once. O(n d) to measure, and O(d^2) rows to find that two do not agree, which nearly always the first few show; at most
    /// <see cref="MostRows"/>.
    /// </summary>
    /// <param name="columns">The columns, none of which is constant.</param>
    /// <param name="keeps">Whether a column rather stays than another one that says the same.</param>
    /// <param name="cancellation">Cancels between two columns.</param>
    public static List<(TableColumn Column, IReadOnlyList<TableColumn> Others, bool IsSum)> Of(
        IReadOnlyList<TableColumn> columns, Func<TableColumn, bool> keeps, CancellationToken cancellation) => new Repetitions(cancellation).Find(columns, keeps);

    private List<(TableColumn Column, IReadOnlyList<TableColumn> Others, bool IsSum)> Find(IReadOnlyList<TableColumn> columns, Func<TableColumn, bool> keeps)
    {
        var found = new List<(TableColumn, IReadOnlyList<TableColumn>, bool)>();
        if (columns.Count < 2 || columns[0].Customers < FewestRows) return found;
        var measured = columns.Select(Measure).Where(column => column.Distinct >= FewestDifferent).ToList();
        var left = new List<Measured>();
        foreach (var column in measured.OrderBy(column => keeps(column.Column) ? 0 : 1))
        {
            if (left.Find(other => AreSame(other, column)) is { } same) found.Add((column.Column, [same.Column], false));
            else left.Add(column);
        }

        left = [.. measured.Where(left.Contains)];
        if (left.Count is > 2 and <= MostColumnsForSums)
        {
            foreach (var column in left)
                if (Addends(column, left) is { } addends) found.Add((column.Column, [.. addends.Select(addend => addend.Column)], true));
        }

        return found;
    }

    private Measured Measure(TableColumn column)
    {
        _cancellation.ThrowIfCancellationRequested();
        var (values, decimals, unit) = (column.Summary, 0, 1.0);
        using var rented = new RentedColumn(Math.Min(column.Customers, RowsForDecimals));
        foreach (var value in column.Range(0, rented.Values))
            while (decimals < MostDecimals && !double.IsNaN(value) && Math.Abs((value / unit) - Math.Round(value / unit)) > Exact * Math.Max(1, Math.Abs(value / unit))) unit = Math.Pow(10, -++decimals);
        var (low, high) = (column.IndexOf(values.Min), column.IndexOf(values.Max));
        return new Measured(column, values.Min, values.Max, low, high, values.Distinct ?? int.MaxValue, decimals == MostDecimals ? 0 : unit / 2);
    }

    /// <summary>Whether one column is a line over the other, within rounding.</summary>
    private bool AreSame(Measured one, Measured other)
    {
        var (low, high) = (one.Low, one.High);
        var factor = (ValueAt(other, high) - ValueAt(other, low)) / (one.Max - one.Min);
        if (!double.IsFinite(factor) || factor == 0) return false;

        // Numbers too coarse to tell rounding from difference are the same only to the last digit.
        var exact = Exact * Math.Max(Math.Abs(other.Max), Math.Abs(other.Min));
        var rounded = (2 * (other.Rounding + (Math.Abs(factor) * one.Rounding))) + exact;
        var tolerance = rounded > MostRounding * (other.Max - other.Min) ? exact : rounded;

        _cancellation.ThrowIfCancellationRequested();
        var start = ValueAt(other, low);
        using var rented = new RentedColumn(Math.Min(other.Column.Customers, TableColumn.RowsAtOnce));
        return one.Column.All(one.Column.Customers, (first, x) =>
        {
            var y = other.Column.Range(first, rented.Values[..x.Length]);
            for (var row = 0; row < x.Length; row++)
            {
                if (++_rows > MostRows) return false;
                if (double.IsNaN(x[row]) != double.IsNaN(y[row])) return false;
                if (Math.Abs(start + (factor * (x[row] - one.Min)) - y[row]) > tolerance) return false;
            }

            return true;
        });
    }

    /// <summary>Columns that follow each other, or two of any, whose sum another one is; null where there are none. One row rules out nearly all.</summary>
    private List<Measured>? Addends(Measured total, List<Measured> columns)
    {
        var others = columns.FindAll(column => column != total);
        double[] values = [.. others.Select(other => ValueAt(other, total.High))];
        for (var first = 0; first < others.Count; first++)
        {
            _cancellation.ThrowIfCancellationRequested();
            var sum = values[first];
            for (var last = first + 1; last < others.Count; last++)
            {
                if (last > first + 1 && IsSumIn(total, values[first] + values[last], total.Max) && AreSum(total, [others[first], others[last]])) return [others[first], others[last]];
                sum += values[last];
                if (IsSumIn(total, sum, total.Max) && others.GetRange(first, last - first + 1) is var run && AreSum(total, run)) return run;
            }
        }

        return null;
    }

    private bool AreSum(Measured total, List<Measured> addends)
    {
        // Columns in memory are looked at in few rows at once, since nearly always the first do not agree.
        var isInMemory = total.Column.Stored is null && addends.TrueForAll(addend => addend.Column.Stored is null);
        var (atOnce, customers) = (isInMemory ? FewRows : TableColumn.RowsAtOnce, total.Column.Customers);
        using var rented = new RentedColumn(atOnce);
        var room = rented.Values;
        var sums = new double[atOnce];
        for (var first = 0; first < customers; first += atOnce)
        {
            var rows = Math.Min(atOnce, customers - first);
            Array.Clear(sums);
            foreach (var addend in addends)
            {
                var values = addend.Column.Range(first, room[..rows]);
                for (var row = 0; row < rows; row++) sums[row] += values[row];
            }

            var totals = total.Column.Range(first, room[..rows]);
            for (var row = 0; row < rows; row++)
                if ((_rows += addends.Count) > MostRows || !IsSumIn(total, sums[row], totals[row])) return false;
        }

        return true;
    }

    private static bool IsSumIn(Measured total, double sum, double value) => Math.Abs(sum - value) <= Exact * Math.Max(Math.Abs(total.Max), Math.Abs(total.Min));

    private static double ValueAt(Measured column, int row)
    {
        Span<double> value = stackalloc double[1];
        return column.Column.Range(row, value)[0];
    }

    /// <summary>A column with what tells whether it repeats another one.</summary>
    /// <param name="Column">The column.</param>
    /// <param name="Min">Its smallest value.</param>
    /// <param name="Max">Its largest value.</param>
    /// <param name="Low">The first row with the smallest.</param>
    /// <param name="High">The first row with the largest.</param>
    /// <param name="Distinct">Its different values, at least.</param>
    /// <param name="Rounding">Half of the last digit that is written; 0 where the values are not rounded.</param>
    private sealed record Measured(TableColumn Column, double Min, double Max, int Low, int High, int Distinct, double Rounding);
}
