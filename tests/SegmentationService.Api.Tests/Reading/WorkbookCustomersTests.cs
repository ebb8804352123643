using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Protects that a workbook is read as the sheet shows it, and that no workbook takes more room than it is allowed.</summary>
public sealed class WorkbookCustomersTests
{
    private const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static readonly object?[]?[] Shops = [["shop", "visits", "basket"], ["n1", 3.0, 10.5], ["n2", 8.0, 99.0], ["n3", 1.0, 7.25]];

    private static readonly string[] Read = ["basket=10.5|shop=n1|visits=3", "basket=99|shop=n2|visits=8", "basket=7.25|shop=n3|visits=1"];

    [Theory]
    [InlineData(Type)]
    [InlineData("application/vnd.ms-excel")]
    [InlineData("application/zip")]
    [InlineData("application/gzip")]
    public async Task Read_Workbook_IsRead(string type)
    {
        var sink = await Bodies.ReadAsync(Bodies.Of(Workbooks.Of(("Shops", Shops)), type));

        Assert.Equal(RowUnit.Row, sink.Unit);
        Assert.Equal(Read, sink.Customers);
        Assert.Equal([2, 3, 4], sink.Lines);
        Assert.Empty(sink.Notices);
    }

    [Theory]
    [InlineData("shops.xlsx", null)]
    [InlineData("shops.xlsm", "application/octet-stream")]
    [InlineData("shops.zip", null)]
    public async Task Read_WorkbookInAForm_IsRead(string name, string? type) =>
        Assert.Equal(Read, (await Bodies.ReadAsync(Bodies.Of(Bodies.FormOf(name, type, Workbooks.Of(("Shops", Shops))), Bodies.Form))).Customers);

