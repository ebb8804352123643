using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;
using SegmentationService.Core.Transactions;

namespace SegmentationService.Core.Tests.Transactions;

/// <summary>From order lines to customers, worked out by hand.</summary>
public class OrderLogTests
{
    private const string Small = """
        customer|invoice|date|quantity|price
        A|1|2011-03-01 08:00|2|1.50
        B|2|2011-03-02 08:00|1|10
        A|3|2011-03-04 09:00|1|0.25
        A|1|2011-03-01 08:01|3|0.10
        """;

    private static readonly string[] SmallRows = ["A 0 2 3.55 3", "B 2 1 10 2"];

    [Fact]
    public void Build_SmallLog_GivesWhatAHandDoes()
    {
        var table = OrderLogText.Table(Small);

        // As of 2011-03-05 09:00, one day after the latest line.
        Assert.Equal(["customer_id", "recency_days", "frequency", "monetary", "tenure_days"], table.Columns.Select(column => column.Name));
        Assert.Equal(["A 1 2 3.55 4", "B 3 1 10 3"], table.Rows());
        Assert.Equal(new DateTime(2011, 3, 5, 9, 0, 0), table.Orders!.AsOf);
        Assert.Equal(new OrderParts { Customer = "customer", Invoice = "invoice", Date = "date", Quantity = "quantity", Price = "price" }, table.Orders.Parts);
        Assert.Equal("4 lines give 3 invoices of 2 customers, 13.55 in all, as of 2011-03-05T09:00:00.", Assert.Single(table.Notices).Message);
    }

    /// <summary>The order of the lines, and how they were cut into parts, is no part of the result.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void Build_LinesInAnyOrderAndAnyParts_GivesTheSameBits(int partLength)
    {
        var random = new SeededRandom(1);
        string[] lines =
        [
            "customer|invoice|date|quantity|price",
            .. Enumerable.Range(0, 500).Select(_ => FormattableString.Invariant(
                $"C{Draw(9)}|{Draw(60)}|{Draw(28) + 1}/{Draw(12) + 1}/2011 {Draw(24)}:{Draw(60):00}|{Draw(5)}|{Draw(100_000) / 1000.0}")),
        ];
        var expected = Naive(lines[1..]);

        for (var shuffle = 0; shuffle < 5; shuffle++)
        {
            var table = OrderLogText.Table(lines, partLength: partLength);
            Assert.Equal(expected, table.Rows());
            Shuffle(lines.AsSpan(1));
        }

        int Draw(int below) => (int)(random.NextDouble() * below);

        void Shuffle(Span<string> items)
        {
            for (var i = items.Length - 1; i > 0; i--)
            {
                var j = Draw(i + 1);
                (items[i], items[j]) = (items[j], items[i]);
            }
        }
    }

    [Fact]
    public void Build_MoneyThatDoublesCannotAdd_IsExact()
    {
        string[] lines = ["customer|date|amount", "A|2011-01-01|1000000000000", .. Enumerable.Repeat("A|2011-01-01|0.1", 1000), "B|2011-01-01|5"];

        // In doubles, 0.1 added a thousand times to 10^12 gives 1000000000099.9756.
        Assert.Equal(1_000_000_000_100, OrderLogText.Table(lines).Columns[3].Values[0]);
    }

    /// <summary>Each line is told of once, by the first reason that holds.</summary>
    [Fact]
    public void Build_LinesThatCannotCount_AreLeftOutAndTold()
    {
        var table = OrderLogText.Table("""
            customer|invoice|date|quantity|price
            A|1|2011-03-01|2|1.50
            |2|2011-03-01|1|10
            NA|C2|2011-03-01|-1|10
            A|C3|2011-03-01|-1|0
            A|4|2011-03-01|0|-5
            A|5|2011-03-01|1|0
            A|6|2011-03-01|-1|
            A|7|2011-03-01|1|none
            A|8|soon|1|5
            A|9||1|5
            B|10|2011-03-01|1|5
            """);

        Assert.Equal(["A 1 1 3 1", "B 1 1 5 1"], table.Rows());
        Assert.Equal(
            [
                "11 lines give 2 invoices of 2 customers, 8.00 in all, as of 2011-03-02T00:00:00.",
                "2 lines have no customer and are left out: lines 3, 4.",
                "1 line belongs to a cancelled invoice (C before its number) and is left out: line 5.",
                "1 line has no number where quantity, price or amount belongs and is left out: line 9.",
                "2 lines have a quantity of zero or less and are left out: lines 6, 8.",
                "1 line has a price of zero or less and is left out: line 7.",
                "2 lines have no date that can be read and are left out: lines 10, 11. The first that is none is 'soon' in line 10.",
            ],
            table.Notices.Select(notice => notice.Message));
    }

