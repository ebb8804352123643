using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>The values of one feature for many customers.</summary>
internal static class FeatureColumn
{
    /// <summary>The values in original units, NaN for customers who lack one of the inputs that the feature is made of. O(customers).</summary>
    /// <param name="set">The features.</param>
    /// <param name="feature">0-based feature.</param>
    /// <param name="columns">in: the values of each input.</param>
    /// <param name="rows">in: the rows of the customers.</param>
    /// <param name="first">The first of the customers that are wanted.</param>
    /// <param name="values">out: a value for each of those.</param>
    public static void Compute(FeatureSet set, int feature, IReadOnlyList<TableColumn> columns, CustomerRows rows, int first, Span<double> values)
    {
        if (set.OwnInput(feature) is >= 0 and var own)
        {
            columns[own].CopyTo(rows, first, values);
            return;
        }

        using var inputs = new InputsOfFeature(set, feature, columns, rows, first, values.Length);
        for (var i = 0; i < values.Length; i++)
            values[i] = inputs.Take(i) ? double.NaN : set.Compute(feature, inputs.Values);
    }

    /// <summary>The same with medians in the place of missing inputs.</summary>
    /// <param name="set">The features.</param>
    /// <param name="feature">0-based feature.</param>
    /// <param name="columns">in: the values of each input.</param>
    /// <param name="rows">in: the rows of the customers.</param>
    /// <param name="first">The first of the customers that are wanted.</param>
    /// <param name="values">out: a value for each of those.</param>
    /// <param name="present">out: the values of the customers who lack no input, in their order, and so many of them at most; empty where they are not wanted.</param>
    /// <returns>The number of customers who lack no input.</returns>
    public static int Impute(FeatureSet set, int feature, IReadOnlyList<TableColumn> columns, CustomerRows rows, int first, Span<double> values, Span<double> present)
    {
        Compute(set, feature, columns, rows, first, values);
        var count = 0;
        foreach (var value in values)
        {
            if (double.IsNaN(value)) continue;
            if (count < present.Length) present[count] = value;
            count++;
        }

        if (count == values.Length) return count;
        using var inputs = new InputsOfFeature(set, feature, columns, rows, first, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i])) continue;
            inputs.Take(i);
            values[i] = set.Compute(feature, inputs.Values);
        }

        return count;
    }

    /// <summary>The inputs of one feature, customer by customer, some of whom are read at once.</summary>
    private sealed class InputsOfFeature : IDisposable
    {
        private readonly IReadOnlyList<TableColumn> _columns;
        private readonly CustomerRows _rows;
        private readonly int _first;
        private readonly int _customers;
        private readonly int[] _made;
        private readonly RentedColumn[] _read;
        private int _begin;
        private int _end;

        public InputsOfFeature(FeatureSet set, int feature, IReadOnlyList<TableColumn> columns, CustomerRows rows, int first, int customers)
        {
            (_columns, _rows, _first, _customers) = (columns, rows, first, customers);
            _made = [.. set.InputsOf(feature)];
            _read = Array.ConvertAll(_made, _ => new RentedColumn(Math.Min(customers, TableColumn.RowsAtOnce)));
            Values = new double[columns.Count];
        }

        /// <summary>A value for each input of the set; those that the feature is made of are of the customer that was taken last.</summary>
        public double[] Values { get; }

        /// <summary>Takes the inputs of one customer; quickly where they are taken one after the other.</summary>
        /// <param name="customer">0-based, from the first that is wanted.</param>
        /// <returns>Whether one of them is missing.</returns>
        public bool Take(int customer)
        {
            if (customer < _begin || customer >= _end) Read(customer);
            var missing = false;
            for (var i = 0; i < _made.Length; i++)
            {
                ref var value = ref Values[_made[i]];
                value = _read[i].Values[customer - _begin];
                missing |= double.IsNaN(value);
            }

            return missing;
        }

        public void Dispose()
        {
            foreach (var rented in _read) rented.Dispose();
        }

        private void Read(int customer)
        {
            (_begin, _end) = (customer, Math.Min(customer + TableColumn.RowsAtOnce, _customers));
            for (var i = 0; i < _made.Length; i++) _columns[_made[i]].CopyTo(_rows, _first + _begin, _read[i].Values[..(_end - _begin)]);
        }
    }
}
