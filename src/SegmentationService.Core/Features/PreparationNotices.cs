using System.Globalization;
using SegmentationService.Core.Data;
using SegmentationService.Core.Transactions;

namespace SegmentationService.Core.Features;

/// <summary>
/// Says what the preparation did with columns, customers and values that is not plain, and which option would change it. Options have
/// the names that callers know them by.
/// </summary>
internal static class PreparationNotices
{
    private const int MostListed = 20;

    /// <summary>A column is no feature.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="reason">Why, in a sentence.</param>
    public static Notice ColumnLeftOut(string column, string reason) => new("column_left_out", column, $"'{column}' is not used. {reason}");

    /// <summary>A column says what others say, and is used all the same.</summary>
    /// <param name="column">The column.</param>
    /// <param name="repetition">From <see cref="ColumnReasons.Repetition"/>.</param>
    public static Notice CountsDouble(string column, string repetition) => new("counts_double", column, $"'{column}' is {repetition} in every row, so it counts double; exclude= leaves it out.");

    /// <summary>Recency is the age at the last purchase.</summary>
    /// <param name="column">The column.</param>
    /// <param name="age">The column with the age of the customers.</param>
    public static Notice RecencyIsAge(string column, string age) => new(
        "recency_is_age",
        column,
        $"'{column}' never exceeds '{age}' and is the age at the last purchase, as libraries of customer lifetime value have it: high means bought lately. It does not play recency, which counts the days since; send '{age}' less '{column}' in a column 'recency_days' to have that.");

