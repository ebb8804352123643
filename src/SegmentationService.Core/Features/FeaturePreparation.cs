using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>From columns to features: select, impute, derive, transform, clip, scale.</summary>
public static class FeaturePreparation
{
    /// <summary>The days of a date, and the ticks that they are made of.</summary>
    private const int BytesOfDays = 16;

    /// <summary>The rows that are used, and the mark that they are found by, where some are not.</summary>
    private const int BytesOfRow = 5;

    /// <summary>What a thread that fits a feature holds of each customer, in bytes: its values, those prepared, and of these the few that lie near a quartile.</summary>
    public const int BytesOfColumnAtWork = (2 * sizeof(double)) + 1;

    /// <summary>Where some lack a value, those that are there as well.</summary>
    private const int BytesOfPresent = sizeof(double);

    /// <summary>Fits the features to a table and makes its customers points. O(n d).</summary>
    /// <param name="table">The table.</param>
    /// <param name="options">What to use and how.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    /// <param name="room">Makes the room for n points of d features, all zeros, where they shall lie in memory of somebody else; null for arrays.</param>
    /// <exception cref="InvalidTableException">A named column is not there, or no column can be used.</exception>
    /// <exception cref="InvalidOptionsException">The values cannot be used without a scaler, or a label is none.</exception>
    /// <exception cref="MemoryLimitException">There is no room for the features.</exception>
    public static PreparedCustomers Fit(CustomerTable table, PreparationOptions options, Parallelism parallelism, Func<int, int, FeatureMatrix>? room = null)
    {
        parallelism.Memory?.Take(BytesOfDays * (long)table.Customers * table.Columns.Count(column => column.Dates is not null));
        var labels = ColumnLabels.For(table.Columns, options.Labels);
        (table, var parts, var notices) = DateParts.AsDays(table, options);
        var selection = ColumnSelection.Of(table, options with { Parts = parts }, parallelism.Cancellation);
        parallelism.Memory?.Take(table.Customers * (BytesOfRow + (sizeof(double) * (long)selection.Inputs.Count(column => !selection.IsNumber(column)))));
        var values = selection.Inputs.Select(column => selection.IsNumber(column) ? null : Values(column.Categories!)).ToArray();
        var columns = new TableColumn[values.Length];
        parallelism.For(columns.Length, i => columns[i] = values[i] is { } encoded ? Encode(selection.Inputs[i], encoded) : selection.Inputs[i]);
        var (rows, dropped) = RowsWithValues(table, columns);
        var missing = new int[columns.Length];
        parallelism.For(missing.Length, i => missing[i] = columns[i].MissingOf(rows));

        // Where nobody lacks a value the median fills nothing in, and fitting finds it on its way.
        var inputs = new InputColumn[columns.Length];
        parallelism.For(inputs.Length, i => inputs[i] = new InputColumn(selection.Inputs[i].Name, values[i] is null && missing[i] > 0 ? Median(columns[i], rows) : 0, values[i])
        {
            Days = selection.Inputs[i].Days,
            Notation = values[i] is null ? Notation(selection.Inputs[i]) : null,
        });

        var features = Unfitted(selection, inputs, table);
        if (features.Count > options.MaxFeatures)
            throw new InvalidTableException(TableDefect.TooManyFeatures, $"The columns make {features.Count} features, one for each column of numbers and one for each value of an encoded column; at most {options.MaxFeatures} are allowed. Encode fewer columns, or leave some out.");
        var unfitted = new FeatureSet(inputs, features, selection.Parts);
        if (room is null) parallelism.Memory?.Take(FeatureMatrix.BytesOf(rows.Length, features.Count));
        using var atWork = parallelism.Memory?.Part();
        var bytes = BytesOfColumnAtWork + (Array.Exists(columns, column => column.Missing > 0) ? BytesOfPresent : 0);
        var (fitted, points) = Fit(unfitted, columns, rows, options, parallelism.WithRoomFor((long)bytes * table.Customers, atWork), room);
        parallelism.For(inputs.Length, i =>
        {
            if (values[i] is null && missing[i] == 0) inputs[i] = inputs[i] with { Median = FittedMedian(unfitted, fitted, i) ?? Median(columns[i], rows) };
        });
        var set = new FeatureSet(inputs, [.. fitted.OfType<Feature>()], selection.Parts);
        if (set.Features.Count == 0)
            throw new InvalidTableException(TableDefect.ConstantColumns, "The values of every numeric column are the same, or too close together to be told apart.");
        if (set.Features.Count < fitted.Length)
        {
            var all = points.Bytes;
            if (room is null) parallelism.Memory?.Take(FeatureMatrix.BytesOf(rows.Length, set.Features.Count));
            points = WithoutUnused(points, fitted, room);
            if (room is null) parallelism.Memory?.Give(all);
        }

        return new PreparedCustomers
        {
            Table = table,
            Ids = selection.Id?.Texts,
            Rows = rows,
            FeatureSet = set,
            Inputs = columns,
            Points = points,
            Columns = ColumnReports.Of(table, selection, set, missing),
            Labels = labels,
            NumericColumns = selection.Numeric,
            Notices =
            [
                .. table.Notices,
                .. notices,
                .. selection.Notices,
                .. PreparationNotices.RowsDropped(dropped, table.Locations),
                .. PreparationNotices.ValuesMissing(inputs, missing),
                .. PreparationNotices.FeaturesLeftOut(unfitted.Features.Where((_, f) => fitted[f] is null).Select(feature => feature.Name)),
                .. PreparationNotices.ValuesClipped(set.Features),
                .. PreparationNotices.DoubtfulRows(table, selection.Id),
            ],
        };
    }

