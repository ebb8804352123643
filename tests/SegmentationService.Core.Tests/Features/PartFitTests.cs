using System.Globalization;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects that a column plays a part only where its values can be that: a wrong part names segments wrongly and computes nonsense.</summary>
public sealed class PartFitTests
{
    [Theory]
    [InlineData("purchases", true, "3, 1, 9, 2")]
    [InlineData("Purchases", false, "3.5, 1, 9, 2")]
    [InlineData("orders", false, "0, 1, 1, 0")]
    [InlineData("orders", true, "1, 2, 2, 1")]
    public void Find_Frequency_IsACount(string name, bool plays, string values) => Assert.Equal(plays ? name : null, Parts(name, values).Frequency);

    [Theory]
    [InlineData("spend", true, "10, 0, 250.5, 3")]
    [InlineData("Total Spend", false, "0, 1, 1, 0")]
    public void Find_Monetary_IsMoreThanYesOrNo(string name, bool plays, string values) => Assert.Equal(plays ? name : null, Parts(name, values).Monetary);

    [Theory]
    [InlineData("customer_age", false, "23, 66, 25, 70")]
    [InlineData("customer_age", true, "230, 660, 25, 70")]
    [InlineData("customer age days", true, "23, 66, 25, 70")]
    [InlineData("tenure", true, "1, 34, 2, 45")]
    public void Find_Tenure_IsNoAgeOfAPerson(string name, bool plays, string values) => Assert.Equal(plays ? name : null, Parts(name, values).Tenure);

    [Fact]
    public void Find_RecencyBesideTheAgeOfTheCustomer_IsTheAgeAtTheLastPurchaseAndNoPart()
    {
        var table = CsvTable.Parse("frequency,recency,T,monetary\n0,0,280,0\n8,290,300,410\n9,280,285,515");

        var parts = ColumnParts.Find(table.Columns, table.Columns, new ColumnParts());

        Assert.Null(parts.Recency);
        Assert.Equal("T", parts.Tenure);
    }

    [Fact]
    public void Find_RecencyThatExceedsTheOtherColumn_IsRecency()
    {
        var table = CsvTable.Parse("frequency,recency,T,monetary\n1,300,280,10\n8,290,300,410\n9,280,285,515");

        Assert.Equal("recency", ColumnParts.Find(table.Columns, table.Columns, new ColumnParts()).Recency);
    }

    private static ColumnParts Parts(string name, string values)
    {
        var table = CsvTable.Of((name, [.. values.Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture))]), ("other", [2, 7, 1, 8]));
        return ColumnParts.Find(table.Columns, table.Columns, new ColumnParts());
    }
}
