using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>Protects that a label that is there twice stops a table only where it matters which column is meant.</summary>
public sealed class RepeatedColumnsTests
{
    [Fact]
    public void Build_TextsOfOneName_AreLeftOutAndTold()
    {
        var table = CsvTable.Parse("id,Remark,Remark,Remark,visits\na,x,,1st,2\nb,,,,9\nc,y,,z,1\n");

        Assert.Equal(["id", "visits"], table.Columns.Select(column => column.Name));
        Assert.StartsWith("3 columns are named 'Remark' and are not used", Notice(table).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("visits,spend, spend \n2,40,40\n9,,\n1,15,15.0\n")]
    [InlineData("visits,plan,plan\n2,gold,gold\n9,,\n1,basic,basic\n")]
    [InlineData("visits,id,id\n2,a,a\n9,b,b\n1,c,c\n")]
    public void Build_EqualColumnsOfOneName_AreOne(string csv)
    {
        var table = CsvTable.Parse(csv);

        Assert.Equal(2, table.Columns.Count);
        Assert.Contains("the first is used", Notice(table).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("visits,spend,spend\n2,40,40\n9,7,8\n", "spend")]
    [InlineData("visits,spend,spend\n2,40,none given\n9,7,8\n", "spend")]
    [InlineData("visits,id,id\n2,a,x\n9,b,y\n", "id")]
    public void Build_ColumnsOfOneNameThatDiffer_AreRefused(string csv, string name)
    {
        var problem = Assert.Throws<InvalidTableException>(() => CsvTable.Parse(csv));

        Assert.Equal(TableDefect.DuplicateColumn, problem.Defect);
        Assert.StartsWith($"The column '{name}' is there twice (column 2 and column 3)", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_TextsOfOneNameThatAreToBeEncoded_AreRefused() =>
        Assert.Throws<InvalidTableException>(() => CsvTable.Parse("visits,plan,plan\n2,gold,basic\n9,basic,gold\n", encodes: name => name == "plan"));

    [Theory]
    [InlineData("id,visits,spend\na,2,40\nb,9,7.25\nc,1,\n,12,47.25\n", true)]
    [InlineData("id,visits,spend\na,2,40\nb,9,7.25\nc,1,\n,12,47\n", false)]
    [InlineData("visits\n2\n9\n1\n12\n", false)]
    [InlineData("id,visits,spend\na,0,0\nb,0,0\nc,0,0\nd,0,0\n", false)]
    public void Build_LastRowOfSums_IsTold(string csv, bool isTold)
    {
        var table = CsvTable.Parse(csv);

        Assert.Equal(4, table.Customers);
        Assert.Equal(isTold, table.Notices.Any(notice => notice.Code == "total_row"));
    }

    private static Notice Notice(CustomerTable table) => Assert.Single(table.Notices, notice => notice.Code == "duplicate_columns");
}
