using SegmentationService.Core.Transactions;

namespace SegmentationService.Core.Tests.Transactions;

/// <summary>Whether an amount is that of the line, or a total that stands on each line of its order.</summary>
public class AmountScopeTests
{
    [Theory]
    [InlineData("order_total", "1|9;1|9;2|4", 13, "total_on_every_line")]
    [InlineData("Grand Total", "1|9;1|9;1|9", 9, "total_on_every_line")]
    [InlineData("payment_value", "1|9;1|9;2|4;2|4", 13, "total_on_every_line")]
    [InlineData("total", "1|9;1|9;2|4;2|4", 13, "total_on_every_line")]
    [InlineData("order_total", "1|9;1|8;2|4;2|4", 25, null)] // the lines differ: it is none of the order
    [InlineData("total", "1|9;1|9;2|4", 22, null)] // twice the same thing, perhaps
    [InlineData("line_total", "1|9;1|9;2|4;2|4", 26, "amount_repeated")]
    [InlineData("price", "1|9;1|9;2|4;2|4", 26, "amount_repeated")]
    [InlineData("total_price", "1|9;1|9;2|4;2|4", 26, "amount_repeated")]
    [InlineData("total_price", "1|9;1|9;2|4;2|4;3|5;3|5", 18, "total_on_every_line")]
    [InlineData("amount", "1|9;1|9;2|4;2|4;3|5;3|5", 36, "amount_repeated")]
    [InlineData("amount", "1|9;2|4;3|5", 18, null)]
    public void Decide_AmountThatRepeats_CountsOnceWhereItsNameSaysSo(string name, string lines, double money, string? notice)
    {
        var table = OrderLogText.Table([$"customer|order|date|{name}", .. lines.Split(';').Select(line => $"K|{line.Replace("|", "|2024-06-01|", StringComparison.Ordinal)}")], partLength: 2);

        Assert.Equal(money, table.Columns[3].Values[0]);
        Assert.Equal(notice, table.Notices.SingleOrDefault(told => told.Code is "total_on_every_line" or "amount_repeated")?.Code);
    }

    /// <summary>Quantities that differ while the amount does not speak for a total; prices whose product it is speak for the line.</summary>
    [Theory]
    [InlineData("sales|quantity", "1|8|1;1|8|3;2|5|2;2|5|1", 13)]
    [InlineData("total_price|quantity", "1|8|1;1|8|3;2|5|2;2|5|1", 13)]
    [InlineData("sales|quantity", "1|8|1;1|8|1;2|5|2;2|5|2", 26)]
    [InlineData("total|quantity|unit_price", "1|8|1|8;1|8|2|4;2|5|1|5;2|5|1|5", 26)]
    [InlineData("total|quantity|unit_price", "1|8|1|4;1|8|2|2;2|5|1|3;2|5|1|2", 13)]
    public void Decide_QuantitiesAndPrices_HaveASay(string names, string lines, double money)
    {
        var table = OrderLogText.Table([$"customer|order|date|{names}", .. lines.Split(';').Select(line => $"K|{line[..1]}|2024-06-01{line[1..]}")]);

        Assert.Equal(money, table.Columns[3].Values[0]);
    }

    [Theory]
    [InlineData(AmountPer.Order, "amount", 13)]
    [InlineData(AmountPer.Line, "order_total", 22)]
    public void Decide_Given_IsWhatCounts(AmountPer per, string name, double money)
    {
        var table = OrderLogText.Table($"customer|order|date|{name}\nK|1|2024-06-01|9\nK|1|2024-06-01|9\nK|2|2024-06-01|4", new OrderLogOptions { AmountPer = per });

        Assert.Equal(money, table.Columns[3].Values[0]);
        Assert.Equal(per == AmountPer.Order, table.Orders!.IsAmountPerOrder);
    }
}
