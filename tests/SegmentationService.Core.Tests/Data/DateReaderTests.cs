using System.Globalization;
using System.Text;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>How dates are written in logs, and what is none.</summary>
public class DateReaderTests
{
    [Theory]
    [InlineData("2011-12-09", "2011-12-09T00:00:00")]
    [InlineData("2011-12-09 12:50", "2011-12-09T12:50:00")]
    [InlineData("2011-12-09T12:50:07", "2011-12-09T12:50:07")]
    [InlineData("2011-12-09T12:50:07.25Z", "2011-12-09T12:50:07.25")]
    [InlineData("2011-12-09T00:30:00+01:00", "2011-12-08T23:30:00")]
    [InlineData("2011-12-09T23:30:00-0530", "2011-12-10T05:00:00")]
    [InlineData("2011-12-09 12:50:07 UTC", "2011-12-09T12:50:07")]
    [InlineData("2011-12-09 12:50:07 +02", "2011-12-09T10:50:07")]
    [InlineData("2011/2/9", "2011-02-09T00:00:00")]
    [InlineData("2011.12.09 8:05", "2011-12-09T08:05:00")]
    [InlineData("19970101", "1997-01-01T00:00:00")]
    [InlineData("20111209 12:50", "2011-12-09T12:50:00")]
    [InlineData("4-Sep-12", "2012-09-04T00:00:00")]
    [InlineData("04 September 2012", "2012-09-04T00:00:00")]
    [InlineData("4.Sept.2012 7:15 pm", "2012-09-04T19:15:00")]
    [InlineData("Sep 4, 2012", "2012-09-04T00:00:00")]
    [InlineData("september 4 2012 12:01 AM", "2012-09-04T00:01:00")]
    [InlineData("2012-Sep-04", "2012-09-04T00:00:00")]
    [InlineData("Tue, 4 Sep 2012 10:00:00 GMT", "2012-09-04T10:00:00")]
    [InlineData("Tuesday, September 4, 2012", "2012-09-04T00:00:00")]
    [InlineData("29-Feb-2012", "2012-02-29T00:00:00")]
    [InlineData("1-Jan-99", "1999-01-01T00:00:00")]
    [InlineData("1-Jan-49", "2049-01-01T00:00:00")]
    [InlineData("09DEC2011", "2011-12-09T00:00:00")]
    [InlineData("1st of May 2024", "2024-05-01T00:00:00")]
    [InlineData("May 22nd, 2024 at 5 PM", "2024-05-22T17:00:00")]
    [InlineData("201112091250", "2011-12-09T12:50:00")]
    [InlineData("20111209125007", "2011-12-09T12:50:07")]
    [InlineData("20111209T125007Z", "2011-12-09T12:50:07")]
    [InlineData("2011-12-09 14.30", "2011-12-09T14:30:00")]
    [InlineData("2011-12-09 14.30.07", "2011-12-09T14:30:07")]
    [InlineData("2011-12-09 14h30", "2011-12-09T14:30:00")]
    [InlineData("2011-12-09 2:30 p.m.", "2011-12-09T14:30:00")]
    [InlineData("2011-12-09 2:30:00\u202Fp.\u00A0m.", "2011-12-09T14:30:00")]
    [InlineData("Dec 9, 2011 11:30:00 PM PST", "2011-12-10T07:30:00")]
    [InlineData("2011-12-09T12:50:07+01:00[Europe/Berlin]", "2011-12-09T11:50:07")]
    [InlineData("Fri Dec 09 2011 12:50:07 GMT+0100 (Central European Standard Time)", "2011-12-09T11:50:07")]
    [InlineData("2011-12-09 12:50 CEST", "2011-12-09T10:50:00")]
    public void Read_DateThatLeavesNothingOpen_IsTheSameInBothReadings(string text, string expected)
    {
        var date = Read(text);

        Assert.Equal(expected, Text(date.DayFirst));
        Assert.Equal(date.DayFirst, date.MonthFirst);
    }

