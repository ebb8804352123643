using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>From columns to features: select, impute, derive, transform, clip, scale.</summary>
public static class FeaturePreparation
{
    private const int MostListed = 20;

    /// <summary>Fits the features to a table and makes its customers points. O(n d).</summary>
    /// <param name="table">The table.</param>
    /// <param name="options">What to use and how.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    /// <exception cref="InvalidTableException">A named column is not there, or no column can be used.</exception>
    /// <exception cref="InvalidOptionsException">The values cannot be used without a scaler.</exception>
    public static PreparedCustomers Fit(CustomerTable table, PreparationOptions options, Parallelism parallelism)
    {
        var selection = ColumnSelection.Of(table, options);
        List<Notice> notices = [.. table.Notices, .. selection.Notices];
        var rows = RowsWithValues(table, selection.Inputs, notices);
        var inputs = new InputColumn[selection.Inputs.Count];
        parallelism.For(inputs.Length, i => inputs[i] = new InputColumn(selection.Inputs[i].Name, Median(selection.Inputs[i], rows)));
        NoteMissing(selection, rows, notices);

        var columns = selection.Inputs.Select(column => column.Values).ToArray();
        var set = new FeatureSet(inputs, Unfitted(selection, table), selection.Parts);
        var (fitted, points) = Fit(set, columns, rows, options, parallelism);
        foreach (var feature in set.Features.Where((_, f) => fitted[f] is null))
            notices.Add(new Notice("feature_left_out", feature.Name, $"'{feature.Name}' is not used: its values do not differ."));

        set = new FeatureSet(inputs, [.. fitted.OfType<Feature>()], selection.Parts);
        if (set.Features.Count == 0)
            throw new InvalidTableException(TableDefect.ConstantColumns, "The values of every numeric column are the same, or too close together to be told apart.");
        if (set.Features.Count < fitted.Length) points = WithoutUnused(points, fitted);
        return new PreparedCustomers
        {
            Table = table,
            Ids = selection.Id?.Texts,
            Rows = rows,
            FeatureSet = set,
            Points = points,
            NumericColumns = selection.Numeric,
            Notices = NoteDuplicateIds(selection.Id, table, notices),
        };
    }

    /// <summary>Fits every feature and writes its coordinates in one go: what is computed of a column is needed for both.</summary>
    private static (Feature?[] Fitted, FeatureMatrix Points) Fit(FeatureSet set, double[][] columns, int[] rows, PreparationOptions options, Parallelism parallelism)
    {
        var fitted = new Feature?[set.Features.Count];
        var points = new FeatureMatrix(rows.Length, fitted.Length);
        parallelism.For(fitted.Length, f =>
        {
            using var column = new RentedColumn(rows.Length);
            using var rented = new RentedColumn(rows.Length);
            var prepared = rented.Values;
            var missing = FeatureColumn.Impute(set, f, columns, rows, column.Values);
            if (FeatureScaler.Fit(set.Features[f] with { Missing = missing }, column.Values, prepared, options.Transform, options.Scaler, options.Outliers) is not { } feature) return;

            fitted[f] = feature;
            for (var block = 0; block < points.Blocks; block++)
            {
                var coordinates = points.Block(block).Slice(f * FeatureMatrix.BlockSize, points.PointsIn(block));
                var values = prepared.Slice(block * FeatureMatrix.BlockSize, coordinates.Length);
                for (var i = 0; i < coordinates.Length; i++) coordinates[i] = feature.Place(values[i]);
            }
        });
        return (fitted, points);
    }

    private static FeatureMatrix WithoutUnused(FeatureMatrix points, Feature?[] fitted)
    {
        var used = Enumerable.Range(0, fitted.Length).Where(f => fitted[f] is not null).ToArray();
        var kept = new FeatureMatrix(points.Count, used.Length);
        for (var block = 0; block < points.Blocks; block++)
            for (var f = 0; f < used.Length; f++)
                points.Block(block).Slice(used[f] * FeatureMatrix.BlockSize, FeatureMatrix.BlockSize).CopyTo(kept.Block(block)[(f * FeatureMatrix.BlockSize)..]);
        return kept;
    }

    private static int[] RowsWithValues(CustomerTable table, IReadOnlyList<TableColumn> inputs, List<Notice> notices)
    {
        if (inputs.Any(column => column.Missing == 0)) return [.. Enumerable.Range(0, table.Customers)];

        var columns = inputs.Select(column => column.Values).ToArray();
        var rows = new List<int>(table.Customers);
        var dropped = new List<int>();
        for (var row = 0; row < table.Customers; row++)
        {
            if (Array.Exists(columns, values => !double.IsNaN(values[row]))) rows.Add(row);
            else dropped.Add(row);
        }

        if (dropped.Count > 0)
            notices.Add(new Notice("rows_dropped", null, $"{dropped.Count} {(dropped.Count == 1 ? "customer has" : "customers have")} no value in any column used and {(dropped.Count == 1 ? "is" : "are")} left out: {Listed(dropped)}."));
        return [.. rows];

        string Listed(List<int> left) =>
            string.Join(", ", left.Take(MostListed).Select(table.Locations.Describe)) + (left.Count > MostListed ? " ..." : "");
    }

    private static double Median(TableColumn column, int[] rows) => OrderStatistics.MedianOf(
        column.Missing == 0 ? column.Values : [.. rows.Select(row => column.Values[row]).Where(value => !double.IsNaN(value))]);

    private static void NoteMissing(ColumnSelection selection, int[] rows, List<Notice> notices)
    {
        foreach (var column in selection.Inputs.Where(column => column.Missing > 0))
        {
            var missing = rows.Count(row => double.IsNaN(column.Values[row]));
            if (missing > 0)
                notices.Add(new Notice("values_imputed", column.Name, $"{missing} {(missing == 1 ? "customer has" : "customers have")} no '{column.Name}' and {(missing == 1 ? "takes" : "take")} the median."));
        }
    }

    private static List<Notice> NoteDuplicateIds(TableColumn? id, CustomerTable table, List<Notice> notices)
    {
        if (id?.Texts is { } texts && texts.HasDuplicates(out var first))
            notices.Add(new Notice("duplicate_ids", id.Name, $"'{id.Name}' has ids that stand more than once, first in {table.Locations.Describe(first)}; every row is kept as a customer of its own."));
        return notices;
    }

    /// <summary>The features by name and source: the columns used, then the behavioural ones that no column, used or not, has the name of.</summary>
    private static List<Feature> Unfitted(ColumnSelection selection, CustomerTable table)
    {
        var features = selection.Used.Select(column => new Feature { Name = column.Name, Source = column.Name }).ToList();
        if (!selection.Parts.HasBehaviour) return features;

        foreach (var name in BehaviouralFeatures.Names.Where(name => table.Find(name) is null))
            features.Add(new Feature { Name = name, Source = BehaviouralFeatures.Formula(name, selection.Parts) });
        return features;
    }
}
