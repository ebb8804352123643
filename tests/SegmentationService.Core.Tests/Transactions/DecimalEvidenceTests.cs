using SegmentationService.Core.Data;
using SegmentationService.Core.Transactions;

namespace SegmentationService.Core.Tests.Transactions;

/// <summary>The numbers of a log may be written as those of a table, with one decimal sign for all of its columns.</summary>
public class DecimalEvidenceTests
{
    [Theory]
    [InlineData("1.020,50|7,25|300", 1327.75, "comma")]
    [InlineData("$1,020.50|$7.25|$300", 1327.75, "point")]
    [InlineData("1 020,50 €|7,25 €|300 €", 1327.75, "comma")]
    [InlineData("1'020.50|7.25|300", 1327.75, "point")]
    [InlineData("7.25|1,020|300", 1327.25, "point")]
    [InlineData("1,250|2,5|1.5", null, null)]
    public void Build_NumbersAsPeopleWriteThem_AreReadAsPlainOnes(string amounts, double? money, string? sign)
    {
        string[] lines = ["customer|date|amount", .. amounts.Split('|').Select(amount => $"K|2024-01-01|{amount}")];
        foreach (var part in (int[])[1, 2, 99])
        {
            if (money is null)
            {
                var refused = Assert.Throws<InvalidTableException>(() => OrderLogText.Table(lines, partLength: part));
                Assert.Equal(TableDefect.UnreadableNumber, refused.Defect);
                Assert.Contains("'1.5' in line 4 can only have a decimal point, and '2,5' in line 3 only a decimal comma", refused.Message, StringComparison.Ordinal);
                continue;
            }

            var table = OrderLogText.Table(lines, partLength: part);
            Assert.Equal(money, table.Columns[3].Values[0]);
            Assert.Contains($"with a decimal {sign}", Assert.Single(table.Notices, notice => notice.Code == "number_notation").Message, StringComparison.Ordinal);
        }
    }

    /// <summary>One program writes the file: the price tells how the quantity is meant.</summary>
    [Fact]
    public void Build_QuantityAndPrice_HaveOneSign()
    {
        var table = OrderLogText.Table("customer|date|quantity|price\nK|2024-01-01|1.500|0,20\nK|2024-01-02|2|1,05");

        Assert.Equal(302.1, table.Columns[3].Values[0]);
        Assert.Equal(DecimalSign.Comma, table.Orders!.Decimal);
    }

    [Fact]
    public void Build_NumbersThatLeaveItOpen_AskForTheSign()
    {
        const string Log = "customer|date|amount\nK|2024-01-01|1,250\nK|2024-01-02|2,000";

        Assert.Contains("say decimal=point or decimal=comma", Assert.Throws<InvalidTableException>(() => OrderLogText.Table(Log)).Message, StringComparison.Ordinal);
        Assert.Equal(3250, OrderLogText.Table(Log, new OrderLogOptions { Decimal = DecimalSign.Point }).Columns[3].Values[0]);
        Assert.Equal(3.25, OrderLogText.Table(Log, new OrderLogOptions { Decimal = DecimalSign.Comma }).Columns[3].Values[0]);
        var learned = new OrderOrigin(new DateTime(2024, 1, 1), new OrderParts { Customer = "customer", Date = "date", Amount = "amount" }, null) { Decimal = DecimalSign.Comma };
        Assert.Equal(3.25, OrderLogText.Table(Log, new OrderLogOptions { Learned = learned }).Columns[3].Values[0]);
    }

    [Fact]
    public void Build_PlainNumbersWithThreeDecimals_HaveAPoint()
    {
        const string Log = "customer|date|amount\nK|2024-01-01|1.250\nK|2024-01-02|2.500";

        Assert.Equal(3.75, OrderLogText.Table(Log).Columns[3].Values[0]);
        Assert.Equal(3750, OrderLogText.Table(Log, new OrderLogOptions { Decimal = DecimalSign.Comma }).Columns[3].Values[0]);
    }

    /// <summary>What accounts put in brackets is taken back.</summary>
    [Fact]
    public void Build_AmountInBrackets_IsNegative() =>
        Assert.Equal("K 1 1 5 1", OrderLogText.Table("customer|date|amount\nK|2024-01-01|5.00\nK|2024-01-01|(12.00)").Rows()[0]);

    [Theory]
    [InlineData("customer|date|amount|currency\nK|2024-01-01|5|EUR\nK|2024-01-02|5|usd\nL|2024-01-03|5|USD", "'currency' has several currencies, USD 2, EUR 1 lines")]
    [InlineData("customer|date|amount\nK|2024-01-01|5 €\nK|2024-01-02|£5\nL|2024-01-03|£7", "'amount' has several currencies, £ 2, € 1 lines")]
    public void Build_SeveralCurrencies_AreTold(string log, string words)
    {
        Assert.StartsWith(words, Assert.Single(OrderLogText.Table(log).Notices, notice => notice.Code == "several_currencies").Message, StringComparison.Ordinal);
        Assert.DoesNotContain(OrderLogText.Table(log.Replace("usd", "eur", StringComparison.Ordinal).Replace("USD", "EUR", StringComparison.Ordinal).Replace("5 €", "£5", StringComparison.Ordinal)).Notices, notice => notice.Code == "several_currencies");
    }
}
