namespace SegmentationService.Core.Tests.Transactions;

/// <summary>What only the whole log tells of a line: whether its invoice is cancelled, and what the other lines of its invoice say for it.</summary>
public class OrderSettlementTests
{
    /// <summary>A prefix is part of the number; C and digits are a cancellation only where something is taken back, or the number without C is there.</summary>
    [Theory]
    [InlineData("C-77|5;CR-2024-1|7;CUST00012|8", 20)]
    [InlineData("C77|5;C78|7", 12)] // a series of its own
    [InlineData("C77|5;77|7", 7)]
    [InlineData("C77|5;C77|-5;C78|2", 2)]
    [InlineData("C56A4180-65AA-42EC-A945-5FD21DEC0538|3;C100|4", 7)]
    [InlineData("C1A|5;1A|7", 12)]
    public void Build_InvoicesThatBeginWithC_AreCancelledOnlyByWhatTheyDo(string invoices, double money)
    {
        string[] lines = [.. invoices.Split(';').Select((invoice, day) => $"K|{invoice.Replace("|", $"|2024-03-{day + 1:00}|", StringComparison.Ordinal)}")];

        foreach (var order in (string[][])[lines, [.. lines.Reverse()]])
        {
            foreach (var part in (int[])[1, 99])
                Assert.Equal(money, OrderLogText.Table(["customer|invoice|date|amount", .. order], partLength: part).Columns[3].Values[0]);
        }
    }

    [Fact]
    public void Build_CancelledInvoice_IsToldWithAllItsLines()
    {
        var table = OrderLogText.Table("customer|invoice|date|quantity|price\nA|C9|2024-01-03|2|5\nA|C9|2024-01-03|-1|5\nA|10|2024-01-04|1|5\nA|8|2024-01-05|-3|5");

        Assert.Equal("A 2 1 5 2", table.Rows()[0]);
        Assert.Contains(table.Notices, notice => notice is { Code: "lines_cancelled" } && notice.Message.StartsWith("2 lines belong to cancelled invoices (C before their numbers) and are left out: lines 2, 3", StringComparison.Ordinal));
        Assert.Contains(table.Notices, notice => notice is { Code: "lines_quantity_not_positive" } && notice.Message.EndsWith("line 5.", StringComparison.Ordinal));
    }

    /// <summary>Pieces that come back are no purchase, also where their money stands without a sign.</summary>
    [Fact]
    public void Build_NegativeQuantityBesideAnAmount_TakesBack() =>
        Assert.Equal("A 1 1 5 1", OrderLogText.Table("customer|invoice|date|quantity|amount\nA|1|2024-01-03|1|5\nA|C2|2024-01-03|-1|5\nA|3|2024-01-03|-2|10").Rows()[0]);

    /// <summary>Exports of shops write customer, total and status on the first line of an order only.</summary>
    [Fact]
    public void Build_OrderThatIsSaidOnItsFirstLineOnly_CountsOnce()
    {
        string[] lines =
        [
            "Name|Email|Financial Status|Created at|Total|Lineitem quantity|Lineitem price",
            "#1|ann@example.com|paid|2024-05-01 10:00:00 +0200|30.00|1|10.00",
            "#1|||2024-05-01 10:00:00 +0200||2|10.00",
            "#2|bob@example.com|refunded|2024-05-02 10:00:00 +0200|50.00|1|25.00",
            "#2|||||1|25.00",
            "#3|cy@example.com|paid|2024-05-03 10:00:00 +0200|7.50|1|7.50",
            "#3|cy@example.com||2024-05-03 10:00:00 +0200||1|0.00",
        ];

        foreach (var order in (string[][])[lines, [lines[0], .. lines[1..].Reverse()]])
        {
            var table = OrderLogText.Table(order, partLength: 2);
            Assert.Equal(["ann@example.com 3 1 30 3", "cy@example.com 1 1 7.5 1"], table.Rows());
            Assert.Equal(
                "Lines that do not say all themselves, 1 without a customer, 2 without money, count with the other lines of their invoices, which do.",
                Assert.Single(table.Notices, notice => notice.Code == "lines_completed").Message);
        }
    }

    /// <summary>The number of an invoice that two customers have says nothing of a line without one; nor does one of another day.</summary>
    [Theory]
    [InlineData("A|7|2024-01-02|1\n|7|2024-01-02|5", "A 1 1 6 1")]
    [InlineData("A|7|2024-01-02|1\n|7||5", "A 1 1 6 1")]
    [InlineData("A|7|2024-01-02|1\n|7|2024-01-09|5", "A 8 1 1 8")]
    [InlineData("A|7|2024-01-02|1\nB|7|2024-01-02|1\n|7|2024-01-02|5", "A 1 1 1 1")]
    [InlineData("A|7|2024-01-02|1\nA|7||5", "A 1 1 6 1")]
    public void Build_LineThatDoesNotSayAll_TakesItFromItsInvoice(string lines, string first) =>
        Assert.Equal(first, OrderLogText.Table($"customer|invoice|date|amount\n{lines}").Rows()[0]);
}
