using System.Collections.Frozen;
using System.Globalization;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Http;

/// <summary>The query parameter that names lines of a table which are left out.</summary>
internal static class SkipLinesQuery
{
    public const string Name = "skipLines";

    /// <summary>The most lines that can be named: who has more has another table.</summary>
    private const int Most = 1_000;

    /// <summary>For the lists of endpoints.</summary>
    public static QueryParameter Parameter { get; } = new(Name, ParameterKind.List, $"Lines to leave out before anything is read, of a workbook rows of the sheet, by the numbers that problems and notices tell, separated by commas; {Most} at most. A row of CSV with line breaks in a cell has several.");

    /// <summary>The numbers of a request.</summary>
    /// <exception cref="InvalidParameterException">One is no number of a line, or there are too many.</exception>
    public static IReadOnlySet<long> Parse(QueryReader reader)
    {
        var given = reader.List(Name);
        if (given.Count > Most) throw new InvalidParameterException(Name, $"{Name} has {given.Count} lines; at most {Most} can be left out. Remove them from the file.");
        return given.Select(text => Number(text) ?? throw new InvalidParameterException(Name, $"{Name} has '{Excerpt.Of(text)}'; numbers of lines are expected, from 1 on, separated by commas.")).ToFrozenSet();
    }

    /// <summary>The same of a parameter that is kept with a version.</summary>
    /// <param name="text">As it was written; null where it was not given.</param>
    public static IReadOnlySet<long> Of(string? text) => (text?.Split(',') ?? []).Select(number => Number(number.Trim())).OfType<long>().ToFrozenSet();

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var line) && line > 0 ? line : null;
}
