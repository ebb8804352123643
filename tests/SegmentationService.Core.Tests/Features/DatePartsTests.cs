using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects that dates in a table of customers count as days, from the right moment and in the right parts, and that open ones are never guessed.</summary>
public sealed class DatePartsTests
{
    private const string Customers = "member,joined,last_order,orders,spend\n"
        + "m1,2020-01-01,2024-03-01,5,910.2\nm2,2023-12-31,2024-02-29,2,80\nm3,2022-06-15,2023-03-01,9,1500.5\nm4,2021-05-05,,1,20";

    [Fact]
    public void Fit_DatesOfTheFirstAndTheLastOrder_PlayTenureAndRecency()
    {
        var customers = FeaturePreparation.Fit(CsvTable.Parse(Customers), new PreparationOptions(), Parallelism.None);

        Assert.Equal(("last_order", "joined"), (customers.FeatureSet.Parts.Recency, customers.FeatureSet.Parts.Tenure));
        Assert.True(customers.FeatureSet.Parts.HasBehaviour);
        Assert.Equal([0, 1, 366, double.NaN], customers.Inputs[customers.FeatureSet.IndexOf("last_order")].Values);

        // From 2020-01-01 to 2024-03-01 there are four years with a leap day each way: 365 * 4 + 1 + 60 - 1.
        Assert.Equal((new DateTime(2024, 3, 1) - new DateTime(2020, 1, 1)).Days, customers.Inputs[customers.FeatureSet.IndexOf("joined")].Values[0]);
        Assert.Contains(customers.Notices, notice => notice.Code == "dates_as_days" && notice.Column == "last_order" && notice.Message.Contains("2024-03-01", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_AsOf_IsWhatDaysCountUntil()
    {
        var customers = FeaturePreparation.Fit(CsvTable.Parse(Customers), new PreparationOptions { AsOf = new DateTime(2024, 3, 11) }, Parallelism.None);

        Assert.Equal([10, 11, 376, double.NaN], customers.Inputs[customers.FeatureSet.IndexOf("last_order")].Values);
    }

    [Theory]
    [InlineData("birthday")]
    [InlineData("last_update")]
    [InlineData("contract expires")]
    [InlineData("first_name_day")]
    public void Fit_DatesOfSomethingElse_AreLeftOutAsMoments(string name)
    {
        var customers = FeaturePreparation.Fit(CsvTable.Parse($"{name},orders\n2020-01-05,3\n2021-01-05,9\n2022-01-05,4"), new PreparationOptions(), Parallelism.None);

        Assert.Equal(ColumnRole.Moment, customers.Columns[0].Role);
        Assert.Equal(["orders"], customers.FeatureSet.Features.Select(feature => feature.Name));
    }

    [Fact]
    public void Fit_DatesNamedAmongTheColumns_AreDaysWithoutAPart()
    {
        var customers = FeaturePreparation.Fit(
            CsvTable.Parse("birthday,orders\n2020-01-05,3\n2021-01-05,9\n2020-01-15,4"), new PreparationOptions { Columns = ["birthday", "orders"] }, Parallelism.None);

        Assert.Equal([366, 0, 356], customers.Inputs[0].Values);
        Assert.Null(customers.FeatureSet.Parts.Tenure);
    }

    [Fact]
    public void Fit_DatesOfEitherOrder_AreNotGuessed()
    {
        const string Open = "last_order,orders\n03/04/2023,3\n05/06/2023,9\n01/02/2023,4";

        var left = FeaturePreparation.Fit(CsvTable.Parse(Open), new PreparationOptions(), Parallelism.None);
        Assert.Equal(ColumnRole.Moment, left.Columns[0].Role);
        Assert.Contains(left.Notices, notice => notice.Code == "dates_open" && notice.Message.Contains("dateFormat=day-first", StringComparison.Ordinal));

        var refused = Assert.Throws<InvalidTableException>(
            () => FeaturePreparation.Fit(CsvTable.Parse(Open), new PreparationOptions { Parts = new ColumnParts { Recency = "last_order" } }, Parallelism.None));
        Assert.Equal((TableDefect.AmbiguousDates, "last_order"), (refused.Defect, refused.Column));
    }

    /// <summary>Parameters name columns without regard to case and blanks, for dates as for all others.</summary>
    [Fact]
    public void Fit_DatesNamedInAnotherForm_AreTheSameColumn()
    {
        const string Csv = "last_order,joined_on,visits\n2024-01-05,2020-01-05,3\n2024-01-07,2020-01-07,9\n2024-01-01,2020-01-01,4";

        var named = FeaturePreparation.Fit(CsvTable.Parse(Csv), new PreparationOptions { Parts = new ColumnParts { Recency = "Last Order" }, Exclude = ["JoinedOn"] }, Parallelism.None);
        Assert.Equal(("last_order", null), (named.FeatureSet.Parts.Recency, named.FeatureSet.Parts.Tenure));
        Assert.Equal(ColumnRole.Excluded, named.Columns[1].Role);
        Assert.DoesNotContain(named.Notices, notice => notice.Column == "joined_on" && notice.Code == "dates_as_days");

        var forced = FeaturePreparation.Fit(CsvTable.Parse(Csv), new PreparationOptions { Columns = ["Joined On"] }, Parallelism.None);
        Assert.Equal([2, 0, 6], forced.Inputs[0].Values);
    }

    [Fact]
    public void Fit_OneDateThatDecides_DecidesForTheColumn()
    {
        var customers = FeaturePreparation.Fit(CsvTable.Parse("last_order,orders\n03/04/2023,3\n25/04/2023,9\n01/04/2023,4"), new PreparationOptions(), Parallelism.None);

        Assert.Equal([22, 0, 24], customers.Inputs[0].Values);
        Assert.Equal(DateReader.DayFirst, customers.FeatureSet.Inputs[0].Days!.DateFormat);
    }

    [Fact]
    public void Fit_DatesThatStandForNone_AreMissing()
    {
        var customers = FeaturePreparation.Fit(
            CsvTable.Parse("last_purchase,orders\n2023-04-03,3\n1900-01-01,9\n2023-04-01,4\n9999-12-31,2"), new PreparationOptions(), Parallelism.None);

        Assert.Equal([0, double.NaN, 2, double.NaN], customers.Inputs[0].Values);
        Assert.Contains(customers.Notices, notice => notice.Code == "placeholder_dates" && notice.Message.StartsWith("2 dates", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_NumbersOfDays_AreLeftOutUnlessTheyAreNamedAsAPart()
    {
        const string Csv = "signup,orders\n20230105,3\n20230107,9\n20230110,4\n20221231,2\n20230105,7";

        Assert.Equal(ColumnRole.Moment, FeaturePreparation.Fit(CsvTable.Parse(Csv), new PreparationOptions(), Parallelism.None).Columns[0].Role);
        var named = FeaturePreparation.Fit(CsvTable.Parse(Csv), new PreparationOptions { Parts = new ColumnParts { Tenure = "signup" } }, Parallelism.None);
        Assert.Equal([5, 3, 0, 10, 5], named.Inputs[0].Values);
    }

    [Fact]
    public void Build_OneCellThatIsNoDate_MakesTheColumnText()
    {
        var table = CsvTable.Parse("a,b,c\n2023-01-01,,7\n2023-01-02,2023-01-02,2023-01-02\nsoon,2023-01-05,2023-01-05");

        Assert.Null(table.Find("a")!.Dates);
        Assert.Equal([0, new DateTime(2023, 1, 2).Ticks, new DateTime(2023, 1, 5).Ticks], table.Find("b")!.Dates!.Ticks(table.Find("b")!.Dates!.Decide(RowUnit.Line, out _)!));
        Assert.Null(table.Find("c")!.Dates);
    }

    [Theory]
    [InlineData("2011-12-01", 8)]
    [InlineData("2011-12-09T23:59:00", 0)]
    [InlineData("2012-01-01", 0)]
    [InlineData("12", 12)]
    [InlineData("", double.NaN)]
    [InlineData("1900-01-01", double.NaN)]
    public void DaysCell_WhatStandsForDays_IsRead(string cell, double expected)
    {
        Assert.True(new DaysCell(new DaysReading(new DateTime(2011, 12, 9), null)).TryRead(System.Text.Encoding.UTF8.GetBytes(cell), out var days));
        Assert.Equal(expected, days);
    }

    [Theory]
    [InlineData("3/4/2011")]
    [InlineData("soon")]
    [InlineData("-3")]
    [InlineData("1e9")]
    public void DaysCell_WhatCouldBeMeantOtherwise_IsNotRead(string cell) =>
        Assert.False(new DaysCell(new DaysReading(new DateTime(2011, 12, 9), null)).TryRead(System.Text.Encoding.UTF8.GetBytes(cell), out _));
}
