using System.Text.Json.Serialization;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation.Profiles;

namespace SegmentationService.Api.Models;

/// <summary>What the columns of the table say of all customers, whether segments are made of them or not. Not there are those that tell who a customer is, and texts of more than 255 values.</summary>
/// <param name="Money">The columns whose numbers are money, the monetary part first: their sums can be shared out.</param>
/// <param name="Columns">The columns, in the order of the table.</param>
internal sealed record TableProfileResponse(IReadOnlyList<string> Money, IReadOnlyList<DescribedColumnResponse> Columns)
{
    public static TableProfileResponse Of(TableProfile profile, ColumnLabels labels, int customers) =>
        new(profile.Money, [.. profile.Columns.Select(column => DescribedColumnResponse.Of(column, labels, customers))]);
}

/// <summary>What a column says of all customers. Members that do not belong to its kind are left out, and those of numbers and dates where nobody has a value.</summary>
/// <param name="Column">The name of the column.</param>
/// <param name="Label">What people call it: the label that was given, else words made of its name.</param>
/// <param name="Kind"><c>number</c>; <c>values</c> of texts, flags and codes; or <c>date</c>.</param>
/// <param name="Used">Whether segments are made of it.</param>
/// <param name="Missing">The customers without a value.</param>
/// <param name="Sum">Of numbers their sum.</param>
/// <param name="Mean">Of numbers their mean.</param>
/// <param name="Median">Of numbers their median.</param>
/// <param name="Values">Of values the most frequent ones, up to 20.</param>
/// <param name="Other">Of values all others together; left out where all are listed.</param>
/// <param name="From">Of dates the first.</param>
/// <param name="MedianDate">Of dates the earliest that at least half of them do not exceed.</param>
/// <param name="To">Of dates the last.</param>
internal sealed record DescribedColumnResponse(
    string Column,
    string Label,
    string Kind,
    bool Used,
    int Missing,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Sum,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Mean,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Median,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ValueShareResponse>? Values,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OtherValuesResponse? Other,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? MedianDate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? To)
{
    public static DescribedColumnResponse Of(ColumnProfile column, ColumnLabels labels, int customers) => new(
        column.Column,
        (column.IsDays ? "days since " : "") + labels.Of(column.Column),
        ModelFormat.ProfileKinds[column.Kind],
        column.IsUsed,
        column.All.Missing,
        column.All.Number?.Sum,
        column.All.Number?.Mean,
        column.All.Number?.Median,
        ValueShareResponse.Of(column, column.All, customers),
        OtherValuesResponse.Of(column.All, customers, column.All.Others(customers) > 0),
        column.All.Dates?.From,
        column.All.Dates?.Median,
        column.All.Dates?.To);
}

/// <summary>What a column says of a segment. Members that do not belong to its kind are left out, and those of numbers and dates where nobody has a value.</summary>
/// <param name="Column">The name of the column.</param>
/// <param name="Missing">The customers of the segment without a value.</param>
/// <param name="Sum">Of numbers their sum.</param>
/// <param name="ShareOfTotal">Of numbers the share of the sum in that of all customers; left out where that is not above 0.</param>
/// <param name="Mean">Of numbers their mean.</param>
/// <param name="Median">Of numbers their median.</param>
/// <param name="Values">Of values those that the version lists, in its order.</param>
/// <param name="Other">Of values all others together; left out where all are listed.</param>
/// <param name="From">Of dates the first.</param>
/// <param name="MedianDate">Of dates the earliest that at least half of them do not exceed.</param>
/// <param name="To">Of dates the last.</param>
internal sealed record ColumnOfSegmentResponse(
    string Column,
    int Missing,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Sum,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? ShareOfTotal,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Mean,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Median,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ValueShareResponse>? Values,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OtherValuesResponse? Other,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? MedianDate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? To)
{
    public static ColumnOfSegmentResponse Of(ColumnProfile column, int segment, int customers, int all)
    {
        var figures = column.Segments[segment];
        return new ColumnOfSegmentResponse(
            column.Column,
            figures.Missing,
            figures.Number?.Sum,
            figures.Number is { } number && column.All.Number is { Sum: > 0 and var total } ? number.Sum / total : null,
            figures.Number?.Mean,
            figures.Number?.Median,
            ValueShareResponse.Of(column, figures, customers),
            OtherValuesResponse.Of(figures, customers, column.All.Others(all) > 0),
            figures.Dates?.From,
            figures.Dates?.Median,
            figures.Dates?.To);
    }
}

/// <summary>How many customers have a value.</summary>
/// <param name="Value">The value, as it stands in the table.</param>
/// <param name="Customers">The customers with it.</param>
/// <param name="Share">Their share of all customers that are looked at, 0 to 1, those without a value included.</param>
internal sealed record ValueShareResponse(string Value, int Customers, double Share)
{
    public static IReadOnlyList<ValueShareResponse>? Of(ColumnProfile column, ColumnFigures figures, int customers) =>
        figures.Counts is { } counts ? [.. counts.Select((count, v) => new ValueShareResponse(column.Values[v], count, (double)count / Math.Max(1, customers)))] : null;
}

/// <summary>How many customers have a value that is not listed.</summary>
/// <param name="Customers">The customers with one.</param>
/// <param name="Share">Their share of all customers that are looked at, 0 to 1, those without a value included.</param>
internal sealed record OtherValuesResponse(int Customers, double Share)
{
    public static OtherValuesResponse? Of(ColumnFigures figures, int customers, bool areThere)
    {
        var others = figures.Others(customers);
        return areThere ? new OtherValuesResponse(others, (double)others / Math.Max(1, customers)) : null;
    }
}