    /// <summary>Makes customers points of features that were fitted to other ones, each prepared as it was then. O(n d).</summary>
    /// <param name="set">The features, all of which the customers have (<see cref="FeatureDifferences"/>): their medians, fences, centers and scales are used.</param>
    /// <param name="customers">The customers. Days count until their own moment.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    /// <returns>A point for each customer, in their order.</returns>
    internal static FeatureMatrix Apply(FeatureSet set, PreparedCustomers customers, Parallelism parallelism)
    {
        TableColumn[] columns = [.. set.Inputs.Select(input => ColumnOf(input, customers))];
        var points = new FeatureMatrix(customers.Rows.Length, set.Features.Count);
        parallelism.For(set.Features.Count, f =>
        {
            using var rented = new RentedColumn(customers.Rows.Length);
            var feature = set.Features[f];
            var values = rented.Values;
            FeatureColumn.Impute(set, f, columns, customers.Rows, 0, values, []);
            for (var block = 0; block < points.Blocks; block++)
            {
                var coordinates = points.Block(block).Slice(f * FeatureMatrix.BlockSize, points.PointsIn(block));
                var of = values.Slice(block * FeatureMatrix.BlockSize, coordinates.Length);
                for (var i = 0; i < coordinates.Length; i++) coordinates[i] = feature.Prepare(of[i]);
            }
        });
        return points;
    }

    /// <summary>The values of the customers in an input of another set: none where no feature of theirs is made of it, and of an encoded column the places among its values there.</summary>
    private static TableColumn ColumnOf(InputColumn input, PreparedCustomers customers)
    {
        var own = customers.FeatureSet.IndexOf(input.Name);
        var rows = customers.Table.Customers;
        if (own < 0) return new TableColumn { Name = input.Name, Values = [.. Enumerable.Repeat(double.NaN, rows)], Missing = rows };
        var column = customers.Inputs[own];
        if (customers.FeatureSet.Inputs[own].Values is not { } values || input.Values is not { } others || values.Names.SequenceEqual(others.Names)) return column;
        double[] places = [.. values.Names.Select(name => others.Names.Contains(name) ? others.Names.TakeWhile(other => other != name).Count() : double.NaN)];
        return new TableColumn { Name = input.Name, Values = [.. column.Values.Select(value => double.IsNaN(value) ? value : places[(int)value])], Missing = column.Missing };
    }

