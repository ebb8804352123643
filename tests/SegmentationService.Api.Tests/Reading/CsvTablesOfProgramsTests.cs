using System.Globalization;
using System.Text;
using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Protects that CSV is read as the programs mean it that write it: with titles above and sums below, rows cut short, quotes in texts, other separators.</summary>
public sealed class CsvTablesOfProgramsTests
{
    private const string Table = "shop,visits,basket\nn1,3,10.5\nn2,8,99\nn3,1,7\n";

    private static readonly string[] Shops = ["basket=10.5|shop=n1|visits=3", "basket=99|shop=n2|visits=8", "basket=7|shop=n3|visits=1"];

    [Theory]
    [InlineData("# made by a program\n#\n\n")]
    [InlineData("Shops of the north\n")]
    [InlineData("Shops of the north, second half, all\n\n")]
    [InlineData("Shops of the north, 2024, 2\n\n")]
    [InlineData("Shops of the north,,\nUntil 2024-06-30,,\n,,\n")]
    [InlineData("\"Shops; of the north\"\nPeriod:,2024-01-01\n")]
    [InlineData("Period:,2024-01-01,2024-06-30\n")]
    [InlineData(",1st half,\n")]
    [InlineData("sep=,\nShops of the north\n")]
    public async Task Read_LinesAboveTheHeader_AreNotReadAndTold(string above)
    {
        var sink = await Bodies.ReadAsync(above + Table, Bodies.Csv);

        Assert.Equal(Shops, sink.Customers);
        Assert.Equal(above.Count(character => character == '\n') + 2, sink.Lines[0]);
        var notice = Assert.Single(sink.Notices);
        Assert.Equal("lines_above_header", notice.Code);
        Assert.StartsWith($"The header is line {sink.Lines[0] - 1};", notice.Message, StringComparison.Ordinal);
    }

    /// <summary>What stands below the line is as it is above it, or names no ids as the first row does: that is no title, whatever words the row below has.</summary>
    [Theory]
    [InlineData("name,customer,x,z\nAnn,a,1.50,u\n,,,\nBob,b,ten,i\nCid,c,11,\n", "Ann", "Bob", "Cid")]
    [InlineData("name,town,x\nAnn,a,1.50\n,,\nBob,b,ten\nCid,c,11\n", "Ann", "Bob", "Cid")]
    [InlineData("name,town,since\nAnn,a,2024-05-01\n\nBob,b,unknown so far\nCid,c,2024-06-01\n", "Ann", "Bob", "Cid")]
    [InlineData("customer_id,x,z\n,,\nBob,ten,i\nCid,11,\n", "Bob", "Cid")]
    public async Task Read_EmptyLineWithinTheTable_LeavesTheHeaderAboveIt(string csv, params string[] first)
    {
        var sink = await Bodies.ReadAsync(csv, Bodies.Csv);

        Assert.Equal(csv[..csv.IndexOf(',', StringComparison.Ordinal)], sink.Columns[0]);
        Assert.Equal(first.Length, sink.Customers.Length);
        Assert.All(first.Zip(sink.Customers), row => Assert.Contains($"={row.First}|", row.Second, StringComparison.Ordinal));
        Assert.DoesNotContain(sink.Notices, notice => notice.Code == "lines_above_header");
    }

    /// <summary>A block of two lines above a table of other kinds of values is no table that goes on.</summary>
    [Fact]
    public async Task Read_BlockOfDatesAboveATableOfNumbers_IsNotRead()
    {
        var sink = await Bodies.ReadAsync("Region,North,all\nPeriod,2024-01-01,2024-06-30\n\n" + Table, Bodies.Csv);

        Assert.Equal(Shops, sink.Customers);
        Assert.Equal("lines_above_header", Assert.Single(sink.Notices).Code);
    }

    [Theory]
    [InlineData("sep=;", ';')]
    [InlineData("\"sep=;\"", ';')]
    [InlineData("SEP=|", '|')]
    [InlineData("\"sep=^\"", '^')]
    [InlineData("sep=;;;", ';')]
    public async Task Read_LineThatNamesTheSeparator_IsFollowed(string hint, char separator)
    {
        var sink = await Bodies.ReadAsync(hint + "\n" + Table.Replace(',', separator), Bodies.Csv);

        Assert.Equal(Shops, sink.Customers);
        Assert.Empty(sink.Notices);
    }

