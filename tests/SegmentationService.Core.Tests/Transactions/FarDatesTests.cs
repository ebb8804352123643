using SegmentationService.Core.Transactions;

namespace SegmentationService.Core.Tests.Transactions;

/// <summary>One date that cannot be right must not move the day that recency counts from, nor the first purchase.</summary>
public class FarDatesTests
{
    private const string Days = "2023-11-01|2023-11-05|2023-12-24|2024-01-02|2024-01-09";

    [Theory]
    [InlineData("2094-01-02")]
    [InlineData("2042-05-01")]
    [InlineData("1900-01-01")]
    [InlineData("1970-01-01 00:00:00")]
    [InlineData("2012-07-01")]
    public void Build_OneDateFarFromAllOthers_IsSetAsideAndTold(string date)
    {
        var table = OrderLogText.Table(Log($"{Days}|{date}"));

        Assert.Equal("K 1 5 5 70", table.Rows()[0]);
        Assert.Equal(new DateTime(2024, 1, 10), table.Orders!.AsOf);
        Assert.Equal(
            $"1 line has a date far from all others and is left out: line 7. Line 7 has {date[..10]}; the other purchases are of 2023 to 2024. asOf= keeps all but those that stand for no date.",
            Assert.Single(table.Notices, notice => notice.Code == "lines_date_far").Message);
    }

    /// <summary>A line that does not count must not move the day either.</summary>
    [Fact]
    public void Build_FarDateOfALineLeftOut_DoesNotMoveAsOf() =>
        Assert.Equal(new DateTime(2024, 1, 10), OrderLogText.Table([.. Log(Days), "|2094-01-02|1", "K|2094-01-02|-1"]).Orders!.AsOf);

    [Theory]
    [InlineData("2019-06-01")] // an old customer
    [InlineData("2027-06-01")]
    public void Build_DateNotSoFar_Counts(string date) => Assert.Equal(6, OrderLogText.Table(Log($"{Days}|{date}")).Columns[2].Values[0]);

    /// <summary>What may be right counts, and is told: one purchase must not decide in silence what recency counts from.</summary>
    [Theory]
    [InlineData("2026-01-08", "1 purchase is of 2026-01-08, 730 days after the one before, 2024-01-09, and recency counts from it; if that is a mistake, say asOf=.")]
    [InlineData("2021-11-01", "1 purchase is of 2021-11-01, 730 days before the next one, 2023-11-01; check whether that is a mistake.")]
    [InlineData("2024-09-01", null)]
    public void Build_OneDateAYearFromAllOthers_CountsAndIsTold(string date, string? words)
    {
        var table = OrderLogText.Table(Log($"{Days}|{date}"));

        Assert.Equal(6, table.Columns[2].Values[0]);
        Assert.Equal(words, table.Notices.SingleOrDefault(notice => notice.Code == "dates_far_apart")?.Message);
    }

    [Fact]
    public void Build_ManyDatesFar_CountAndAreTold()
    {
        var table = OrderLogText.Table(Log($"{Days}|2012-01-01|2012-01-02|2012-01-03"));

        Assert.Equal(8, table.Columns[2].Values[0]);
        Assert.Equal("Of the purchases 3 are of 2012, the others of 2023 to 2024, with no purchase in between; check the dates.", Assert.Single(table.Notices, notice => notice.Code == "dates_far_apart").Message);
    }

    /// <summary>Placeholders are no dates, however many there are.</summary>
    [Fact]
    public void Build_ManyPlaceholders_AreSetAside() =>
        Assert.Equal("K 1 5 5 70", OrderLogText.Table(Log($"{Days}|1970-01-01|1970-01-01 00:00:01|1970-01-01 00:00:02")).Rows()[0]);

    [Fact]
    public void Build_AsOfGiven_KeepsDatesThatAreOnlyFar() =>
        Assert.Equal(6, OrderLogText.Table(Log($"{Days}|2012-07-01"), new OrderLogOptions { AsOf = new DateTime(2024, 1, 10) }).Columns[2].Values[0]);

    [Fact]
    public void Build_LogOfLongAgo_Counts() => Assert.Equal("K 1 2 2 2", OrderLogText.Table(Log("1970-01-01|1970-01-02")).Rows()[0]);

    private static string[] Log(string days) => ["customer|date|amount", .. days.Split('|').Select(day => $"K|{day}|1")];
}
