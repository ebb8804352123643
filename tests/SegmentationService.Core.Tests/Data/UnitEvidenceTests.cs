using System.Globalization;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>
/// Protects that what stands behind numbers is read by what all cells of the column have there: one unit, magnitudes, durations; and that codes, addresses
/// and times of the day are not taken for numbers.
/// </summary>
public sealed class UnitEvidenceTests
{
    [Theory]
    [InlineData("unit 'kg' (12 kg is 12)", "12 kg|7.5kg|3 KG", "12|7.5|3")]
    [InlineData("unit 'months' (12 months is 12)", "24 months|1 month|6 mos.", "24|1|6")]
    [InlineData("unit 'Monate' (12 Monate is 12)", "24 Monate|1 Monat|3 Monaten", "24|1|3")]
    [InlineData("unit 'месяцев' (12 месяцев is 12)", "24 месяцев|1 месяц", "24|1")]
    [InlineData("unit 'm' (12 m is 12)", "12m|3.5m", "12|3.5")]
    [InlineData("unit 'km/h' (12 km/h is 12)", "120 km/h|50 km/h", "120|50")]
    [InlineData("unit '°C' (12 °C is 12)", "-5 °C|21.5 °C", "-5|21.5")]
    [InlineData("currency '€', unit '/Monat'", "12 €/Monat|7,50€ /Monat", "12|7.5")]
    [InlineData("currency '$', unit '/mo'", "$12/mo|$7.50 /mo", "12|7.5")]
    [InlineData("unit 'per month'", "12 per month|7 per month", "12|7")]
    [InlineData("unit 'sq ft'", "1,200 sq ft|75.5 Sq Ft", "1200|75.5")]
    [InlineData("unit 'A' (12 A is 12)", "16 A|32 A", "16|32")]
    public void Build_SameUnitInAllCells_IsTheNumberBeforeIt(string words, string cells, string values) => AssertRead(words, cells, values);

    [Theory]
    [InlineData("1.2k|3.4M|950|12K|2bn", "1200|3400000|950|12000|2e9")]
    [InlineData("3.3k|29.2m|1.2b", "3300|29200000|1.2e9")]
    [InlineData("$1.0005k|$2M|$15", "1000.5|2000000|15")]
    [InlineData("1,5 Mio. €|2,25 Mrd. €", "1500000|2250000000")]
    [InlineData("2.5 lakh|1 crore", "250000|10000000")]
    [InlineData("0.1M|0.7M", "100000|700000")]
    public void Build_Magnitudes_ArePowersOfTen(string cells, string values) => AssertRead("magnitudes", cells, values);

    [Theory]
    [InlineData("00:10:23|01:02:00|00:45:30", "623|3720|2730")]
    [InlineData("30:15:00|08:00:00", "108900|28800")]
    [InlineData("1:15:00.5|02:00:00.0", "4500.5|7200")]
    [InlineData("0 days 02:00:00|1 day 00:30:00", "7200|88200")]
    [InlineData("1.02:00:00|0.00:01:00", "93600|60")]
    [InlineData("0:45|12:05|0:07|1:02:03", "45|725|7|3723")]
    [InlineData("125:30|12:05", "7530|725")]
    [InlineData("1h 20m|45m|2h", "4800|2700|7200")]
    [InlineData("3d 4h|2 days, 30 minutes|1h20m5s", "273600|174600|4805")]
    [InlineData("PT5M|P1DT2H|PT1.5S", "300|93600|1.5")]
    [InlineData("90 sec|5 min|2 hours", "90|300|7200")]
    [InlineData("-00:05:00|00:10:00", "-300|600")]
    public void Build_Durations_AreSeconds(string cells, string values) => AssertRead("durations as seconds", cells, values);

    [Fact]
    public void Build_MonthsAndYears_AreMonths() => AssertRead("years and months as months", "6 months|1 year|2 yrs|18 mo", "6|12|24|18");

    [Fact]
    public void Build_YearsAndMonthsInOne_AreMonths() => AssertRead("years and months as months", "1yrs 11mon|0yrs 0mon|2 years, 3 months|3y", "23|0|27|36");

    [Theory]
    [InlineData("TRUE|FALSE|True", "1|0|1")]
    [InlineData("false|None|true", "0||1")]
    public void Build_TrueAndFalse_AreOneAndZero(string cells, string values) => AssertRead("true as 1 and false as 0", cells, values);

