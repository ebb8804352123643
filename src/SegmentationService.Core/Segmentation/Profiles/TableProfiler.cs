using System.Text;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Segmentation.Profiles;

/// <summary>
/// Tells of every column of a table, used or not, what it says of all customers and of each segment. Sums are exact before they are rounded, so those of the
/// segments add up to that of all, and nothing depends on threads.
/// </summary>
internal sealed class TableProfiler
{
    /// <summary>The most figures of one profile: of very many segments of very many columns nobody reads them, and a model has to stay small.</summary>
    private const int MostFigures = 100_000;

    private const int FiguresOfNumber = 4;

    private readonly PreparedCustomers _customers;
    private readonly int[] _labels;
    private readonly int[] _sizes;

    private TableProfiler(PreparedCustomers customers, SegmentedCustomers segmented) =>
        (_customers, _labels, _sizes) = (customers, segmented.Labels, segmented.Sizes);

    /// <summary>The profile. O(n) for each column.</summary>
    /// <param name="customers">The customers.</param>
    /// <param name="segmented">The same customers in their segments.</param>
    /// <param name="known">The columns of numbers that the segments are described by already.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    /// <returns>Null where it would have more than 100,000 figures.</returns>
    public static TableProfile? Of(PreparedCustomers customers, SegmentedCustomers segmented, IReadOnlyList<ColumnInSegments> known, Parallelism parallelism)
    {
        var described = DescribedColumn.Of(customers);
        if ((segmented.Sizes.Length + 1L) * described.Sum(FiguresOf) > MostFigures) return null;
        var profiler = new TableProfiler(customers, segmented);
        var columns = new ColumnProfile[described.Length];
        using var valuesOfWorker = new WorkerColumns(parallelism.Threads, customers.Rows.Length);
        parallelism.Each(columns.Length, (worker, i) => columns[i] = described[i].Kind switch
        {
            ProfileKind.Number => profiler.OfNumbers(described[i], known.First(column => column.Statistics[0].Name == described[i].Column.Name)),
            ProfileKind.Date => profiler.OfDates(described[i], valuesOfWorker.Of(worker)),
            _ => described[i].Column.Categories is { } texts ? profiler.OfTexts(described[i], texts) : profiler.OfFewNumbers(described[i], valuesOfWorker.Of(worker)),
        });
        return new TableProfile(MoneyColumns.Of(described, customers.FeatureSet.Parts), columns);
    }

    private static int FiguresOf(DescribedColumn column) => column.Kind == ProfileKind.Values
        ? 1 + Math.Min(ColumnProfile.MostListed, column.Column.Categories?.Values.Count ?? column.Column.Summary.Distinct!.Value)
        : FiguresOfNumber;

    /// <summary>All is known but the sum of the segments' sums. O(k).</summary>
    private ColumnProfile OfNumbers(DescribedColumn column, ColumnInSegments known)
    {
        var all = new ExactSum();
        foreach (var sum in known.Sums) all.Add(sum);
        var missing = known.Statistics.Sum(segment => segment.Missing);
        return Profile(
            column,
            FiguresOf(missing, _labels.Length, all, missing == _labels.Length ? null : known.Quartiles.Median),
            c => FiguresOf(known.Statistics[c].Missing, _sizes[c], known.Sums[c], known.Statistics[c].Median)) with
        { IsDays = column.Column.Days is not null };

        static ColumnFigures FiguresOf(int missing, int customers, ExactSum sum, double? median) =>
            new(missing) { Number = median is { } middle ? new NumberFigures(sum.Value, sum.Value / (customers - missing), middle) : null };
    }