    [Theory]
    [InlineData("#,customer,orders\n1,a,5\n2,b,7\n", "#")]
    [InlineData("#id,orders\na,5\nb,7\n", "#id")]
    [InlineData("id,2019,2020\na,5,7\nb,1,3\n", "id")]
    [InlineData("name,2019-01,2019-02\na,5,7\nb,1,3\n", "name")]
    [InlineData("client,0,30,60,90\nann,5,7,1,2\nbob,1,3,1,2\n", "client")]
    [InlineData("0,1,2\na,5,7\nb,1,3\n", "0")]
    [InlineData(",orders,spend\n0,5,7\n1,1,3\n", "")]
    [InlineData("city,country\nBerlin,DE\nParis,FR\n", "city")]
    [InlineData("a,b,c\n1,2,3,\n4,5,6,\n", "a")]
    public async Task Read_HeaderThatIsUnusual_IsTheHeader(string csv, string first)
    {
        var sink = await Bodies.ReadAsync(csv, Bodies.Csv);

        Assert.Equal(first, sink.Columns[0]);
        Assert.Equal(2, sink.Customers.Length);
        Assert.Empty(sink.Notices);
    }

    [Theory]
    [InlineData("61,4,250\n58,8,140\n36,8,220\n")]
    [InlineData("0,0,1\n1,0,2\n3,4,5\n")]
    [InlineData("K7,4,250\nK8,8,140\nK9,8,220\n")]
    [InlineData("ann,4,250\nbob,8,140\ncid,8,220\n")]
    [InlineData("2024-01-05,17\n2024-01-06,18\n")]
    [InlineData("ann@example.com,F\nbob@example.com,M\n")]
    [InlineData("\n\n7.5\n8.25\n9\n")]
    [InlineData("1::1193::5::978300760\n1::661::3::978302109\n")]
    public async Task Read_FirstLineOfData_IsNoHeader(string csv)
    {
        var problem = await Bodies.RefusedAsync(csv, Bodies.Csv);

        Assert.Equal(MalformedBodyKind.InvalidCsv, problem.Kind);
        Assert.Contains("is no header but data", problem.Message, StringComparison.Ordinal);
        Assert.Contains("names of the columns", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Total,12,116.5\n", "total_row")]
    [InlineData("\nGrand Total:,,116.5\n", "total_row")]
    [InlineData(",Summe,116.5\n", "total_row")]
    [InlineData("\"TOTAL (3)\",\"12\",\"116.5\"\nAverage,4,38.8\n", "total_row")]
    [InlineData("Made on the first of May\n", "lines_below_data")]
    [InlineData("* without returns,,\n", "lines_below_data")]
    public async Task Read_SumsAndRemarksBelowTheData_AreLeftOutAndTold(string below, string code)
    {
        var sink = await Bodies.ReadAsync(Table + below, Bodies.Csv);

        Assert.Equal(Shops, sink.Customers);
        Assert.Equal(code, Assert.Single(sink.Notices).Code);
    }

    /// <summary>A shop may be called so; a sum stands at the end.</summary>
    [Fact]
    public async Task Read_LabelOfASumWithinTheData_IsACustomer()
    {
        var sink = await Bodies.ReadAsync(Table + "Total,4,44\nn4,5,50\n", Bodies.Csv);

        Assert.Equal(5, sink.Customers.Length);
        Assert.Empty(sink.Notices);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(150_000)]
    public async Task Read_SumBelowATableOfAnyLength_IsLeftOut(int rows)
    {
        var csv = new StringBuilder("shop,visits,basket\n");
        for (var i = 0; i < rows; i++) csv.Append(CultureInfo.InvariantCulture, $"n{i},{i % 9},{i % 31}\n");

        var sink = await Bodies.ReadAsync(Bodies.Of(new MemoryStream(Bodies.Utf8(csv + "Totals,,99\n,,\n")), Bodies.Csv));

        Assert.Equal(rows, sink.Customers.Length);
        Assert.Equal(["empty_rows", "total_row"], sink.Notices.Select(notice => notice.Code));
        Assert.Contains($"Line {rows + 2} below", sink.Notices[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_RowsOfSeparatorsOnly_AreLeftOutAndCounted()
    {
        var sink = await Bodies.ReadAsync("shop,visits,basket\n,,\nn1,3,10.5\n , \t,\n\nn2,8,99\nn3,1,7\n\"\",,\n,\n", Bodies.Csv);

        Assert.Equal(Shops, sink.Customers);
        Assert.Equal([3, 6, 7], sink.Lines);
        Assert.StartsWith("4 lines, the first is line 2, have no value in any cell", Assert.Single(sink.Notices).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_CellsThatLackAtTheEnd_AreEmptyAndCounted()
    {
        var sink = await Bodies.ReadAsync("shop,visits,basket,note\nn1,3,10.5,new\nn2,8\nn3\nn4,1,2,\n", Bodies.Csv);

        Assert.Equal(["basket=10.5|note=new|shop=n1|visits=3", "basket=|note=|shop=n2|visits=8", "basket=|note=|shop=n3|visits=", "basket=2|note=|shop=n4|visits=1"], sink.Customers);
        var notice = Assert.Single(sink.Notices);
        Assert.Equal("cells_missing_at_end", notice.Code);
        Assert.StartsWith("2 lines, the first is line 3, have fewer cells than the header", notice.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pipe 5\" steel", "pipe 5\" steel")]
    [InlineData("24\"", "24\"")]
    [InlineData("the \"big\" one", "the \"big\" one")]
    [InlineData("\"24\" screen\"", "24 screen\"")]
    public async Task Read_QuoteInsideACell_IsACharacterAndCounted(string written, string read)
    {
        var sink = await Bodies.ReadAsync($"item,visits\n{written},3\n\"a\nb\",4\n", Bodies.Csv);

        Assert.Equal([$"item={read}|visits=3", "item=a\nb|visits=4"], sink.Customers);
        Assert.Equal("quotes_inside_cells", Assert.Single(sink.Notices).Code);
    }

    /// <summary>Where quotes are characters, an even number of them says nothing about where a row ends.</summary>
    [Fact]
    public async Task Read_QuotesInsideCellsOfALongBody_NeverCutACellInTwo()
    {
        const int Rows = 90_000;
        var csv = new StringBuilder("item,note,visits\n");
        for (var i = 0; i < Rows; i++) csv.Append(CultureInfo.InvariantCulture, $"{(i % 3 == 0 ? "5\" pipe" : "cup")},{(i % 2 == 0 ? "\"two\nlines\"" : "one")},{i}\n");

        var sink = await Bodies.ReadAsync(Bodies.Of(new MemoryStream(Bodies.Utf8(csv.ToString())), Bodies.Csv));

        Assert.Equal(Enumerable.Range(0, Rows).Select(i => $"item={(i % 3 == 0 ? "5\" pipe" : "cup")}|note={(i % 2 == 0 ? "two\nlines" : "one")}|visits={i}"), sink.Customers);
        Assert.StartsWith("30000 lines, the first is line 2,", Assert.Single(sink.Notices).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('^')]
    [InlineData('~')]
    [InlineData(':')]
    [InlineData('\u0001')]
    public async Task Read_OtherSeparatorInEachRow_IsRead(char separator) =>
        Assert.Equal(Shops, (await Bodies.ReadAsync(Table.Replace(',', separator), Bodies.Csv)).Customers);

    [Theory]
    [InlineData("shop    visits  basket\nn1          3    10.5\nn2          8      99\n", "Blanks")]
    [InlineData("shop visits basket\nn1 3 10.5\nn2 8 99\n", "Blanks")]
    [InlineData("\"shop,visits\"\n\"n1,3\"\n\"n2,8\"\n", "quotes around the lines")]
    [InlineData("shop*visits\nn1*3\nn2*8\n", "'*'")]
    public async Task Read_SeparatorThatIsNotRead_IsNamed(string csv, string words)
    {
        var problem = await Bodies.RefusedAsync(csv, Bodies.Csv);

        Assert.StartsWith("Only one column was found; the separators that are read are , ; TAB |", problem.Message, StringComparison.Ordinal);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("time\n10:30\n11:45\n")]
    [InlineData("total spend\n1 250\n12\n")]
    [InlineData("name\nann lee\nbob\n")]
    public async Task Read_OneColumn_IsOne(string csv) => Assert.Equal(2, (await Bodies.ReadAsync(csv, Bodies.Csv)).Customers.Length);
}