    [Theory]
    [InlineData("14:35:00|09:12:30|18:01:00", "a time of day")]
    [InlineData("12:05|14:30", "a time of day")]
    [InlineData("12 kg|3 lb|5 kg", "different units, 'kg' and 'lb'")]
    [InlineData("12 mi|30 min", "different units, 'mi' and 'min'")]
    [InlineData("12 km|3|5 km", "and others have none")]
    public void Build_UnitsThatDoNotFit_AreTextAndSayWhy(string cells, string words)
    {
        var table = OneColumn.Table(cells.Split('|'));

        Assert.False(table.Columns[0].IsNumeric);
        Assert.Contains(words, Assert.Single(table.Notices).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12 Elm|7 Oak|30 Main|5 Hill")]
    [InlineData("true|false|maybe")]
    [InlineData("true|1|0|false")]
    [InlineData("1st|2nd|3rd|4th")]
    [InlineData("12a|14b")]
    [InlineData("4711-AB|4712-AB")]
    [InlineData("0x1F|0x2A")]
    [InlineData("10 am|3 pm")]
    [InlineData("9 Dec|12 Jan")]
    [InlineData("9 Dec|12 Dec")]
    [InlineData("1 Rue Haute|3 Rue Basse")]
    [InlineData("12 High Street|7 Low Road|9 High Street")]
    public void Build_CodesAndWords_StayTextWithoutAWord(string cells)
    {
        var table = OneColumn.Table(cells.Split('|'));

        Assert.False(table.Columns[0].IsNumeric);
        Assert.Empty(table.Notices);
    }

    [Theory]
    [InlineData("1h 20m", "session")]
    [InlineData("12:05", "avg_session_duration")]
    [InlineData("02:15:00", "Call Duration")]
    public void Build_ClockInAColumnOfDurations_IsADuration(string cell, string name) => Assert.True(OneColumn.Table([cell, cell], name: name).Columns[0].IsNumeric);

    /// <summary>A house number with a letter among plain ones: the old words, not those of units.</summary>
    [Fact]
    public void Build_OneUnitAmongManyPlainNumbers_IsToldAsTheOneLineThatIsNoNumber()
    {
        var table = OneColumn.Table(["12", "7", "31", "14 b", "2"]);

        Assert.Equal(new CellReference(5, "14 b"), table.Columns[0].FirstText);
        Assert.Equal("line_not_numeric", Assert.Single(table.Notices).Code);
    }

    [Fact]
    public void Build_UnitsInPartsReadApart_AreTheSameAsInOne()
    {
        string[] cells = ["2m", "12", "3k", "1.5M", "7b", "80"];

        Assert.Equal([2_000_000, 12, 3000, 1_500_000, 7e9, 80], OneColumn.Table(cells, perPart: 2).Columns[0].Values);
    }

    [Fact]
    public void Build_ColumnToBeEncoded_KeepsItsUnits()
    {
        var column = OneColumn.Table(["36 months", "60 months", "36 months"], encodes: true).Columns[0];

        Assert.Equal(["36 months", "60 months"], column.Categories!.Values);
        Assert.Equal((false, 3), (column.IsNumeric, column.TextCells));
    }

    [Fact]
    public void Build_FlagsToBeEncoded_AreTheSameInAnyCase()
    {
        Assert.Equal(["true", "false"], OneColumn.Table(["TRUE", "false", "True", "FALSE"], encodes: true).Columns[0].Categories!.Values);
    }

    /// <summary>Numbers and units far into a table are still an id where their texts differ.</summary>
    [Fact]
    public void Build_DifferentTextsThatBeginWithNumbers_MayBeTheId()
    {
        var column = OneColumn.Table([.. Enumerable.Range(1, 600).Select(i => $"{i} {(char)('A' + (i % 20))}x")], perPart: 100).Columns[0];

        Assert.True(column.IsDistinctText);
    }

    [Theory]
    [InlineData("12,5 mos", 12.5)]
    [InlineData("1.120 Monate", 1120)]
    [InlineData("7", 7)]
    [InlineData("7,5", 7.5)]
    public void TryRead_OtherFormOfTheUnit_IsRead(string cell, double value)
    {
        var notation = new NumberNotation(true, '.', null, false) { Units = UnitKind.Unit, Unit = "Monate" };

        Assert.True(notation.TryRead(System.Text.Encoding.UTF8.GetBytes(cell), DecimalSign.Auto, out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("12 kg")]
    [InlineData("7.5")]
    [InlineData("$7")]
    [InlineData("7 %")]
    [InlineData("seven")]
    public void TryRead_OtherUnitOrNotation_IsNot(string cell)
    {
        var notation = new NumberNotation(true, null, null, false) { Units = UnitKind.Unit, Unit = "Monate" };

        Assert.False(notation.TryRead(System.Text.Encoding.UTF8.GetBytes(cell), DecimalSign.Auto, out var read));
        Assert.True(double.IsNaN(read));
    }

    /// <summary>Cells and values are separated by strokes; an empty value is missing.</summary>
    private static void AssertRead(string words, string cells, string values)
    {
        var expected = values.Split('|').Select(value => value.Length == 0 ? double.NaN : double.Parse(value, CultureInfo.InvariantCulture));
        foreach (var perPart in (int[])[1, 2, int.MaxValue])
        {
            var table = OneColumn.Table(cells.Split('|'), perPart: perPart);

            Assert.Equal(expected, table.Columns[0].Values);
            Assert.Contains(words, Assert.Single(table.Notices, notice => notice.Code == "number_notation").Message, StringComparison.Ordinal);
        }
    }
}