    /// <summary>The values of a column to be encoded, sorted, so that features do not depend on the order of the rows.</summary>
    private static CategoryValues Values(CategoryColumn texts) => new([.. texts.Values.Order(StringComparer.Ordinal)]);

    private static TableColumn Encode(TableColumn column, CategoryValues values)
    {
        var texts = column.Categories!;
        var indices = texts.Values.Select(text => (double)values.Names.TakeWhile(name => name != text).Count()).ToArray();
        var places = new double[texts.Count];
        for (var row = 0; row < places.Length; row++) places[row] = texts[row] < 0 ? double.NaN : indices[texts[row]];
        return new TableColumn { Name = column.Name, Values = places, Missing = column.Missing };
    }

    /// <summary>Fits every feature and writes its coordinates in one go: what is computed of a column is needed for both.</summary>
    private static (Feature?[] Fitted, FeatureMatrix Points) Fit(FeatureSet set, TableColumn[] columns, CustomerRows rows, PreparationOptions options, Parallelism parallelism, Func<int, int, FeatureMatrix>? room)
    {
        var fitted = new Feature?[set.Features.Count];
        var points = Made(rows.Length, fitted.Length, room);
        var counts = new int[set.Inputs.Count][];
        parallelism.For(counts.Length, i => counts[i] = Count(set.Inputs[i], columns[i], rows));
        using var valuesOfWorker = new WorkerColumns(parallelism.Threads, rows.Length);
        using var preparedOfWorker = new WorkerColumns(parallelism.Threads, rows.Length);
        parallelism.Each(fitted.Length, (worker, f) =>
        {
            var values = valuesOfWorker.Of(worker);
            var prepared = preparedOfWorker.Of(worker);
            var hasMissing = set.InputsOf(f).Any(input => columns[input].Missing > 0);
            using var known = new RentedColumn(hasMissing ? rows.Length : 0);
            var count = FeatureColumn.Impute(set, f, columns, rows, 0, values, known.Values);
            var present = hasMissing ? known.Values[..count] : values;
            var unfitted = set.Features[f] with { Missing = rows.Length - count };
            Feature? feature;
            if (set.EncodedValue(f) is var (input, value))
            {
                values.CopyTo(prepared);
                feature = FeatureScaler.FitIndicator(unfitted, counts[input][value], rows.Length, Variance(counts[input], rows.Length), options.Scaler);
            }
            else feature = FeatureScaler.Fit(unfitted, values, present, prepared, options.Transform, options.Scaler, options.Outliers);

            if (feature is null) return;

            fitted[f] = feature;
            for (var block = 0; block < points.Blocks; block++)
            {
                var coordinates = points.Block(block).Slice(f * FeatureMatrix.BlockSize, points.PointsIn(block));
                var own = prepared.Slice(block * FeatureMatrix.BlockSize, coordinates.Length);
                for (var i = 0; i < coordinates.Length; i++) coordinates[i] = feature.Place(own[i]);
            }
        });
        return (fitted, points);
    }

    /// <summary>How many customers have each value of an encoded column; empty for a column of numbers.</summary>
    private static int[] Count(InputColumn input, TableColumn column, CustomerRows rows)
    {
        var counts = new int[input.Values?.Names.Count ?? 0];
        if (counts.Length == 0) return counts;
        for (var i = 0; i < rows.Length; i++)
            if (column.Values[rows[i]] is var value && !double.IsNaN(value)) counts[(int)value]++;
        return counts;
    }

    /// <summary>How numbers of a column are to be read in predictions. Flags are in every column of numbers.</summary>
    private static NumberNotation? Notation(TableColumn column) => column.Notation is { Units: UnitKind.Flag } ? null : column.Notation;

    private static double Variance(int[] counts, int customers) => counts.Sum(count => (double)count / customers * (1 - ((double)count / customers)));

