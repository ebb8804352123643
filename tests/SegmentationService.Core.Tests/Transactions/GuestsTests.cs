using System.Text;
using SegmentationService.Core.Data;
using SegmentationService.Core.Transactions;

namespace SegmentationService.Core.Tests.Transactions;

/// <summary>Ids that stand for all whom a shop does not know are no customers.</summary>
public class GuestsTests
{
    [Theory]
    [InlineData("Guest|GUEST|guest checkout|Anonymous|Walk-in|walk in customer|Cash Customer|Unknown|n/a|None|-1|-1.0|Laufkunde|Gastkunde|invité|Client anonyme|Consumidor Final|guest@example.com|noreply@example.com")]
    public void Is_WordOfTheTrade_IsNoCustomer(string ids) => Assert.All(ids.Split('|'), id => Assert.True(GuestIds.Is(Encoding.UTF8.GetBytes(id), standsOut: false, hasOne: true), id));

    [Theory]
    [InlineData("K7|Guestrow|Johnny Cash|Cash|Gast|anna@example.com|17850|10|0|9999")]
    public void Is_Name_IsACustomer(string ids) => Assert.All(ids.Split('|'), id => Assert.False(GuestIds.Is(Encoding.UTF8.GetBytes(id), standsOut: false, hasOne: true), id));

    [Theory]
    [InlineData("0|0|0|0|0|41|42|43", "41 42 43")]
    [InlineData("00000|0.0|12|7", "7 12")]
    [InlineData("0|1|2|3|2|1", "0 1 2 3")] // customers from 0 on
    [InlineData("0|0|0|0|0|0|0|0|1|2|3", "1 2 3")]
    [InlineData("Cash|Cash|Cash|Cash|Moore|Ng|Cole", "Cole Moore Ng")]
    [InlineData("Cash|Moore|Ng|Cole", "Cash Cole Moore Ng")]
    [InlineData("99999|99999|99999|99999|4|5", "4 5")]
    public void Build_Ids_CountUnlessTheyStandForOthers(string ids, string customers)
    {
        var table = OrderLogText.Table(Log(ids));

        Assert.Equal(customers, string.Join(' ', table.Rows().Select(row => row.Split(' ')[0])));
    }

    [Fact]
    public void Build_Guests_AreToldWithTheirShare()
    {
        var table = OrderLogText.Table(Log("Guest|Ng|Guest|Cole|Guest"));

        Assert.Equal(
            "3 lines have a customer that stands for all that are not known and are left out: lines 2, 4, 6. 'Guest' has 3 of 5 purchases (60 %). guests= names the ids that are left out so; guests=none counts each as one customer.",
            Assert.Single(table.Notices, notice => notice.Code == "lines_of_guests").Message);
        Assert.Equal(["Guest"], table.Orders!.Guests);
    }

    [Fact]
    public void Build_GuestsGiven_AreThose()
    {
        Assert.Equal(3, OrderLogText.Table(Log("Guest|Ng|Guest|Cole"), new OrderLogOptions { Guests = [] }).Customers);
        Assert.Equal(2, OrderLogText.Table(Log("Guest|Ng|Till 4|Cole"), new OrderLogOptions { Guests = ["till 4", "ng"] }).Customers);
    }

    /// <summary>What a training kept, predictions keep: customer 0 of an excerpt is the one that it was.</summary>
    [Fact]
    public void Build_Learned_IsAsInTheTraining()
    {
        var parts = new OrderParts { Customer = "customer", Date = "date", Amount = "amount" };

        Assert.Equal(2, OrderLogText.Table(Log("0|41"), new OrderLogOptions { Learned = new OrderOrigin(new DateTime(2024, 1, 1), parts, null) { Guests = [] } }).Customers);
        Assert.Equal(1, OrderLogText.Table(Log("0|1"), new OrderLogOptions { Learned = new OrderOrigin(new DateTime(2024, 1, 1), parts, null) { Guests = ["0"] } }).Customers);
    }

    [Fact]
    public void Build_IdWithMostPurchases_IsTold()
    {
        var table = OrderLogText.Table(Log("House|House|House|House|House|House|House|House|House|House|Ng|Cole|Moore"));

        Assert.Equal(4, table.Customers);
        Assert.Contains("'House' in 'customer' has 10 of 13 purchases (76.9 %), the next customer 1. If it stands for customers who are not known, guests=House leaves it out.", Assert.Single(table.Notices, notice => notice.Code == "customer_stands_out").Message, StringComparison.Ordinal);
    }

    private static string[] Log(string ids) => ["customer|date|amount", .. ids.Split('|').Select((id, day) => $"{id}|2024-01-{day + 1:00}|5")];
}
