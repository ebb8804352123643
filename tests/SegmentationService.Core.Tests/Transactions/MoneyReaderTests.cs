namespace SegmentationService.Core.Tests.Transactions;

/// <summary>Logs without money, or with a price alone; and times that stand in a column of their own.</summary>
public class MoneyReaderTests
{
    [Fact]
    public void Build_NoMoney_GivesRecencyFrequencyAndTenure()
    {
        var table = OrderLogText.Table("member_id|visit|date\nK|1|2024-01-01\nK|2|2024-01-05\nL|3|2024-01-09", new());

        Assert.Equal(["customer_id", "recency_days", "frequency", "tenure_days"], table.Columns.Select(column => column.Name));
        Assert.Equal(["K 5 2 9", "L 1 1 1"], table.Rows());
        Assert.StartsWith("3 lines give 3 purchases of 2 customers, as of 2024-01-10T00:00:00.", table.Notices[0].Message, StringComparison.Ordinal);
        Assert.Contains("The columns are 'member_id', 'visit', 'date'.", Assert.Single(table.Notices, notice => notice.Code == "no_money").Message, StringComparison.Ordinal);
        Assert.Null(table.Orders!.Summary!.Money);
    }

    [Fact]
    public void Build_QuantityAlone_GivesItems()
    {
        var table = OrderLogText.Table("customer|date|qty\nK|2024-01-01|2\nK|2024-01-05|3\nL|2024-01-09|1\nL|2024-01-09|-1");

        Assert.Equal(["customer_id", "recency_days", "frequency", "items", "tenure_days"], table.Columns.Select(column => column.Name));
        Assert.Equal(["K 5 2 5 9", "L 1 1 1 1"], table.Rows());
    }

    [Fact]
    public void Build_PriceAlone_IsTheMoneyOfTheLine()
    {
        var table = OrderLogText.Table("customer|date|price\nK|2024-01-01|2.5\nK|2024-01-01|3\nL|2024-01-09|0");

        Assert.Equal(["K 9 1 5.5 9"], table.Rows());
        Assert.Equal("price", table.Orders!.Parts.Amount);
        Assert.Single(table.Notices, notice => notice.Code == "price_is_amount");
    }

    /// <summary>Date and time in two columns are one moment; where the second is none, the date stands alone.</summary>
    [Theory]
    [InlineData("14:30:00|09:00:00", "K 1 2 2 1")]
    [InlineData("2:30 PM|2:30 PM", "K 1 1 2 1")]
    [InlineData("evening|noon", "K 1 1 2 1")]
    [InlineData("|", "K 1 1 2 1")]
    public void Build_TimeInAColumnOfItsOwn_IsPutToTheDate(string times, string expected)
    {
        var both = times.Split('|');
        string[] lines = ["customer|date|time|amount", $"K|2024-01-01|{both[0]}|1", $"K|2024-01-01|{both[1]}|1"];

        Assert.Equal(expected, OrderLogText.Table(lines).Rows()[0]);
    }
}
