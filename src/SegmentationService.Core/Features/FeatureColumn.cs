namespace SegmentationService.Core.Features;

/// <summary>The values of one feature for many customers.</summary>
internal static class FeatureColumn
{
    /// <summary>The values in original units, NaN for customers who lack one of the inputs that the feature is made of. O(rows).</summary>
    /// <param name="set">The features.</param>
    /// <param name="feature">0-based feature.</param>
    /// <param name="columns">in: the values of each input, NaN where missing.</param>
    /// <param name="rows">in: the rows of the columns to take.</param>
    /// <param name="values">out: a value for each row.</param>
    public static void Compute(FeatureSet set, int feature, IReadOnlyList<double[]> columns, int[] rows, Span<double> values)
    {
        if (set.OwnInput(feature) is >= 0 and var own)
        {
            var column = columns[own];
            for (var i = 0; i < rows.Length; i++) values[i] = column[rows[i]];
            return;
        }

        var made = set.InputsOf(feature).ToArray();
        var inputs = new double[columns.Count];
        for (var i = 0; i < rows.Length; i++)
            values[i] = Take(columns, made, rows[i], inputs) ? double.NaN : set.Compute(feature, inputs);
    }

    /// <summary>The same with medians in the place of missing inputs.</summary>
    /// <param name="set">The features.</param>
    /// <param name="feature">0-based feature.</param>
    /// <param name="columns">in: the values of each input, NaN where missing.</param>
    /// <param name="rows">in: the rows of the columns to take.</param>
    /// <param name="values">out: a value for each row.</param>
    /// <returns>The values of the customers who lack no input, in their order; null where nobody lacks one.</returns>
    public static double[]? Impute(FeatureSet set, int feature, IReadOnlyList<double[]> columns, int[] rows, Span<double> values)
    {
        Compute(set, feature, columns, rows, values);
        var missing = 0;
        foreach (var value in values)
            if (double.IsNaN(value)) missing++;
        if (missing == 0) return null;

        var made = set.InputsOf(feature).ToArray();
        var inputs = new double[columns.Count];
        var (present, count) = (new double[values.Length - missing], 0);
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                present[count++] = values[i];
                continue;
            }

            Take(columns, made, rows[i], inputs);
            values[i] = set.Compute(feature, inputs);
        }

        return present;
    }

    /// <summary>Takes the inputs of one customer.</summary>
    /// <returns>Whether one of them is missing.</returns>
    private static bool Take(IReadOnlyList<double[]> columns, int[] made, int row, double[] inputs)
    {
        var missing = false;
        foreach (var input in made)
        {
            inputs[input] = columns[input][row];
            missing |= double.IsNaN(inputs[input]);
        }

        return missing;
    }
}
