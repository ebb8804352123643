using SegmentationService.Core.Transactions;

namespace SegmentationService.Core.Tests.Transactions;

/// <summary>Which lines are no purchases by their status or their event.</summary>
public class StatusColumnTests
{
    [Theory]
    [InlineData("Cancelled|CANCELED|Canceled by customer|refunded|Fully Refunded|Returned|Shipped - Returned to Seller|Shipped - Rejected by Buyer|Voided|Payment failed|declined|chargeback|Charged back")]
    [InlineData("pending|Pending payment|Pending - Waiting for Pick Up|on-hold|On hold|draft|checkout-draft|abandoned|expired|unavailable|unpaid|view|page_view|cart|add_to_cart|remove_from_cart|AddToCart")]
    [InlineData("storniert|Retoure|Rückerstattet|annulée|remboursé|en attente|cancelado|devuelto|pendiente|annullato|rimborsato|devolvido|geannuleerd|återbetald|anulowane")]
    public void Meaning_NothingBought_IsNoPurchase(string values) => Assert.All(values.Split('|'), value => Assert.Equal((value, StatusMeaning.NoPurchase), (value, StatusWords.Of(value))));

    [Theory]
    [InlineData("paid|Completed|shipped|delivered|invoiced|processing|created|approved|partially_refunded|Partially returned|not returned|Purchase|Sale|bezahlt|Shipped - Delivered to Buyer|Gold|CA|Return customer|Cart purchase|")]
    public void Meaning_BoughtOrNotKnown_IsNoReasonToLeaveOut(string values) => Assert.All(values.Split('|'), value => Assert.NotEqual((value, StatusMeaning.NoPurchase), (value, StatusWords.Of(value))));

    private const string Log = """
        customer|order|date|state|amount
        A|1|2024-02-01|done|10
        A|2|2024-02-02|Returned|20
        B|3|2024-02-03|done|30
        B|4|2024-02-04|voided|40
        C|5|2024-02-05|special|50
        """;

    [Fact]
    public void Build_StatusOfNoPurchase_IsLeftOutAndTold()
    {
        var table = OrderLogText.Table(Log.Replace("state", "payment_status", StringComparison.Ordinal));

        Assert.Equal(["A 5 1 10 5", "B 3 1 30 3", "C 1 1 50 1"], table.Rows());
        Assert.Equal(
            "2 lines are no purchases by their status and are left out: lines 3, 5. By 'payment_status' these are no purchases: 'Returned' 1, 'voided' 1; and these are: 'done' 2, 'special' 1. countStatus= names the values that count.",
            Assert.Single(table.Notices, notice => notice.Code == "lines_without_purchase").Message);
        Assert.Equal(("payment_status", 60.0), (table.Orders!.Parts.Status, table.Orders.Summary!.MoneyLeftOut));
    }

    /// <summary>A column that only may be one, as state, is one if its values say so.</summary>
    [Theory]
    [InlineData("done|Returned|voided|special", "A 5 1 10 5")]
    [InlineData("NY|CA|TX|WA", "A 4 2 30 5")]
    public void Build_ColumnThatMayBeAStatus_IsOneByItsValues(string values, string first)
    {
        var states = values.Split('|');
        var log = Log.Replace("done", states[0], StringComparison.Ordinal).Replace("Returned", states[1], StringComparison.Ordinal).Replace("voided", states[2], StringComparison.Ordinal).Replace("special", states[3], StringComparison.Ordinal);

        Assert.Equal(first, OrderLogText.Table(log).Rows()[0]);
    }

    [Fact]
    public void Build_StatusThatIsNotKnown_CountsAndIsTold()
    {
        var table = OrderLogText.Table("customer|date|status|amount\nA|2024-01-01|X1|5\nA|2024-01-02|X2|5\nB|2024-01-03|X1|5");

        Assert.Equal("A 2 2 10 3", table.Rows()[0]);
        Assert.Equal("'status' has 'X1' 2, 'X2' 1; all of these lines count. countStatus= names the values that count.", Assert.Single(table.Notices, notice => notice.Code == "order_status").Message);
    }

    [Fact]
    public void Build_ValuesThatCountGiven_AreWhatCounts()
    {
        var table = OrderLogText.Table(Log, new OrderLogOptions { CountStatus = ["returned", "SPECIAL"] });

        Assert.Equal(["A 4 1 20 4", "C 1 1 50 1"], table.Rows());
        Assert.Equal(["returned", "SPECIAL"], table.Orders!.CountStatus);
    }

    [Fact]
    public void Build_ValuesThatCountWithoutAStatus_AreRefused() => Assert.Contains(
        "name it by status=",
        Assert.Throws<InvalidTableException>(() => OrderLogText.Table("customer|date|amount\nA|2024-01-01|5", new OrderLogOptions { CountStatus = ["paid"] })).Message,
        StringComparison.Ordinal);

    /// <summary>A column that is named after what was taken back says so by yes or no.</summary>
    [Theory]
    [InlineData("is_cancelled", "TRUE", "FALSE")]
    [InlineData("Returned", "Yes", "No")]
    [InlineData("refunded", "1", "0")]
    [InlineData("Cancelled", "x", "")]
    public void Build_FlagOfWhatWasTakenBack_LeavesItOut(string name, string yes, string no)
    {
        var table = OrderLogText.Table($"customer|order|date|{name}|amount\nA|1|2024-01-01|{no}|5\nA|2|2024-01-02|{yes}|7\nB|3|2024-01-03|{no}|9");

        Assert.Equal(["A 3 1 5 3", "B 1 1 9 1"], table.Rows());
        Assert.Single(table.Notices, notice => notice.Code == "lines_without_purchase");
    }

    /// <summary>Of a log of events only those count that name a purchase, whatever the others are called.</summary>
    [Theory]
    [InlineData("event_type", "scroll", "purchase")]
    [InlineData("behavior", "fav", "buy")]
    [InlineData("action", "Newsletter opened", "Order placed")]
    public void Build_Events_CountOnlyWhereTheyArePurchases(string name, string other, string purchase)
    {
        var table = OrderLogText.Table($"user|time|{name}|price\nA|2024-01-01|{other}|5\nA|2024-01-02|{purchase}|7\nB|2024-01-03|view|9\nB|2024-01-04|{purchase}|2", new OrderLogOptions());

        Assert.Equal(["A 3 1 7 3", "B 1 1 2 1"], table.Rows());
        Assert.Equal([purchase], table.Orders!.CountStatus);
    }
}
