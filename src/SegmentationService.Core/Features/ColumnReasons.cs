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

    /// <summary>For <see cref="ColumnRole.RowNumber"/> in another order than that of the rows.</summary>
    public const string NumbersRows = "It has each number up to that of the rows once, in some order, and so merely numbers them; name it in 'columns' to use it all the same.";

    /// <summary>For <see cref="ColumnRole.Identifier"/>.</summary>
    public const string Identifier = "Its name and its whole numbers say that it names something, such as a customer, a phone or an entry of another table, and measures nothing; name it in 'columns' to use it all the same.";

    /// <summary>For <see cref="ColumnRole.Identifier"/>, whatever the name.</summary>
    public const string LongNumber = "Its long whole numbers all differ, so they name something and measure nothing; name it in 'columns' to use it all the same.";

    /// <summary>For <see cref="ColumnRole.Place"/>.</summary>
    public const string Place = "It tells a place: numbers of postal codes, coordinates and time zones are not more or less of something; name it in 'columns' to use it all the same.";

    /// <summary>For <see cref="ColumnRole.Moment"/> that are written as dates.</summary>
    public const string Date = "Its values are dates; name it in 'recency' or 'tenure', or in 'columns', to use the days until the latest date.";

    /// <summary>For <see cref="ColumnRole.Outcome"/>.</summary>
    public const string Outcome = "It looks like an outcome: segments made with it cannot be used to foresee it; name it in 'columns' to use it all the same.";

    /// <summary>For <see cref="ColumnRole.Outcome"/> that an earlier analysis left.</summary>
    public const string EarlierSegment = "It looks like the result of an earlier segmentation, which new segments would only repeat; name it in 'columns' to use it all the same.";

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

    /// <summary>For <see cref="ColumnRole.Identifier"/> of few values that come again.</summary>
    /// <param name="column">The name of the column.</param>
    public static string IdentifierOfFewValues(string column) =>
        $"Its name says that it names something, and measures nothing; encode={column} makes each of its values a feature, and 'columns' uses its numbers all the same.";

    /// <summary>For <see cref="ColumnRole.Moment"/> that are written as numbers.</summary>
    /// <param name="description">What its values are.</param>
    /// <param name="areDates">Whether each tells a day.</param>
    public static string Moment(string description, bool areDates) =>
        $"Its values are {description}, and no amounts; name it in {(areDates ? "'recency' or 'tenure' to use the days until the latest date, or in " : "")}'columns' to use its numbers all the same.";

    /// <summary>For <see cref="ColumnRole.Code"/>.</summary>
    /// <param name="values">The number of its values.</param>
    /// <param name="column">The name of the column.</param>
    public static string Code(int values, string column) =>
        $"Its {values} whole numbers stand for names, and are not more or less of something: encode={column} makes each of them a feature of 0 and 1; name it in 'columns' to use its numbers all the same.";

    /// <summary>For <see cref="ColumnRole.Flag"/> of a mark against nothing.</summary>
    /// <param name="mark">The mark.</param>
    /// <param name="column">The name of the column.</param>
    public static string MarkOrNothing(string mark, string column) => $"It marks customers with '{Excerpt.Of(mark)}' and leaves the others empty: encode={column} makes a feature of 0 and 1 of it.";

    /// <summary>For <see cref="ColumnRole.Flag"/> of two words.</summary>
    /// <param name="values">The words.</param>
    /// <param name="column">The name of the column.</param>
    public static string FlagOfText(IReadOnlyList<string> values, string column) => $"It says '{Excerpt.Of(values[0])}' or '{Excerpt.Of(values[1])}': encode={column} makes features of 0 and 1 of it.";

    /// <summary>For <see cref="ColumnRole.SameAs"/>.</summary>
    /// <param name="repetition">From <see cref="Repetition"/>.</param>
    public static string SameAs(string repetition) => $"It is {repetition} in every row, and would count double; name it in 'columns' to use it all the same.";

    /// <summary>What a column is that repeats others, in words that follow "it is".</summary>
    /// <param name="others">The columns that say the same.</param>
    /// <param name="isSum">Whether it is their sum.</param>
    public static string Repetition(IReadOnlyList<TableColumn> others, bool isSum)
    {
        var listed = string.Join(", ", others.Select(other => $"'{other.Name}'"));
        return isSum ? $"the sum of {listed}" : $"the same as {listed} up to a factor";
    }

    /// <summary>For <see cref="ColumnRole.Encoded"/>.</summary>
    /// <param name="values">The number of its values.</param>
    public static string Encoded(int values) => $"It was named in 'encode': each of its {values} values is a feature of 0 and 1.";

    /// <summary>For <see cref="ColumnRole.Text"/>.</summary>
    /// <param name="text">The first value that is no number.</param>
    /// <param name="locations">What the places are called.</param>
    public static string Text(CellReference text, RowLocations locations) => $"It is not numeric: {At(text, locations)}.";

    /// <summary>For <see cref="ColumnRole.Text"/> that could be encoded.</summary>
    /// <param name="values">The number of its values.</param>
    /// <param name="text">The first value that is no number.</param>
    /// <param name="locations">What the places are called.</param>
    public static string TextOfFewValues(int values, CellReference text, RowLocations locations) =>
        $"It is text of {values} values, not numeric: {At(text, locations)}. Name it in 'encode' to use it.";

    /// <summary>What is added where further features are made of the column.</summary>
    /// <param name="part">The part that it plays.</param>
    public static string Plays(string part) => $" It plays the part of {part}, which further features are made of.";

    private static string At(CellReference text, RowLocations locations) => $"{locations.Describe(text.Line)} has '{text.Text}'";
}