    private ColumnProfile OfDates(DescribedColumn column, Span<double> grouped)
    {
        var ticks = column.Column.Dates!.Ticks(column.Reading!);
        var starts = new int[_sizes.Length + 1];
        for (var i = 0; i < _labels.Length; i++)
            if (IsDate(i)) starts[_labels[i] + 1]++;
        for (var c = 0; c < _sizes.Length; c++) starts[c + 1] += starts[c];
        int[] next = [.. starts];
        for (var i = 0; i < _labels.Length; i++)
            if (IsDate(i)) grouped[next[_labels[i]]++] = ticks[_customers.Rows[i]] / TimeSpan.TicksPerMillisecond;

        var segments = new ColumnFigures[_sizes.Length];
        for (var c = 0; c < segments.Length; c++) segments[c] = FiguresOf(grouped[starts[c]..starts[c + 1]], _sizes[c]);
        return Profile(column, FiguresOf(grouped[..starts[^1]], _labels.Length), c => segments[c]);

        bool IsDate(int customer) => ticks[_customers.Rows[customer]] is > 0 and var moment && !PlaceholderDates.Are(moment);

        static ColumnFigures FiguresOf(ReadOnlySpan<double> dates, int customers)
        {
            if (dates.Length == 0) return new ColumnFigures(customers);
            var (first, last) = Selection.Extremes(dates);
            return new ColumnFigures(customers - dates.Length) { Dates = new DateFigures(Moment(first), Moment(OrderStatistics.Covering(dates, 0.5)), Moment(last)) };
        }

        static DateTime Moment(double milliseconds) => new((long)milliseconds * TimeSpan.TicksPerMillisecond);
    }

    private ColumnProfile OfTexts(DescribedColumn column, CategoryColumn texts)
    {
        var names = texts.Values;
        var counts = new int[_sizes.Length, names.Count + 1];
        for (var i = 0; i < _labels.Length; i++) counts[_labels[i], texts[_customers.Rows[i]] + 1]++;
        return OfCounts(column, names, counts);
    }

    private ColumnProfile OfFewNumbers(DescribedColumn column, Span<double> values)
    {
        column.Column.CopyTo(_customers.Rows, 0, values);
        var different = new double[column.Column.Summary.Distinct!.Value];
        var counts = new int[_sizes.Length, different.Length + 1];
        var (known, last) = (0, 0);
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                counts[_labels[i], 0]++;
                continue;
            }

            if (last >= known || different[last] != values[i]) last = different.AsSpan(0, known).IndexOf(values[i]);
            if (last < 0) different[last = known++] = values[i];
            counts[_labels[i], last + 1]++;
        }

        var isFlag = column.Column.Notation is { Units: UnitKind.Flag };
        Span<byte> buffer = stackalloc byte[Cell.LongestWritten];
        var names = new string[known];
        for (var v = 0; v < known; v++) names[v] = isFlag ? different[v] == 0 ? "false" : "true" : Encoding.UTF8.GetString(Cell.Write(different[v], buffer));
        return OfCounts(column, names, counts);
    }

    /// <summary>The values in order of their customers, and the customers of each.</summary>
    /// <param name="column">The column.</param>
    /// <param name="names">Its values.</param>
    /// <param name="counts">in: for each segment first the customers without a value, then those with each.</param>
    private ColumnProfile OfCounts(DescribedColumn column, IReadOnlyList<string> names, int[,] counts)
    {
        int[] all = [.. Enumerable.Range(0, names.Count + 1).Select(v => Enumerable.Range(0, _sizes.Length).Sum(c => counts[c, v]))];
        int[] listed = [.. Enumerable.Range(1, names.Count).Where(v => all[v] > 0).OrderByDescending(v => all[v]).ThenBy(v => names[v - 1], StringComparer.Ordinal).Take(ColumnProfile.MostListed)];
        return Profile(
            column,
            new ColumnFigures(all[0]) { Counts = Array.ConvertAll(listed, v => all[v]) },
            c => new ColumnFigures(counts[c, 0]) { Counts = Array.ConvertAll(listed, v => counts[c, v]) }) with
        { Values = Array.ConvertAll(listed, v => names[v - 1]) };
    }

    private ColumnProfile Profile(DescribedColumn column, ColumnFigures all, Func<int, ColumnFigures> ofSegment) => new()
    {
        Column = column.Column.Name,
        Kind = column.Kind,
        IsUsed = column.IsUsed,
        All = all,
        Segments = [.. Enumerable.Range(0, _sizes.Length).Select(ofSegment)],
    };
}