    [Theory]
    [InlineData("text/csv", true)]
    [InlineData("application/json", true)]
    [InlineData("text/csv", false)]
    public async Task Read_WorkbookOrZipThatIsCalledText_SaysHowToSendIt(string type, bool isWorkbook)
    {
        var body = isWorkbook ? Workbooks.Of(("Shops", Shops)) : Workbooks.Zip(("shops.csv", "a,b\n1,2\n"u8.ToArray()));

        var problem = await Assert.ThrowsAsync<UnsupportedBodyException>(() => Bodies.ReadAsync(Bodies.Of(body, type)));

        Assert.Contains(isWorkbook ? "a spreadsheet workbook (.xlsx); send it as " + Type : "a zip file; send it as application/zip", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WorkbookOfNothing_IsRefused() =>
        Assert.Equal(MalformedBodyKind.InvalidWorkbook, (await Bodies.RefusedAsync(Bodies.Of(Workbooks.Zip(("[Content_Types].xml", "<x/>"u8.ToArray()), ("xl/workbook.xml", "<x/>"u8.ToArray())), Type))).Kind);

    [Fact]
    public async Task Read_CellsOfEveryKind_AreWhatTheyShow()
    {
        var sink = await Bodies.ReadAsync(Bodies.Of(
            Workbooks.Of(("S", [["id", "day", "moment", "vip", "spend", "sum"], [17850.0, new DateTime(2024, 2, 29), new DateTime(2024, 2, 29, 13, 5, 0), true, "#N/A", "=A1+A2= 12.5"], [1234567890123456.0, null, null, false, " 3 ", null]])), Type));

        Assert.Equal(["day=2024-02-29|id=17850|moment=2024-02-29T13:05:00|spend=|sum=12.5|vip=true".Replace("spend=|", "", StringComparison.Ordinal), "id=1234567890123456|spend=3|vip=false"], sink.Customers);
    }

    [Fact]
    public async Task Read_TitlesEmptyRowsAndSums_AreLeftOutAndRowsAreThoseOfTheSheet()
    {
        var sink = await Bodies.ReadAsync(Bodies.Of(Workbooks.Of(("S", [["Shops of the north"], null, Shops[0], Shops[1], null, [" ", null, ""], Shops[2], Shops[3], ["Total", 12.0, 116.75], ["made on the first of May"]])), Type));

        Assert.Equal(Read, sink.Customers);
        Assert.Equal([4, 7, 8], sink.Lines);
        Assert.Equal(["lines_above_header", "empty_rows", "total_row", "lines_below_data"], sink.Notices.Select(notice => notice.Code));
        Assert.StartsWith("The header is row 3;", sink.Notices[0].Message, StringComparison.Ordinal);
        Assert.StartsWith("2 rows, the first is row 5,", sink.Notices[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_SeveralSheets_ReadsTheFirstWithATableOrTheNamed()
    {
        var body = Workbooks.Of(("Cover", [["Shops"]]), ("Shops", Shops), ("More", [["shop", "visits"], ["x", 5.0]]));

        var first = await Bodies.ReadAsync(Bodies.Of(body, Type));
        var named = await Bodies.ReadAsync(Bodies.Of(body, Type) with { Sheet = "more" });

        Assert.Equal(Read, first.Customers);
        Assert.Equal("sheet_read", Assert.Single(first.Notices).Code);
        Assert.Equal(["shop=x|visits=5"], named.Customers);
        Assert.Empty(named.Notices);
    }

    [Theory]
    [InlineData("Shopz", "'Cover', 'Shops'")]
    [InlineData("Cover", null)]
    public async Task Read_SheetThatIsNoTable_IsRefused(string sheet, string? listed)
    {
        var body = Bodies.Of(Workbooks.Of(("Cover", []), ("Shops", Shops)), Type) with { Sheet = sheet };

        if (listed is null) Assert.Equal(MalformedBodyKind.InvalidWorkbook, (await Bodies.RefusedAsync(body)).Kind);
        else Assert.Contains(listed, (await Assert.ThrowsAsync<InvalidOptionsException>(() => Bodies.ReadAsync(body))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_SheetOfWhatIsNoWorkbook_IsRefused() =>
        Assert.Equal("sheet", (await Assert.ThrowsAsync<InvalidOptionsException>(() => Bodies.ReadAsync(Bodies.Of("a,b\n1,2\n", Bodies.Csv) with { Sheet = "Shops" }))).Name);

    [Fact]
    public async Task Read_FirstRowOfData_IsNoHeader() =>
        Assert.Contains("The first row", (await Bodies.RefusedAsync(Bodies.Of(Workbooks.Of(("S", Shops[1..])), Type))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Read_ValueBesideTheTable_NamesItsRow() =>
        Assert.Equal(103, (await Bodies.RefusedAsync(Bodies.Of(Workbooks.Of(("S", [Shops[0], .. Enumerable.Repeat(Shops[1], 101), ["n", 1.0, 2.0, "aside"]])), Type))).Line);

    [Fact]
    public async Task Read_WorkbookThatBreaksOff_IsRefused()
    {
        var whole = Workbooks.Of(("S", Shops));
        for (var length = 4; length < whole.Length; length += 97)
            Assert.Equal(MalformedBodyKind.InvalidZip, (await Bodies.RefusedAsync(Bodies.Of(whole[..length], Type))).Kind);
    }

    [Theory]
    [InlineData("<row r=\"1\"><c r=\"A1\"><v>1</c></row>", "")]
    [InlineData("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99</v></c></row>", "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]>")]
    public async Task Read_SheetThatIsNoXmlOrDeclaresEntities_IsRefused(string rows, string before) =>
        Assert.Equal(MalformedBodyKind.InvalidWorkbook, (await Bodies.RefusedAsync(Bodies.Of(Workbooks.OfXml(rows, before), Type))).Kind);

    [Theory]
    [InlineData("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c></row>", 100_000)]
    [InlineData(" ", 3_000_000)]
    public async Task Read_WorkbookThatUnpacksToTooMuch_IsTooLarge(string repeated, int times)
    {
        var limits = new ReadingOptions { MaxDecompressedBytes = 4 << 20 };
        var body = Workbooks.OfXml(string.Concat(Enumerable.Repeat(repeated, times)));

        await Assert.ThrowsAsync<BodyTooLargeException>(() => Bodies.ReadAsync(Bodies.Of(body, Type), limits));
    }
}
