using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>
/// What a column means, decided from its name and its values together: the one place that knows. A name alone decides nothing that the values contradict: an
/// <c>id</c> has no cents, and a <c>month</c> is no 300.
/// </summary>
public static class ColumnMeaning
{
    /// <summary>Whole numbers of so many digits, all different, name something: no customers are measured so.</summary>
    private const double LeastLongNumber = 1e8;

    private const int FewestToNumber = 8;
    private const int FewestLongNumbers = 5;
    private const double LargestScore = 100;

    /// <summary>Whether a column of this name may be the id of the customers, so that its cells are kept as they came.</summary>
    /// <param name="name">The name of a column.</param>
    public static bool MayBeId(string name) => ColumnParts.IsUsualIdName(name) || (NameWords.Of(name) is var words && !words.Has(ColumnWords.Contacts) && NamesSomething(words));

    /// <summary>Why a column of numbers is no feature although its values are fine; null where it is one.</summary>
    /// <param name="column">The column.</param>
    internal static (ColumnRole Role, string Reason)? OfNumbers(TableColumn column)
    {
        var (words, values) = (NameWords.Of(column.Name), column.Summary);
        if (values.Count >= FewestToNumber && values.NumberTheRows()) return (ColumnRole.RowNumber, ColumnReasons.NumbersRows);
        if (IsPlace(words)) return (ColumnRole.Place, ColumnReasons.Place);
        if (NumericMoment.Of(words, values) is { } moment) return (ColumnRole.Moment, ColumnReasons.Moment(moment.Description, moment.DateFormat is not null));
        if (IsOutcome(words, values)) return (ColumnRole.Outcome, ColumnReasons.Outcome);
        if (IsEarlierSegment(words, values)) return (ColumnRole.Outcome, ColumnReasons.EarlierSegment);
        if (values.AreWhole && !values.IsZeroOrOne && NamesSomething(words))
            return (ColumnRole.Identifier, values.Distinct is null || values.AllDiffer() ? ColumnReasons.Identifier : ColumnReasons.IdentifierOfFewValues(column.Name));
        if (IsLongNumber(values)) return (ColumnRole.Identifier, ColumnReasons.LongNumber);
        return IsCode(words, values) ? (ColumnRole.Code, ColumnReasons.Code(values.Distinct!.Value, column.Name)) : null;
    }

    /// <summary>Whether the numbers of a column are few names, which are neither more nor less, although the caller may have named it as a feature.</summary>
    /// <param name="column">A column of numbers.</param>
    internal static bool IsCode(TableColumn column) =>
        column.Summary is { AreWhole: true, Distinct: > 2 } && OfNumbers(column) is { Role: ColumnRole.Code or ColumnRole.Identifier or ColumnRole.Place };

    /// <summary>Whether the numbers of a column tell who, or where, a customer is, and measure nothing.</summary>
    /// <param name="column">A column of numbers.</param>
    internal static bool Identifies(TableColumn column) => OfNumbers(column) is { Role: ColumnRole.RowNumber or ColumnRole.Identifier or ColumnRole.Place };

    /// <summary>Whether the name says that texts tell persons apart, or how to reach them.</summary>
    /// <param name="name">The name of a column of text.</param>
    internal static bool IsPersonal(string name)
    {
        var words = NameWords.Of(name);
        if (words.Has(ColumnWords.Contacts) || words.Has(ColumnWords.Persons) || ColumnWords.Persons.Contains(words.Joined)) return true;
        return words.Last == "name" && (words.Words.Count == 1 || words.Has(ColumnWords.PersonsBeforeName));
    }

    /// <summary>Why a column of text is left out, where more can be said than that it is text; null where nothing can.</summary>
    /// <param name="column">The column.</param>
    /// <param name="customers">The number of rows.</param>
    internal static (ColumnRole Role, string Reason)? OfText(TableColumn column, int customers)
    {
        if (column.Dates is not null) return (ColumnRole.Moment, ColumnReasons.Date);
        if (column.Categories is not { IsWhole: true } texts || texts.Values.Count > 2) return null;
        if (texts.Values.Count == 1)
            return column.Missing == 0 ? (ColumnRole.Constant, ColumnReasons.OneValue) : (ColumnRole.Flag, ColumnReasons.MarkOrNothing(texts.Values[0], column.Name));
        if (NameWords.Of(column.Name).Has(ColumnWords.Outcomes)) return (ColumnRole.Outcome, ColumnReasons.Outcome);
        return customers > 2 && texts.Values.All(FlagWords.IsMark) ? (ColumnRole.Flag, ColumnReasons.FlagOfText(texts.Values, column.Name)) : null;
    }

    /// <summary>Whether the name says that the column names something: a customer, a phone, an item of another table.</summary>
    private static bool NamesSomething(NameWords words)
    {
        var measures = words.Words.Count > 1 && ColumnWords.Measures.Contains(words.First);
        if (!measures && (ColumnWords.Identifiers.Contains(words.Last) || ColumnWords.Contacts.Contains(words.Last))) return true;
        if (words.Words.Count > 1 && ColumnWords.IdentifierBeginnings.Contains(words.First) && words.Words[1] is not ("of" or "de" or "di" or "der")) return true;
        if (words.HasPair("last", "4") || words.HasPair("last", "four")) return true;
        if (words.Words.Count != 1) return false;
        return ColumnWords.KnownIdentifiers.Contains(words.Joined)
            || Array.Exists(ColumnWords.IdentifierEndings, ending => words.Joined.Length > ending.Length && words.Joined.EndsWith(ending, StringComparison.Ordinal))
            || Array.Exists(ColumnWords.Owners, owner => words.Joined.StartsWith(owner, StringComparison.Ordinal) && ColumnWords.OwnedEndings.Contains(words.Joined[owner.Length..]));
    }

    private static bool IsPlace(NameWords words) =>
        words.Has(ColumnWords.Places) || ColumnWords.Places.Contains(words.Joined) || words.HasPair("area", "code") || words.HasPair("time", "zone") || words.HasPair("utc", "offset") || words.HasPair("gmt", "offset");

    private static bool IsOutcome(NameWords words, ColumnSummary values)
    {
        if (!words.Has(ColumnWords.Outcomes)) return values.IsZeroOrOne && ColumnParts.IsUsualMoneyName(words.Joined);
        return values.IsFlag || (words.Has(ColumnWords.Scores) && values.AreWithin(0, LargestScore));
    }

    private static bool IsEarlierSegment(NameWords words, ColumnSummary values) =>
        values.AreWhole && values.Distinct is not null && (ColumnWords.EarlierSegments.Contains(words.Last) || ColumnWords.EarlierSegments.Contains(words.First)) && !ColumnWords.Measures.Contains(words.Last);

    private static bool IsLongNumber(ColumnSummary values) =>
        values.AreWhole && values.Count >= FewestLongNumbers && values.Min >= LeastLongNumber && Math.Floor(Math.Log10(values.Min)) == Math.Floor(Math.Log10(values.Max)) && values.AllDiffer();

    /// <summary>Whether few whole numbers stand for names: three or more, since two are told apart by any number.</summary>
    private static bool IsCode(NameWords words, ColumnSummary values) =>
        values.AreWhole && values.Distinct is > 2 and var distinct && 2 * distinct <= values.Count && ColumnWords.Codes.Contains(words.Last);
}