    [Theory]
    [InlineData("9/4/2012", "2012-04-09T00:00:00", "2012-09-04T00:00:00")]
    [InlineData("09.04.2012 08:26", "2012-04-09T08:26:00", "2012-09-04T08:26:00")]
    [InlineData("1-12-2010 8:26:30 PM", "2010-12-01T20:26:30", "2010-01-12T20:26:30")]
    [InlineData("21-07-2015", "2015-07-21T00:00:00", null)]
    [InlineData("12/31/2010", null, "2010-12-31T00:00:00")]
    [InlineData("29/2/2011", null, null)]
    [InlineData("2/29/2012", null, "2012-02-29T00:00:00")]
    [InlineData("31/4/2011", null, null)]
    public void Read_DayAndMonthInNumbers_HasTwoReadings(string text, string? dayFirst, string? monthFirst)
    {
        var date = Read(text);

        Assert.Equal((dayFirst, monthFirst), (Text(date.DayFirst), Text(date.MonthFirst)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("2011-13-09")]
    [InlineData("2011-02-29")]
    [InlineData("2011-12-09 24:00")]
    [InlineData("2011-12-09 12:60")]
    [InlineData("2011-12-09 12")]
    [InlineData("2011-12-09 1:5")]
    [InlineData("2011-12-09 13:00 PM")]
    [InlineData("2011-12-09x")]
    [InlineData("2011-12")]
    [InlineData("9/4")]
    [InlineData("9-4/2012")]
    [InlineData("4-Sip-2012")]
    [InlineData("20111309")]
    [InlineData("201112091")]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    [InlineData("2011-12-09 12:50:07.")]
    [InlineData("2011-12-09T12:50:00+25:00")]
    [InlineData("2011-12-09 12:50 XYZ")]
    [InlineData("99/12/09")]
    [InlineData("711")]
    [InlineData("1e9")]
    [InlineData("45292.")]
    [InlineData("3 sold 2012")]
    [InlineData("5 jui 2012")] // June or July
    [InlineData("９/４/２０１２")]
    public void Read_NoDate_IsUnreadable(string text) => Assert.False(Read(text).IsReadable);

    /// <summary>The names of months that exports of European shops have, written out and shortened; each is the ninth day of that month.</summary>
    [Theory]
    [InlineData("9 {0} 2011", "janvier févr. mars avr. mai juin juil. août sept. oct. nov. déc.")]
    [InlineData("9 {0} 2011", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember")]
    [InlineData("9. {0} 2011", "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez")]
    [InlineData("09/{0}/2011", "ene feb mar abr may jun jul ago sep oct nov dic")]
    [InlineData("9 de {0} de 2011", "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre")]
    [InlineData("9 {0} 2011", "gen feb mar apr mag giu lug ago set ott nov dic")]
    [InlineData("09-{0}-11", "jan fev mar abr mai jun jul ago set out nov dez")]
    [InlineData("9 {0} 2011", "jan. feb. mrt. apr. mei jun. jul. aug. sep. okt. nov. dec.")]
    [InlineData("ven. 9 {0} 2011", "janv. févr. mars avril mai juin juillet août septembre octobre novembre décembre")]
    [InlineData("{0} 9, 2011", "januari februari mars april maj juni juli augusti september oktober november december")]
    [InlineData("9. {0} 2011", "januar februar marts april maj juni juli august september oktober november desember")]
    [InlineData("9 {0} 2011", "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia")]
    [InlineData("2011. {0} 9.", "január február március április május június július augusztus szeptember október november december")]
    public void Read_MonthsByTheirNames_AreThatMonth(string form, string months)
    {
        var names = months.Split(' ');

        Assert.Equal(12, names.Length);
        for (var month = 1; month <= 12; month++)
            Assert.Equal(new DateTime(2011, month, 9), new DateTime(Read(form.Replace("{0}", names[month - 1], StringComparison.Ordinal)).DayFirst));
    }

    [Theory]
    [InlineData("1704103200", DateForm.UnixSeconds, "2024-01-01T10:00:00")]
    [InlineData("1704103200.5", DateForm.UnixSeconds, "2024-01-01T10:00:00.5")]
    [InlineData("946684800", DateForm.UnixSeconds, "2000-01-01T00:00:00")]
    [InlineData("1704103200250", DateForm.UnixMilliseconds, "2024-01-01T10:00:00.25")]
    [InlineData("1704103200000000", DateForm.UnixMicroseconds, "2024-01-01T10:00:00")]
    [InlineData("1704103200000000000", DateForm.UnixNanoseconds, "2024-01-01T10:00:00")]
    [InlineData("45292", DateForm.SpreadsheetDays, "2024-01-01T00:00:00")]
    [InlineData("45292.4375", DateForm.SpreadsheetDays, "2024-01-01T10:30:00")]
    [InlineData("45292,604166667", DateForm.SpreadsheetDays, "2024-01-01T14:30:00")]
    public void Read_Number_IsTheMomentThatItsSizeTells(string text, object form, string expected)
    {
        var date = Read(text);

        Assert.Equal(((DateForm)form, expected), (date.Form, Text(date.DayFirst)));
        Assert.Equal(expected, Text(new DateReader(NumberedDate.NameOf(date.Form)).Read(Encoding.UTF8.GetBytes(text)).MonthFirst));
        Assert.False(new DateReader("day-first").Read(Encoding.UTF8.GetBytes(text)).IsReadable);
    }

    /// <summary>Two digits are no year until the column says so; by a format the last of them are.</summary>
    [Theory]
    [InlineData("29/01/24", null, "2024-01-29T00:00:00", null)]
    [InlineData("09.04.12 8:26", null, "2012-04-09T08:26:00", "2012-09-04T08:26:00")]
    [InlineData("9-4-75", "day-first", "1975-04-09T00:00:00", "1975-04-09T00:00:00")]
    [InlineData("9-4-75", "month-first", "1975-09-04T00:00:00", "1975-09-04T00:00:00")]
    [InlineData("12/31/24", "day-first", null, null)]
    public void Read_YearOfTwoDigits_StandsLast(string text, string? format, string? dayFirst, string? monthFirst)
    {
        var date = new DateReader(format).Read(Encoding.UTF8.GetBytes(text));

        Assert.Equal((dayFirst, monthFirst), (Text(date.DayFirst), Text(date.MonthFirst)));
    }

    [Fact]
    public void Read_EveryDayOfFourYears_IsThatDay()
    {
        for (var day = new DateTime(2011, 1, 1); day.Year < 2015; day = day.AddDays(1))
        {
            foreach (var format in (string[])["yyyy-MM-dd", "yyyyMMdd", "d-MMM-yy", "MMMM d, yyyy"])
                Assert.Equal(day.Ticks, Read(day.ToString(format, CultureInfo.InvariantCulture)).MonthFirst);
            Assert.Equal(day.Ticks, Read(day.ToString("d/M/yyyy", CultureInfo.InvariantCulture)).DayFirst);
            Assert.Equal(day.Ticks, Read(day.ToString("MM-dd-yyyy", CultureInfo.InvariantCulture)).MonthFirst);
        }
    }

    [Theory]
    [InlineData("day-first", true)]
    [InlineData("month-first", true)]
    [InlineData("d/M/yy H:mm", true)]
    [InlineData("unix", true)]
    [InlineData("unix-ms", true)]
    [InlineData("excel", true)]
    [InlineData("yyyyMMdd", true)]
    [InlineData("MMM d, yyyy h:mm tt", true)]
    [InlineData("yyyy-MM", false)]
    [InlineData("d", false)]
    [InlineData("dmy", false)]
    [InlineData("mm/dd/yyyy", false)]
    [InlineData("%d/%m/%Y", false)]
    [InlineData("d/M/yyyy '", false)]
    public void IsFormat_Text_TellsWhetherDatesCanBeReadByIt(string format, bool expected) => Assert.Equal(expected, DateReader.IsFormat(format));

    [Theory]
    [InlineData("2011-12-10", "2011-12-10T00:00:00")]
    [InlineData("2011-12-10T12:50:00+02:00", "2011-12-10T10:50:00")]
    [InlineData("10/12/2011", null)]
    [InlineData("10 Dec 2011", null)]
    [InlineData("1704103200", null)]
    [InlineData("now", null)]
    public void TryReadMoment_Text_TakesIsoOnly(string text, string? expected) =>
        Assert.Equal(expected, DateReader.TryReadIso(text, out var moment) ? Text(moment.Ticks) : null);

    private static WrittenDate Read(string text) => new DateReader(null).Read(Encoding.UTF8.GetBytes(text));

    private static string? Text(long ticks) => ticks == 0 ? null : new DateTime(ticks).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
}