    private static FeatureMatrix Made(int customers, int features, Func<int, int, FeatureMatrix>? room) => room?.Invoke(customers, features) ?? new FeatureMatrix(customers, features);

    private static FeatureMatrix WithoutUnused(FeatureMatrix points, Feature?[] fitted, Func<int, int, FeatureMatrix>? room)
    {
        var used = Enumerable.Range(0, fitted.Length).Where(f => fitted[f] is not null).ToArray();
        var kept = Made(points.Count, used.Length, room);
        for (var block = 0; block < points.Blocks; block++)
            for (var f = 0; f < used.Length; f++)
                points.Block(block).Slice(used[f] * FeatureMatrix.BlockSize, FeatureMatrix.BlockSize).CopyTo(kept.Block(block)[(f * FeatureMatrix.BlockSize)..]);
        return kept;
    }

    private static (CustomerRows Rows, List<int> Dropped) RowsWithValues(CustomerTable table, TableColumn[] inputs)
    {
        var dropped = new List<int>();
        if (Array.Exists(inputs, column => column.Missing == 0)) return (CustomerRows.All(table.Customers), dropped);

        var lacks = new bool[table.Customers];
        inputs[0].All(table.Customers, (first, values) =>
        {
            for (var i = 0; i < values.Length; i++) lacks[first + i] = double.IsNaN(values[i]);
            return true;
        });
        foreach (var column in inputs.AsSpan(1))
        {
            column.All(table.Customers, (first, values) =>
            {
                for (var i = 0; i < values.Length; i++) lacks[first + i] &= double.IsNaN(values[i]);
                return true;
            });
        }

        for (var row = 0; row < lacks.Length; row++)
            if (lacks[row]) dropped.Add(row);
        if (dropped.Count == 0) return (CustomerRows.All(table.Customers), dropped);
        var (rows, count) = (new int[table.Customers - dropped.Count], 0);
        for (var row = 0; row < lacks.Length; row++)
            if (!lacks[row]) rows[count++] = row;
        return (CustomerRows.Of(rows), dropped);
    }

    /// <summary>The median of an input that is a feature as it is; null where it is none, or was left out.</summary>
    private static double? FittedMedian(FeatureSet set, Feature?[] fitted, int input) =>
        Enumerable.Range(0, fitted.Length).Where(f => set.OwnInput(f) == input).Select(f => fitted[f]?.Median).FirstOrDefault();

    private static double Median(TableColumn column, CustomerRows rows)
    {
        if (column is { Missing: 0, Stored: null } && rows.Length == column.Values.Length) return OrderStatistics.MedianOf(column.Values);
        using var rented = new RentedColumn(rows.Length);
        var values = rented.Values;
        var count = 0;
        column.CopyTo(rows, 0, values);
        foreach (var value in values)
            if (!double.IsNaN(value)) values[count++] = value;
        return OrderStatistics.MedianOf(values[..count]);
    }

    /// <summary>
    /// The features by name and source: the columns used, each value of an encoded one, then the behavioural ones that no column, used or
    /// not, has the name of.
    /// </summary>
    private static List<Feature> Unfitted(ColumnSelection selection, InputColumn[] inputs, CustomerTable table)
    {
        var features = new List<Feature>();
        var names = table.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var column in selection.Used)
        {
            if (selection.IsNumber(column)) features.Add(new Feature { Name = column.Name, Source = column.Name });
            else
                foreach (var value in Array.Find(inputs, input => input.Name == column.Name)!.Values!.Names)
                    features.Add(new Feature { Name = Unique($"{column.Name}={value}"), Source = column.Name, Value = value });
        }

        foreach (var made in BehaviouralFeatures.Of(selection.Parts).Where(made => table.Find(made.Name) is null))
            features.Add(new Feature { Name = made.Name, Source = made.Expression.ToString() });
        return features;

        string Unique(string name)
        {
            var unique = name;
            for (var number = 2; !names.Add(unique); number++) unique = $"{name} ({number})";
            return unique;
        }
    }
}
