namespace SegmentationService.Core.Features;

/// <summary>What a column of a table was taken for.</summary>
public enum ColumnRole
{
    /// <summary>It says who the customer is.</summary>
    Id,

    /// <summary>It is a feature.</summary>
    Feature,

    /// <summary>Text: each of its values is a feature.</summary>
    Encoded,

    /// <summary>Behavioural features are made of it; it is none itself.</summary>
    Input,

    /// <summary>Left out: it is not numeric.</summary>
    Text,

    /// <summary>Left out: it names something, and measures nothing.</summary>
    Identifier,

    /// <summary>Left out: it tells a place by numbers.</summary>
    Place,

    /// <summary>Left out: it tells moments.</summary>
    Moment,

    /// <summary>Left out: text of two words, or of a mark and nothing, that could be encoded.</summary>
    Flag,

    /// <summary>Left out: few whole numbers that stand for names, and could be encoded.</summary>
    Code,

    /// <summary>Left out: what customers did in the end, or what an earlier analysis made of them.</summary>
    Outcome,

    /// <summary>Left out: another column, or the sum of others, says the same.</summary>
    SameAs,

    /// <summary>Left out: its values do not differ, or hardly.</summary>
    Constant,

    /// <summary>Left out: it merely numbers the rows.</summary>
    RowNumber,

    /// <summary>Left out: more than half of its values are missing.</summary>
    MostlyMissing,

    /// <summary>Left out: it has no value at all.</summary>
    Empty,

    /// <summary>Left out by the caller.</summary>
    Excluded,

    /// <summary>Left out, since the caller named other columns.</summary>
    NotNamed,
}

/// <summary>What a column of a table was taken for and why, and what was done with its values. Holds counts only, but for the first text of a column of text.</summary>
/// <param name="Name">The name.</param>
/// <param name="Role">What it was taken for.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Part">The part that it plays: <c>recency</c>, <c>frequency</c>, <c>monetary</c> or <c>tenure</c>; null when it plays none.</param>
/// <param name="Present">Rows with a value.</param>
/// <param name="Missing">Rows without one.</param>
/// <param name="Distinct">The different values; null where they were not counted: numbers that differ, and text of many values.</param>
/// <param name="Imputed">Training customers that take the median of the column, or as an encoded one count as having none of its values.</param>
/// <param name="Clipped">Training customers whose value was clipped.</param>
public sealed record ColumnReport(string Name, ColumnRole Role, string Reason, string? Part, int Present, int Missing, int? Distinct, int Imputed, int Clipped);
