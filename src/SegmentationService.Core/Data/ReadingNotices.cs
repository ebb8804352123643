namespace SegmentationService.Core.Data;

/// <summary>What was found out about a column while it was read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Numbers">How many of its values are numbers.</param>
/// <param name="Texts">How many are not.</param>
/// <param name="FirstText">The first that is not, or null.</param>
/// <param name="Notation">How its numbers are written, where it is not plainly.</param>
/// <param name="FirstWritten">The first number that is not written plainly, or null.</param>
/// <param name="Problem">Why its numbers cannot be read, or null.</param>
internal sealed record ColumnFindings(
    string Name, int Numbers, int Texts, CellReference? FirstText, NumberNotation? Notation, CellReference? FirstWritten, NotationProblem? Problem)
{
    /// <summary>The words for no value that are told of.</summary>
    public required WordEvidence MissingWords { get; init; }
}

/// <summary>Says of the columns of a table what is not plain about them, and what to change so that they can be used.</summary>
internal static class ReadingNotices
{
    private const int MostListed = 20;

    /// <summary>A column with at most this many texts for each of its numbers was meant to be one of numbers.</summary>
    private const double FewTexts = 0.5;

    /// <summary>The notices.</summary>
    /// <param name="columns">The columns; those that keep their texts as ids are not among them.</param>
    /// <param name="locations">What the places are called.</param>
    public static IEnumerable<Notice> Of(IReadOnlyList<ColumnFindings> columns, RowLocations locations)
    {
        // A line of units or remarks below the header, or of totals at the end, spoils many columns at once.
        var alone = columns.Where(column => column.Texts == 1 && column.Numbers > 1).GroupBy(column => column.FirstText!.Line);
        foreach (var line in alone.OrderBy(group => group.Key)) yield return OfLine([.. line], locations.Describe(line.Key));

        foreach (var column in columns)
        {
            if (column.Problem is { } problem)
                yield return new Notice("number_notation_unclear", column.Name, $"'{column.Name}' is not read as numbers: {problem.Reason} ({locations.Describe(problem.Cell.Line)}).");
            else if (column.Notation is { } notation)
                yield return new Notice("number_notation", column.Name, $"'{column.Name}' is read as numbers with {notation}{Example(column.FirstWritten)}.");
            else if (column.Texts > 1 && column.Texts <= FewTexts * column.Numbers)
                yield return new Notice(
                    "column_nearly_numeric",
                    column.Name,
                    $"'{column.Name}' has numbers, but for {column.Texts} of {column.Texts + column.Numbers} values, the first in {locations.Describe(column.FirstText!.Line)}: '{column.FirstText.Text}'. Correct or empty these to use the column.");
        }

        foreach (var column in columns.Where(column => column.MissingWords.Count > 0))
        {
            var words = column.MissingWords;
            var values = words.Count == 1 ? "1 value of" : $"{words.Count} values of";
            yield return new Notice("missing_words", column.Name, $"{values} '{column.Name}' {(words.Count == 1 ? "is" : "are")} missing: {words.Words}, the first in {locations.Describe(words.First!.Line)}.");
        }

        string Example(CellReference? cell) => cell is null ? "" : $"; {locations.Describe(cell.Line)} has '{cell.Text}'";
    }

    private static Notice OfLine(ColumnFindings[] columns, string place)
    {
        var names = string.Join(", ", columns.Take(MostListed).Select(column => $"'{column.Name}' ('{column.FirstText!.Text}')")) + (columns.Length > MostListed ? " ..." : "");
        var start = char.ToUpperInvariant(place[0]) + place[1..];
        return columns.Length == 1
            ? new Notice("line_not_numeric", columns[0].Name, $"{start} is the only one that is not a number in {names}. Remove it, or correct or empty the value, to use the column.")
            : new Notice("line_not_numeric", null, $"{start} is the only one that is not a number in {columns.Length} columns: {names}. Remove it to use these columns.");
    }
}