    [Fact]
    public void Build_ManyLinesLeftOut_ListsTwenty()
    {
        string[] lines = ["customer|date|amount", .. Enumerable.Repeat("A|2011-01-01|-1", 21), "A|2011-01-01|", "A|2011-01-01|2"];

        var notices = OrderLogText.Table(lines, partLength: 4).Notices.Select(notice => notice.Message).ToArray();

        Assert.Equal("21 lines have an amount of zero or less and are left out: lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, ...", notices[2]);
        Assert.Equal("1 line has no number where quantity, price or amount belongs and is left out: line 23.", notices[1]);
    }

    /// <summary>The latest date of the log counts also where its line does not: a shop is open on days without a sale that counts.</summary>
    [Fact]
    public void Build_LatestLineIsLeftOut_AsOfIsStillTheDayAfterIt() =>
        Assert.Equal(["A 9 1 1 9"], OrderLogText.Table("customer|date|amount\nA|2011-01-01|1\n|2011-01-09|7").Rows());

    [Theory]
    [InlineData("17850.0|17850|12.0", "12 17850")] // written in two ways: one customer
    [InlineData("17850.0|17850|X1", "17850 17850.0 X1")] // not all numbers: as they came
    [InlineData("2|10|1", "1 2 10")]
    [InlineData("0001|1", "1 0001")]
    [InlineData("1.5|2.0", "1.5 2.0")]
    public void Build_Ids_LoseZeroFractionsWhenAllAreWholeNumbers(string ids, string expected)
    {
        string[] lines = ["customer|invoice|date|amount", .. ids.Split('|').Select(id => $"{id}|7|2011-01-01|1")];

        var table = OrderLogText.Table(lines);

        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, table.Customers).Select(row => table.Columns[0].Texts![row])));
        Assert.All(table.Columns[2].Values, frequency => Assert.Equal(1, frequency));
    }

    [Fact]
    public void Build_NoInvoices_CountsPurchaseTimes()
    {
        Assert.Equal(["A 1 2 6 2"], OrderLogText.Table("customer|date|amount\nA|2011-01-01|1\nA|2011-01-02|2\nA|2011-01-01|3").Rows());

        // A line without an invoice among others is a purchase by its time.
        Assert.Equal(["A 1 3 6 2"], OrderLogText.Table("customer|invoice|date|amount\nA|7|2011-01-01|1\nA||2011-01-02|2\nA|?|2011-01-01|3").Rows());
    }

    /// <summary>The same moment written in two ways is one purchase, which is known only when the column has told that days stand first.</summary>
    [Fact]
    public void Build_OneMomentInTwoForms_IsOnePurchase() =>
        Assert.Equal(["A 14 1 3 14", "B 1 1 1 1"], OrderLogText.Table("customer|date|amount\nA|3/4/2011|1\nA|2011-04-03|2\nB|16/4/2011|1").Rows());

    [Fact]
    public void Build_SameInvoiceOfTwoCustomers_CountsForEach() =>
        Assert.Equal(["A 1 1 1 1", "B 1 1 2 1"], OrderLogText.Table("customer|invoice|date|amount\nA|7|2011-01-01|1\nB|7|2011-01-01|2").Rows());

    [Fact]
    public void Build_AsOf_LeavesOutWhatCameAfter()
    {
        var table = OrderLogText.Table(Small, new OrderLogOptions { AsOf = new DateTime(2011, 3, 2, 8, 0, 0) });

        Assert.Equal(["A 0 1 3.3 1", "B 0 1 10 0"], table.Rows());
        Assert.Equal("1 line of 1 purchase after asOf, 2011-03-02T08:00:00, is left out.", table.Notices[^1].Message);
        Assert.Equal(new DateTime(2011, 3, 2, 8, 0, 0), table.Orders!.AsOf);
    }

    [Fact]
    public void Build_AsOfBeforeAllPurchases_Throws()
    {
        var refused = Assert.Throws<InvalidTableException>(() => OrderLogText.Table(Small, new OrderLogOptions { AsOf = new DateTime(2010, 1, 1) }));

        Assert.Equal(TableDefect.NoOrders, refused.Defect);
        Assert.Contains("4 belong to purchases after asOf, 2010-01-01T00:00:00", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>An excerpt of the log that a model was trained on is seen from the same day; a log that goes on is not seen from the past.</summary>
    [Theory]
    [InlineData("2011-03-09T09:00", "A 5 2 3.55 8")]
    [InlineData("2011-01-01T00:00", "A 1 2 3.55 4")]
    public void Build_LearnedAsOf_CountsUnlessTheLogIsNewer(string learned, string expected)
    {
        Assert.True(OrderLogOptions.TryReadMoment(learned, out var asOf));

        var table = OrderLogText.Table(Small, new OrderLogOptions { Learned = new OrderOrigin(asOf, new OrderParts(), null) });

        Assert.Equal(expected, table.Rows()[0]);
    }

    [Fact]
    public void Build_AsOfGiven_WinsOverTheLearnedOne()
    {
        var learned = new OrderOrigin(new DateTime(2012, 1, 1), new OrderParts(), null);

        Assert.Equal(SmallRows, OrderLogText.Table(Small, new OrderLogOptions { AsOf = new DateTime(2011, 3, 4, 9, 0, 0), Learned = learned }).Rows());
    }

    [Theory]
    [InlineData("21-07-2015|3-7-2015", "A 1 2 2 19", "day-first", "day first, as '21-07-2015' in line 2")]
    [InlineData("3/7/2015|3/21/2015", "A 1 2 2 15", "month-first", "month first, as '3/21/2015' in line 3")]
    [InlineData("5/5/2015|6/6/2015", "A 1 2 2 33", null, null)]
    public void Build_DayAndMonthInNumbers_TheColumnDecides(string dates, string expected, string? format, string? told)
    {
        var table = OrderLogText.Table(Dated(dates));

        Assert.Equal(expected, table.Rows()[0]);
        Assert.Equal(format, table.Orders!.DateFormat);
        if (told is null) Assert.DoesNotContain(table.Notices, notice => notice.Code == "dates_read");
        else Assert.Contains(table.Notices, notice => notice.Code == "dates_read" && notice.Message.Contains(told, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("3/7/2015|4/7/2015", "'date' does not tell whether the day or the month stands first, as in '3/7/2015' in line 2; say dateFormat=day-first, dateFormat=month-first")]
    [InlineData("21/7/2015|7/21/2015", "'21/7/2015' in line 2, where the day stands first, and '7/21/2015' in line 3, where the month does; say dateFormat=")]
    public void Build_DayAndMonthThatTheColumnDoesNotTell_AsksForTheFormat(string dates, string words)
    {
        var refused = Assert.Throws<InvalidTableException>(() => OrderLogText.Table(Dated(dates)));

        Assert.Equal(TableDefect.AmbiguousDates, refused.Defect);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("day-first", "3/7/2015|4/7/2015", "A 1 2 2 2")]
    [InlineData("month-first", "3/7/2015|4/7/2015", "A 1 2 2 32")]
    [InlineData("month-first", "3/7/2015|21/7/2015", "A 1 1 1 1")] // the second is no date then
    [InlineData("d/M/yy", "3/7/15|4/7/15", "A 1 2 2 2")]
    [InlineData("yyyyMMddHHmm", "201507030800|201507040900", "A 1 2 2 2")]
    public void Build_FormatGiven_IsWhatCounts(string format, string dates, string expected) =>
        Assert.Equal(expected, OrderLogText.Table(Dated(dates), new OrderLogOptions { DateFormat = format }).Rows()[0]);

    [Fact]
    public void Build_LearnedFormat_DecidesUnlessTheColumnContradicts()
    {
        var learned = new OrderOrigin(new DateTime(2015, 1, 1), new OrderParts(), "month-first");

        Assert.Equal("A 1 2 2 32", OrderLogText.Table(Dated("3/7/2015|4/7/2015"), new OrderLogOptions { Learned = learned }).Rows()[0]);
        Assert.Equal("A 286 2 2 300", OrderLogText.Table(Dated("3/7/2015|3/21/2015"), new OrderLogOptions { Learned = learned, AsOf = new DateTime(2016, 1, 1) }).Rows()[0]);
        var contradicted = Assert.Throws<InvalidTableException>(() => OrderLogText.Table(Dated("3/7/2015|21/7/2015"), new OrderLogOptions { Learned = learned }));
        Assert.Equal(TableDefect.AmbiguousDates, contradicted.Defect);
        Assert.Contains("'21/7/2015' in line 3, where the day stands first, but the model was trained on dates where the month does", contradicted.Message, StringComparison.Ordinal);
        Assert.Equal("A 1 2 2 19", OrderLogText.Table(Dated("3/7/2015|21/7/2015"), new OrderLogOptions { Learned = learned, DateFormat = "day-first" }).Rows()[0]);
    }

    [Theory]
    [InlineData("40513.35|40514", "A 1 2 2 1", "excel")]
    [InlineData("1435881600|1435968000.5", "A 1 2 2 2", "unix")]
    [InlineData("29/01/24|30/01/24", "A 1 2 2 2", "day-first")]
    public void Build_DatesAsSystemsWriteThem_AreReadAndTold(string dates, string expected, string format)
    {
        var table = OrderLogText.Table(Dated(dates));

        Assert.Equal(expected, table.Rows()[0]);
        Assert.Equal(format, table.Orders!.DateFormat);
        Assert.Contains(table.Notices, notice => notice.Code == "dates_read" && notice.Message.Contains($"'{dates.Split('|')[0]}' in line 2", StringComparison.Ordinal));
    }

    /// <summary>A number among dates is no date, and its line does not count.</summary>
    [Fact]
    public void Build_NumberAmongDates_IsLeftOut()
    {
        var table = OrderLogText.Table(Dated("2024-01-02|45295|2024-01-04"));

        Assert.Equal("A 1 2 2 3", table.Rows()[0]);
        Assert.StartsWith("1 line has no date that can be read and is left out: line 3.", table.Notices[^1].Message, StringComparison.Ordinal);
    }

    /// <summary>A log is not made of the few lines whose dates happen to be known.</summary>
    [Fact]
    public void Build_MostDatesCannotBeRead_IsRefused()
    {
        var refused = Assert.Throws<InvalidTableException>(() => OrderLogText.Table(Dated("02 Pietu 2024|03 Pietu 2024|04 May 2024")));

        Assert.Equal((TableDefect.UnreadableDates, "date", 2), (refused.Defect, refused.Column, refused.Line));
        Assert.StartsWith("Most dates in 'date' cannot be read: 2 of the 3 lines that count but for their date have none; line 2 has '02 Pietu 2024'.", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Neither where most are numbers among a few dates, nor where most lines have none.</summary>
    [Theory]
    [InlineData("45292|45293|2024-01-03", "line 2 has '45292'")]
    [InlineData("||2024-01-03", "line 2 has ''")]
    public void Build_MostDatesAreNone_IsRefused(string dates, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidTableException>(() => OrderLogText.Table(Dated(dates))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Week 1|Week 2")]
    [InlineData("711|712")]
    public void Build_NoDateCanBeRead_SaysHowDatesAreWritten(string dates)
    {
        var refused = Assert.Throws<InvalidTableException>(() => OrderLogText.Table(Dated(dates)));

        Assert.Equal((TableDefect.UnreadableDates, "date", 2), (refused.Defect, refused.Column, refused.Line));
        Assert.Contains($"line 2 has '{dates.Split('|')[0]}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("d/M/yy H:mm, day-first or month-first, unix", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Money is no share, no size and no time.</summary>
    [Theory]
    [InlineData("12 %")]
    [InlineData("1.2.3")]
    [InlineData("5-6")]
    public void Build_NumberThatIsNoMoney_IsRefused(string amount)
    {
        var refused = Assert.Throws<InvalidTableException>(() => OrderLogText.Table($"customer|date|amount\nA|2011-01-01|1\nA|2011-01-01|{amount}"));

        Assert.Equal((TableDefect.UnreadableNumber, "amount", 3), (refused.Defect, refused.Column, refused.Line));
        Assert.Contains($"'{amount}' in line 3", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amount", "1e16")]
    [InlineData("amount", "inf")]
    public void Build_NumberTooLarge_Throws(string column, string amount)
    {
        var refused = Assert.Throws<InvalidTableException>(() => OrderLogText.Table($"customer|date|{column}\nA|2011-01-01|{amount}"));

        Assert.Equal((TableDefect.InfiniteNumber, 2), (refused.Defect, refused.Line));
    }

    [Fact]
    public void Build_ProductTooLarge_Throws() => Assert.Equal(
        TableDefect.InfiniteNumber,
        Assert.Throws<InvalidTableException>(() => OrderLogText.Table("customer|date|quantity|price\nA|2011-01-01|1e9|1e9")).Defect);

    [Fact]
    public void Build_NoLineCounts_SaysWhy()
    {
        var refused = Assert.Throws<InvalidTableException>(() => OrderLogText.Table("customer|invoice|date|amount\nA|C1|2011-01-01|-1\n|2|2011-01-01|1"));

        Assert.Equal(TableDefect.NoOrders, refused.Defect);
        Assert.Contains("No line of the log counts. 1 line has no customer and is left out: line 3. 1 line belongs to a cancelled invoice", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The usual name may be that of a column that this shop leaves empty.</summary>
    [Fact]
    public void Build_MostLinesHaveNoCustomer_SaysWhichColumnWasTaken()
    {
        var refused = Assert.Throws<InvalidTableException>(() => OrderLogText.Table("Contact|E-Mail|Date|Total\nAnn||2024-01-01|5\nBob||2024-01-02|5"));

        Assert.Contains("'E-Mail' is taken for the customer; if it is another column, name it (customer=, perhaps customer=Contact).", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_HeaderOnly_Throws() =>
        Assert.Equal(TableDefect.NoCustomers, Assert.Throws<InvalidTableException>(() => OrderLogText.Table("customer|date|amount")).Defect);

    [Fact]
    public void Build_MoreThanAllowed_Throws()
    {
        Assert.Equal(TableDefect.TooManyOrders, Assert.Throws<InvalidTableException>(() => OrderLogText.Table(Small, new OrderLogOptions { MaxOrders = 2 })).Defect);
        Assert.Equal(TableDefect.TooManyCustomers, Assert.Throws<InvalidTableException>(() => OrderLogText.Table(Small, new OrderLogOptions { MaxCustomers = 1 })).Defect);
        Assert.Equal(SmallRows.Length, OrderLogText.Table(Small, new OrderLogOptions { MaxOrders = 3, MaxCustomers = 2 }).Customers);
    }

    /// <summary>Whatever stands in the cells, there is a table of finite numbers or a refusal, the same for every cut into parts.</summary>
    [Fact]
    public void Build_AnyCells_IsATableOrARefusal()
    {
        string[] customers = ["A", "", "17850.0", "17850", "NA", "?", "C", "\u00A0", "é", "1e5", "0001"];
        string[] invoices = ["1", "", "C1", "c1", "null", "C56A4180-65AA-42EC-A945-5FD21DEC0538", "-", "1.0"];
        string[] dates = ["2011-12-09", "9/12/2011", "12/9/2011 8:26 PM", "31/12/2011", "12/31/2011", "19970101", "4-Sep-12", "soon", "", "2199-12-31T23:59:59.9999999-14:00", "1900-01-01T00:00+14:00", "1/1/1900 +14", "٣/٤/٢٠١١"];
        string[] numbers = ["1", "0", "-1", "2.55", "1e-13", "1e15", "1e16", "9.34E-05", "", "x", "-0", "0.1", "33333333333333.33", "1,5", "inf"];
        var random = new SeededRandom(3);
        var (tables, refusals) = (0, 0);
        for (var run = 0; run < 20_000; run++)
        {
            var awkwardness = random.NextDouble();
            string[] lines = ["customer|invoice|date|quantity|price", .. Enumerable.Range(0, 1 + Draw(12)).Select(_ => $"{Pick(customers)}|{Pick(invoices)}|{Pick(dates)}|{Pick(numbers)}|{Pick(numbers)}")];
            var (whole, parts) = (Outcome(lines, int.MaxValue), Outcome(lines, 3));
            Assert.Equal(whole, parts);
            if (whole.StartsWith("refused", StringComparison.Ordinal)) refusals++;
            else tables++;

            string Pick(string[] items) => items[Math.Min(Draw(items.Length), (int)(awkwardness * items.Length))];
        }

        Assert.True(tables > 500, $"only {tables} tables");
        Assert.True(refusals > 500, $"only {refusals} refusals");

        int Draw(int below) => (int)(random.NextDouble() * below);

        static string Outcome(string[] lines, int partLength)
        {
            try
            {
                var table = OrderLogText.Table(lines, partLength: partLength);
                Assert.All(table.Columns.Skip(1), column => Assert.All(column.Values, value => Assert.True(double.IsFinite(value) && value >= 0)));
                return string.Join('\n', [.. table.Rows(), .. table.Notices.Select(notice => notice.Message)]);
            }
            catch (InvalidTableException e)
            {
                return $"refused {e.Defect}: {e.Message}";
            }
        }
    }

    /// <summary>Whatever only the whole log tells, the order of its lines and its cut into parts tell nothing.</summary>
    [Fact]
    public void Build_LinesThatTheWholeLogDecides_DependOnNoOrder()
    {
        string[] customers = ["A", "B", "", "Guest", "0", "7.0", "7"];
        string[] invoices = ["1", "2", "3", "C1", "C9", "", "CA-1"];
        string[] dates = ["2024-01-02", "2024-01-02 10:00", "", "3/1/2024", "13/1/2024", "45293", "1704103200", "1900-01-01", "2094-05-05", "soon"];
        string[] states = ["paid", "", "refunded", "odd", "Paid"];
        string[] amounts = ["5", "7.25", "1,250", "1.250", "", "-3", "7,5", "$4", "x"];
        var random = new SeededRandom(11);
        var tables = 0;
        for (var run = 0; run < 4_000; run++)
        {
            var awkwardness = random.NextDouble();
            string[] lines = [.. Enumerable.Range(0, 2 + Draw(14)).Select(_ => $"{Pick(customers)}|{Pick(invoices)}|{Pick(dates)}|{Pick(states)}|{Pick(amounts)}")];
            string[] shuffled = [.. lines.OrderBy(_ => random.NextDouble())];
            var whole = Outcome(lines, int.MaxValue);

            Assert.Equal(whole, Outcome(lines, 2));
            Assert.Equal(whole, Outcome(shuffled, 3));
            if (!whole.StartsWith("refused", StringComparison.Ordinal)) tables++;

            string Pick(string[] items) => items[Math.Min(Draw(items.Length), (int)(awkwardness * items.Length))];
        }

        Assert.True(tables > 500, $"only {tables} tables");

        int Draw(int below) => (int)(random.NextDouble() * below);

        static string Outcome(string[] lines, int partLength)
        {
            try
            {
                var table = OrderLogText.Table(["customer|invoice|date|status|total", .. lines], partLength: partLength);
                return string.Join('\n', [.. table.Rows(), $"{table.Orders!.AsOf:O}", $"{table.Orders.Summary}", .. table.Notices.Select(notice => notice.Code)]);
            }
            catch (InvalidTableException e)
            {
                return $"refused {e.Defect}";
            }
        }
    }

    private static string[] Dated(string dates) => ["customer|date|amount", .. dates.Split('|').Select(date => $"A|{date}|1")];

    /// <summary>The same by dictionaries and decimals: customers by id, with what they did up to a day after the latest line.</summary>
    private static string[] Naive(string[] lines)
    {
        var parsed = lines.Select(line => line.Split('|')).Select(cells => (
            Customer: cells[0],
            Invoice: cells[1],
            Date: DateTime.ParseExact(cells[2], "d/M/yyyy H:mm", System.Globalization.CultureInfo.InvariantCulture),
            Amount: decimal.Parse(cells[3], System.Globalization.CultureInfo.InvariantCulture) * decimal.Parse(cells[4], System.Globalization.CultureInfo.InvariantCulture))).ToArray();
        var asOf = parsed.Max(line => line.Date).AddDays(1);
        return [.. parsed.Where(line => line.Amount > 0).GroupBy(line => line.Customer).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => FormattableString.Invariant(
            $"{group.Key} {(asOf - group.Max(line => line.Date)).Days} {group.Select(line => line.Invoice).Distinct().Count()} {(double)group.Sum(line => line.Amount)} {(asOf - group.Min(line => line.Date)).Days}"))];
    }
}
