using System.Text;

namespace SegmentationService.Core.Tests.Data;

/// <summary>Protects that an analyst is told which line or value to change so that a column can be used.</summary>
public sealed class ReadingNoticesTests
{
    [Fact]
    public void Build_LineOfUnitsBelowTheHeader_IsNamedOnceWithItsColumns()
    {
        var table = CsvTable.Parse("who,age,spend,visits\ntext,years,EUR,count\nAnn,30,1,4\nBob,40,2,5\nCy,50,3,6");

        var notice = Assert.Single(table.Notices);
        Assert.Equal(("line_not_numeric", null), (notice.Code, notice.Column));
        Assert.StartsWith("Line 2 is the only one that is not a number in 3 columns: 'age' ('years'), 'spend' ('EUR'), 'visits' ('count'). Remove it", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_OneBadValueInOneColumn_IsNamed()
    {
        var notice = Assert.Single(CsvTable.Parse("a,b\n1,2\noops,3\n3,4\n4,5").Notices);

        Assert.Equal(("line_not_numeric", "a"), (notice.Code, notice.Column));
        Assert.Contains("Line 3", notice.Message, StringComparison.Ordinal);
        Assert.Contains("'a' ('oops')", notice.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public void Build_FewBadValuesAmongNumbers_AreCountedAndTheFirstIsNamed(int bad, bool isTold)
    {
        // At most one text to two numbers is a column of numbers that was spoilt.
        var csv = new StringBuilder("a,b");
        for (var row = 0; row < 100; row++) csv.Append('\n').Append(row).Append(",1");
        for (var row = 0; row < bad; row++) csv.Append("\nbad,1");

        var notices = CsvTable.Parse(csv.ToString()).Notices;

        Assert.Equal(isTold ? ["column_nearly_numeric"] : [], notices.Select(notice => notice.Code));
        if (isTold) Assert.Contains($"for {bad} of {100 + bad} values, the first in line 102: 'bad'", notices[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_TextColumnsIdsAndCleanNumbers_NeedNoNotice()
    {
        Assert.Empty(CsvTable.Parse("customer_id,city,a\n1,Bern,1\nX2,Rome,2\n3,Oslo,3\n4,Bern,4").Notices);
    }
}
