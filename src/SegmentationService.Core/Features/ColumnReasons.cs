using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>Why a column is used or left out, in a sentence for people. Options have the names that callers know them by.</summary>
internal static class ColumnReasons
{
    /// <summary>For <see cref="ColumnRole.Feature"/>.</summary>
    public const string Feature = "Every value is a number, and they differ.";

    /// <summary>For <see cref="ColumnRole.Input"/>.</summary>
    public const string Input = "It has one value only, so it is no feature; other features are made of it.";

    /// <summary>For <see cref="ColumnRole.Constant"/>, seen before anything is computed.</summary>
    public const string OneValue = "It has one value only.";

    /// <summary>For <see cref="ColumnRole.Constant"/>, seen when its features were fitted.</summary>
    public const string NoSpread = "Its values are the same for all customers used, or too close together to be told apart.";

    /// <summary>For <see cref="ColumnRole.RowNumber"/>.</summary>
    public const string RowNumber = "It merely numbers the rows; name it in 'columns' to use it all the same.";

    /// <summary>For <see cref="ColumnRole.Empty"/>.</summary>
    public const string Empty = "It has no value at all.";

    /// <summary>For <see cref="ColumnRole.Excluded"/>.</summary>
    public const string Excluded = "It was excluded.";

    /// <summary>For <see cref="ColumnRole.NotNamed"/>.</summary>
    public const string NotNamed = "It is not among the columns named.";

    /// <summary>For <see cref="ColumnRole.Id"/>.</summary>
    /// <param name="column">The name of the column.</param>
    /// <param name="isNamed">Whether the caller named it.</param>
    public static string Id(string column, bool isNamed)
    {
        if (isNamed) return "It is the id of the customers, as 'id' says.";
        return ColumnParts.IsUsualIdName(column)
            ? "It is the id of the customers."
            : "It is the id of the customers: the first column of text without a value twice.";
    }

    /// <summary>For <see cref="ColumnRole.MostlyMissing"/>.</summary>
    /// <param name="missing">The customers without a value.</param>
    /// <param name="customers">All customers.</param>
    public static string MostlyMissing(int missing, int customers) => $"{missing} of {customers} values are missing, more than half.";

    /// <summary>For <see cref="ColumnRole.Encoded"/>.</summary>
    /// <param name="values">The number of its values.</param>
    public static string Encoded(int values) => $"It is text and was named in 'encode': each of its {values} values is a feature of 0 and 1.";

    /// <summary>For <see cref="ColumnRole.Text"/>.</summary>
    /// <param name="text">The first value that is no number.</param>
    /// <param name="locations">What the places are called.</param>
    public static string Text(CellReference text, RowLocations locations) => $"It is not numeric: {Place(text, locations)}.";

    /// <summary>For <see cref="ColumnRole.Text"/> that could be encoded.</summary>
    /// <param name="values">The number of its values.</param>
    /// <param name="text">The first value that is no number.</param>
    /// <param name="locations">What the places are called.</param>
    public static string TextOfFewValues(int values, CellReference text, RowLocations locations) =>
        $"It is text of {values} values, not numeric: {Place(text, locations)}. Name it in 'encode' to use it.";

    /// <summary>What is added where further features are made of the column.</summary>
    /// <param name="part">The part that it plays.</param>
    public static string Plays(string part) => $" It plays the part of {part}, which further features are made of.";

    private static string Place(CellReference text, RowLocations locations) => $"{locations.Describe(text.Line)} has '{text.Text}'";
}
