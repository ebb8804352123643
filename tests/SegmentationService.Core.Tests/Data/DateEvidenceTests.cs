using System.Text;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>What a whole column of dates decides.</summary>
public class DateEvidenceTests
{
    [Theory]
    [InlineData("3/7/2015|21/7/2015", null, "day-first", "with the day first, as '21/7/2015' in line 2 shows")]
    [InlineData("3/7/15|7/21/15", null, "month-first", "with the month first, as '7/21/15' in line 2 shows")]
    [InlineData("29/01/24|30/01/24", null, "day-first", "with the day first, as '29/01/24' in line 1 shows")]
    [InlineData("29/01/99", null, "day-first", "with the day first, as '29/01/99' in line 1 shows")]
    [InlineData("3/7/2015|4/7/2015", "month-first", "month-first", null)]
    [InlineData("2015-07-03|5/5/2015", null, null, null)]
    [InlineData("1704103200|1704362400", null, "unix", "as seconds since 1970, as '1704103200' in line 1 shows")]
    [InlineData("soon|45292|45295.5", null, "excel", "as days of a spreadsheet, of which 45292 is 2024-01-01, as '45292' in line 2 shows")]
    [InlineData("1704103200|2024-01-05", null, null, null)] // the number is no date then
    public void Decide_ColumnThatTells_IsReadSo(string cells, string? known, string? format, string? words)
    {
        foreach (var evidence in (DateEvidence[])[Of(cells, 1), Of(cells, 2)])
        {
            var reading = evidence.Decide(known, RowUnit.Line, out var problem);

            Assert.Null(problem);
            Assert.Equal((format, words), (reading!.Format, reading.Words));
        }
    }

    [Theory]
    [InlineData("3/7/2015|4/7/2015", null, "does not tell whether the day or the month stands first, as in '3/7/2015' in line 1")]
    [InlineData("21/7/2015|7/21/2015", null, "has '21/7/2015' in line 1, where the day stands first, and '7/21/2015' in line 2, where the month does")]
    [InlineData("21/7/15", "month-first", "has '21/7/15' in line 1, where the day stands first, but the model was trained on dates where the month does")]
    [InlineData("24/01/29|24/01/30|23/02/05", null, "does not tell whether the year stands first or last, as in '24/01/29' in line 1")]
    [InlineData("29/01/24", null, "does not tell whether the year stands first or last")]
    [InlineData("1704103200|45292", null, "has '1704103200' in line 1 and '45292' in line 2, numbers that count different things")]
    public void Decide_ColumnThatDoesNotTell_IsAProblem(string cells, string? known, string words)
    {
        Assert.Null(Of(cells, 3).Decide(known, RowUnit.Line, out var problem));

        Assert.StartsWith(words, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_NumbersAmongDates_AreNoDates()
    {
        var reading = Of("1704103200|2024-01-05", 1).Decide(null, RowUnit.Line, out _)!;

        Assert.False(reading.Takes(Read("1704103200")));
        Assert.True(reading.Takes(Read("29/01/24")));
    }

    private static WrittenDate Read(string text) => new DateReader(null).Read(Encoding.UTF8.GetBytes(text));

    /// <summary>The evidence of a column, gathered in parts of so many cells.</summary>
    private static DateEvidence Of(string cells, int partLength)
    {
        var all = new DateEvidence();
        long line = 0;
        foreach (var chunk in cells.Split('|').Chunk(partLength))
        {
            var part = new DateEvidence();
            foreach (var cell in chunk) part.Take(Encoding.UTF8.GetBytes(cell), Read(cell), ++line);
            all.Append(part);
        }

        return all;
    }
}