    /// <summary>Dates count as the days from them to a moment.</summary>
    /// <param name="column">The column.</param>
    /// <param name="part">The part that it plays; null where it plays none.</param>
    /// <param name="asOf">The moment.</param>
    /// <param name="isGiven">Whether the caller named it.</param>
    /// <param name="placeholders">Dates that stand for none.</param>
    public static IEnumerable<Notice> DatesAsDays(string column, string? part, DateTime asOf, bool isGiven, int placeholders)
    {
        var moment = asOf.ToString(asOf.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        yield return new Notice(
            "dates_as_days",
            column,
            $"The dates in '{column}' count as days until {moment}, {(isGiven ? "as asOf says" : "the latest of the dates used")}{(part is null ? "" : $", and play the part of {part}")}; asOf= names another day, and exclude= leaves the column out.");
        if (placeholders > 0)
            yield return new Notice(
                "placeholder_dates", column, $"{placeholders} {(placeholders == 1 ? "date" : "dates")} in '{column}' {(placeholders == 1 ? "is one" : "are some")} that programs write for none, such as 1900-01-01 or 9999-12-31, and {(placeholders == 1 ? "counts" : "count")} as missing.");
    }

    /// <summary>Dates do not tell how they are read.</summary>
    /// <param name="column">The column.</param>
    /// <param name="problem">Why, as the rest of a sentence about it.</param>
    public static Notice DatesOpen(string column, string problem) =>
        new("dates_open", column, $"'{column}' {problem}, so its dates are not used; with dateFormat=day-first, dateFormat=month-first or a pattern such as dateFormat=d/M/yyyy they count as days.");

    /// <summary>Columns of text could be encoded.</summary>
    /// <param name="columns">Those of few values; at least one.</param>
    public static Notice TextColumnsLeftOut(IReadOnlyList<TableColumn> columns)
    {
        var listed = string.Join(", ", columns.Select(column => $"'{column.Name}' ({column.Categories!.Values.Count} values)"));
        var names = string.Join(',', columns.Select(column => column.Name.Contains(',', StringComparison.Ordinal) ? $"\"{column.Name}\"" : column.Name));
        return new Notice(
            "text_columns_left_out",
            columns.Count == 1 ? columns[0].Name : null,
            $"{listed} {(columns.Count == 1 ? "is" : "are")} text of few values and not used; with encode={names} each value becomes a feature of 0 and 1.");
    }

    /// <summary>Customers have no value in any column used.</summary>
    /// <param name="rows">Their rows.</param>
    /// <param name="locations">What the places are called.</param>
    public static IEnumerable<Notice> RowsDropped(IReadOnlyList<int> rows, RowLocations locations)
    {
        if (rows.Count == 0) yield break;
        var listed = string.Join(", ", rows.Take(MostListed).Select(locations.Describe)) + (rows.Count > MostListed ? " ..." : "");
        yield return new Notice("rows_dropped", null, $"{rows.Count} {(rows.Count == 1 ? "customer has" : "customers have")} no value in any column used and {(rows.Count == 1 ? "is" : "are")} left out: {listed}.");
    }

    /// <summary>Customers lack a value of a column that is read.</summary>
    /// <param name="inputs">The columns read.</param>
    /// <param name="missing">For each of them the customers without a value.</param>
    public static IEnumerable<Notice> ValuesMissing(IReadOnlyList<InputColumn> inputs, IReadOnlyList<int> missing)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            if (missing[i] == 0) continue;
            var lacking = $"{missing[i]} {(missing[i] == 1 ? "customer has" : "customers have")} no '{inputs[i].Name}' and {(missing[i] == 1 ? "takes" : "take")}";
            yield return inputs[i].Values is null
                ? new Notice("values_imputed", inputs[i].Name, $"{lacking} the median.")
                : new Notice("values_missing", inputs[i].Name, $"{lacking} none of its values: all its features are 0.");
        }
    }

    /// <summary>Features do not tell customers apart.</summary>
    /// <param name="features">Their names.</param>
    public static IEnumerable<Notice> FeaturesLeftOut(IEnumerable<string> features) =>
        features.Select(feature => new Notice("feature_left_out", feature, $"'{feature}' is not used: its values do not differ."));

    /// <summary>Values lie beyond the fences. Only a fence that was crossed is told, which lies within the range of the values and so is finite in their units.</summary>
    /// <param name="features">The fitted features.</param>
    public static IEnumerable<Notice> ValuesClipped(IEnumerable<Feature> features)
    {
        foreach (var feature in features.Where(feature => feature.Clipped > 0))
        {
            List<string> crossed = [];
            if (feature.Transform.Apply(feature.Min) < feature.LowerFence) crossed.Add("below " + InUnits(feature.LowerFence.Value));
            if (feature.Transform.Apply(feature.Max) > feature.UpperFence) crossed.Add("above " + InUnits(feature.UpperFence.Value));
            yield return new Notice(
                "values_clipped",
                feature.Name,
                feature.Clipped == 1
                    ? $"1 value of '{feature.Name}' is {string.Join(" or ", crossed)}, Tukey's outer fence, and counts as that; outliers=keep leaves it as it is."
                    : $"{feature.Clipped} values of '{feature.Name}' are {string.Join(" or ", crossed)}, Tukey's outer fence, and count as that; outliers=keep leaves them as they are.");

            string InUnits(double fence) => feature.Transform.Invert(fence).ToString("g6", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Ids repeat, or rows seem to be the lines of orders.</summary>
    /// <param name="table">The table.</param>
    /// <param name="id">The column that says who the customer is, or null.</param>
    public static IEnumerable<Notice> DoubtfulRows(CustomerTable table, TableColumn? id)
    {
        var first = -1;
        var repeats = id?.Texts is { } texts && texts.HasDuplicates(out first);
        if (repeats)
            yield return new Notice("duplicate_ids", id!.Name, $"'{id.Name}' has ids that stand more than once, first in {table.Locations.Describe(first)}; every row is kept as a customer of its own.");
        var dates = table.Columns.FirstOrDefault(column => column.Dates is not null || column.Days is not null);
        if (OrderColumns.OfOrders(table.Columns.Select(column => column.Name), dates?.Name) is { } parts && (Repeats(table.Find(parts.Customer!)!) || (parts.Invoice is not null && parts.Invoice != id?.Name)))
            yield return new Notice(
                "looks_like_orders",
                parts.Customer,
                $"The table looks like a log of orders: '{parts.Customer}', '{parts.Date}' and {(parts.Amount is null ? $"'{parts.Quantity}' times '{parts.Price}'" : $"'{parts.Amount}'")}. With input=transactions{(parts.Date == dates?.Name ? $"&date={parts.Date}" : "")} its customers are made of it first.");
    }

    /// <summary>Whether a column has a value twice, as far as its values are known.</summary>
    private static bool Repeats(TableColumn column)
    {
        if (column.Texts is { } texts) return texts.HasDuplicates(out _);
        return column.IsNumeric ? !column.Summary.AllDiffer() : !column.IsDistinctText;
    }
}
