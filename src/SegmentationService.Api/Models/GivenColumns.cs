using System.Globalization;
using SegmentationService.Api.Answers;

namespace SegmentationService.Api.Models;

/// <summary>The columns of a table as an answer has them, which begins with them.</summary>
internal static class GivenColumns
{
    /// <summary>The columns by names that no two of the answer have: one that is taken gets _2, or the next number that is free.</summary>
    /// <param name="names">The names, as the table has them.</param>
    /// <param name="others">The columns of the answer that follow, which keep their names.</param>
    public static IReadOnlyList<AnswerColumn> Of(IEnumerable<string> names, IEnumerable<AnswerColumn> others)
    {
        var taken = others.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        List<AnswerColumn> columns = [];
        foreach (var name in names)
        {
            var unique = name;
            for (var number = 2; !taken.Add(unique); number++) unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
            columns.Add(new AnswerColumn(unique, AnswerColumnKind.Given));
        }

        return columns;
    }
}
