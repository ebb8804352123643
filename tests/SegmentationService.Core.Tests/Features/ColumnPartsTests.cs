using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects what is detected, so that an ordinary export needs no parameters, and what the caller says, which comes first.</summary>
public sealed class ColumnPartsTests
{
    [Theory]
    [InlineData("id")]
    [InlineData("ID")]
    [InlineData("customer_id")]
    [InlineData("CustomerID")]
    [InlineData("Customer Id")]
    [InlineData("customerNo")]
    [InlineData("user-id")]
    public void IsUsualIdName_UsualNames_AreIds(string name) => Assert.True(ColumnParts.IsUsualIdName(name));

    [Theory]
    [InlineData("idea")]
    [InlineData("paid")]
    [InlineData("")]
    [InlineData("customer")]
    public void IsUsualIdName_OtherNames_AreNot(string name) => Assert.False(ColumnParts.IsUsualIdName(name));

    [Fact]
    public void FindId_NamedByTheCaller_ComesBeforeTheUsualName()
    {
        var table = CsvTable.Parse("id,card\n1,a\n2,b", name => name is "id" or "card");

        Assert.Equal("card", ColumnParts.FindId(table, "card")!.Name);
        Assert.Equal("card", ColumnParts.FindId(table, "CARD")!.Name);
        Assert.Equal("id", ColumnParts.FindId(table, null)!.Name);
    }

    [Fact]
    public void FindId_SeveralDistinctTexts_TakesTheFirst()
    {
        var table = CsvTable.Parse("x,mail,name\n1,a@b,Ann\n2,c@d,Bob");

        Assert.Equal("mail", ColumnParts.FindId(table, null)!.Name);
    }

    [Fact]
    public void FindId_NamedColumnIsNotThere_ThrowsWithTheColumnsThatAre()
    {
        var refused = Assert.Throws<InvalidTableException>(() => ColumnParts.FindId(CsvTable.Parse("a,b\n1,2"), "card"));

        Assert.Equal(TableDefect.UnknownColumn, refused.Defect);
        Assert.Equal("card", refused.Column);
        Assert.Contains("'a', 'b'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("recency_days,frequency,monetary,tenure_days")]
    [InlineData("Recency,Orders,Total Spend,Tenure")]
    [InlineData("Days Since Last Purchase,NumPurchases,Revenue,customer age days")]
    public void Find_UsualNames_PlayTheirParts(string header)
    {
        var names = header.Split(',');
        var columns = CsvTable.Parse(header + "\n1,2,3,4").Columns;

        var parts = ColumnParts.Find(columns, columns, new ColumnParts());

        Assert.Equal(names, new[] { parts.Recency, parts.Frequency, parts.Monetary, parts.Tenure });
        Assert.True(parts.HasBehaviour);
    }

    [Fact]
    public void Find_NamedByTheCaller_ComesBeforeTheUsualName()
    {
        var columns = CsvTable.Parse("recency,frequency,monetary,last_seen\n1,2,3,4").Columns;

        var parts = ColumnParts.Find(columns, columns, new ColumnParts { Recency = "last_seen" });

        Assert.Equal(("last_seen", "frequency", "monetary"), (parts.Recency, parts.Frequency, parts.Monetary));
    }

    [Fact]
    public void Find_NamedColumnIsNotThere_ThrowsWithThePart()
    {
        var columns = CsvTable.Parse("recency,frequency\n1,2").Columns;

        var refused = Assert.Throws<InvalidTableException>(() => ColumnParts.Find(columns, columns, new ColumnParts { Monetary = "spent" }));

        Assert.Equal("spent", refused.Column);
        Assert.StartsWith("monetary:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_OnePartMissing_HasNoBehaviour()
    {
        var columns = CsvTable.Parse("recency,frequency\n1,2").Columns;

        Assert.False(ColumnParts.Find(columns, columns, new ColumnParts()).HasBehaviour);
    }
}
