using System.Text;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation.Profiles;

namespace SegmentationService.Api.Storage.Format;

/// <summary>The rules of what a stored model tells of the columns of its table, and of their labels.</summary>
internal static class ProfileRules
{
    private const int FirstFormat = 8;

    /// <summary>Checks every rule. O(size of the profile).</summary>
    /// <param name="model">The model, whose segments are checked.</param>
    /// <inheritdoc cref="ModelRules.Check" path="/exception"/>
    public static void Check(ModelRecord model)
    {
        CheckLabels(model);
        if (model.Profile is not { } profile) return;
        if (model.FormatVersion < FirstFormat) throw ModelRules.Broken("profile", $"stands in a model of format {model.FormatVersion}, which has none");
        ModelRules.Named(ModelRules.Present(profile.Columns, "profile"), column => column.Column, "profile");
        foreach (var column in profile.Columns) CheckColumn(model, column);
        ModelRules.Named(ModelRules.Present(profile.Money, "money"), name => name, "money");
        foreach (var name in profile.Money)
            if (!Array.Exists(profile.Columns, column => column.Column == name && column.Kind == ProfileKind.Number)) throw ModelRules.Broken("money", $"holds '{name}', which is no column of numbers of the profile");
    }

    private static void CheckLabels(ModelRecord model)
    {
        if (model.Labels is not { } labels) return;
        if (model.FormatVersion < FirstFormat) throw ModelRules.Broken("labels", $"stands in a model of format {model.FormatVersion}, which has none");
        foreach (var (column, label) in labels)
        {
            ModelRules.Between(1, TableHeader.LongestName, Encoding.UTF8.GetByteCount(column), "labels", "bytes of a column");
            if (label is null || !ColumnLabels.IsLabel(label)) throw ModelRules.Broken(column, $"has a label that is none; allowed are 1 to {ColumnLabels.Longest} characters in one line");
        }
    }

    private static void CheckColumn(ModelRecord model, ProfiledColumnRecord column)
    {
        if (column.Values is null != (column.Kind != ProfileKind.Values)) throw ModelRules.Broken(column.Column, $"has {(column.Values is null ? "no values" : "values")} and kind '{ModelFormat.ProfileKinds[column.Kind]}'");
        if (column.IsDays && column.Kind != ProfileKind.Number) throw ModelRules.Broken(column.Column, "has days and is no column of numbers");
        if (column.Values is { } values)
        {
            ModelRules.Between(0, ColumnProfile.MostListed, values.Length, column.Column, "number of values");
            ModelRules.Named(ModelRules.Present(values, "values"), value => value, "values");
        }

        if (ModelRules.Present(column.Segments, "profile").Count != model.Segments.Length) throw ModelRules.Broken(column.Column, $"has {column.Segments.Length} segments; the model has {model.Segments.Length}");
        CheckFigures(column, column.All, model.Customers);
        for (var c = 0; c < column.Segments.Length; c++) CheckFigures(column, column.Segments[c], model.Segments[c].Size);
        if (column.Segments.Sum(segment => (long)segment.Missing) is var missing && missing != column.All.Missing) throw ModelRules.Broken(column.Column, $"has {missing} customers without a value in its segments, and {column.All.Missing} of all");
        for (var v = 0; v < column.Values?.Length; v++)
            if (column.Segments.Sum(segment => (long)segment.Counts![v]) is var count && count != column.All.Counts![v]) throw ModelRules.Broken(column.Column, $"has {count} customers of '{column.Values[v]}' in its segments, and {column.All.Counts![v]} of all");
    }

    private static void CheckFigures(ProfiledColumnRecord column, FiguresRecord figures, int customers)
    {
        ModelRules.Between(0, customers, figures.Missing, column.Column, "missing");
        var present = customers - figures.Missing;
        var (hasNumber, hasCounts, hasDates) = (column.Kind == ProfileKind.Number && present > 0, column.Kind == ProfileKind.Values, column.Kind == ProfileKind.Date && present > 0);
        if (figures.Number is not null != hasNumber || figures.Counts is not null != hasCounts || figures.Dates is not null != hasDates)
            throw ModelRules.Broken(column.Column, $"has other figures than those of {present} customers with a value and kind '{ModelFormat.ProfileKinds[column.Kind]}'");
        ModelRules.Finite(figures.Number?.Sum, column.Column, "sum");
        ModelRules.Finite(figures.Number?.Mean, column.Column, "mean");
        ModelRules.Finite(figures.Number?.Median, column.Column, "median");
        if (figures.Dates is { } dates && !(dates.From <= dates.Median && dates.Median <= dates.To)) throw ModelRules.Broken(column.Column, "has dates that do not ascend");
        if (figures.Counts is not { } counts) return;
        if (counts.Length != column.Values!.Length) throw ModelRules.Broken(column.Column, $"has {counts.Length} counts of {column.Values.Length} values");
        foreach (var count in counts) ModelRules.Between(0, present, count, column.Column, "count");
        if (counts.Sum(count => (long)count) is var sum && sum > present) throw ModelRules.Broken(column.Column, $"has {sum} customers with a value that is listed; {present} have a value");
    }
}
