using System.Globalization;
using System.Text;

namespace SegmentationService.Api.Tests.Transactions;

/// <summary><c>POST /train?input=transactions</c>: order lines instead of customers.</summary>
public sealed class TrainTransactionsTests(SegmentationApp app) : IClassFixture<SegmentationApp>
{
    public static TheoryData<string> Forms => [.. OrderFile.Forms.Keys];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Train_LogInAnyForm_GivesTheCustomersWorkedOutByHand(string form)
    {
        var trained = await app.TrainedAsync(OrderFile.Forms[form], OrderFile.Query);

        Assert.Equal(5, trained.Int("customers"));
        Assert.Equal(OrderFile.Customers, await OrderFile.StoredAsync(app));
        Assert.Equal("15 lines give 7 invoices of 5 customers, 176.93 in all, as of 2011-04-13T18:00:00.", Assert.Single(trained.Notices("orders_summed_up")));
    }

    [Fact]
    public async Task Train_LinesLeftOut_AreCountedWithTheirNumbers()
    {
        var trained = await app.TrainedAsync(Body.Csv(OrderFile.Bytes), OrderFile.Query);

        Assert.Equal(OrderFile.LeftOut, trained.Items("notices").Where(notice => notice.Text("code").StartsWith("lines_", StringComparison.Ordinal)).Select(notice => notice.Text("message")));
        Assert.DoesNotContain(trained.Notices("column_left_out"), message => !message.Contains("customer_id", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_OfALog_TellsHowItWasRead()
    {
        var trained = await app.TrainedAsync(Body.Csv(OrderFile.Bytes), OrderFile.Query);
        var version = (await app.GetAsync($"/models/default/versions/{trained.Int("version")}")).Expect(200);

        Assert.Equal(trained.ToString(), version.ToString());
        Assert.Equal("transactions", version.Text("input"));
        Assert.Equal(
            """{"asOf":"2011-04-13T18:00:00","customer":"CustomerID","invoice":"InvoiceNo","date":"InvoiceDate","amount":null,"quantity":"Quantity","price":"UnitPrice","dateFormat":null,"time":null,"status":null,"countStatus":null,"currency":null,"amountPer":null,"guests":[],"from":"2011-01-02T11:00:00","to":"2011-04-11T11:01:00","lines":15,"purchases":7,"money":176.93,"moneyLeftOut":6.8,"columns":{"customer":"CustomerID","invoice":"InvoiceNo","date":"InvoiceDate","quantity":"Quantity","price":"UnitPrice"}}""",
            version.GetProperty("transactions").GetRawText());
        Assert.Equal(["recency_days", "frequency", "monetary", "tenure_days", "value_score", "engagement_level", "ltv_proxy"], version.FeatureNames());
        var dry = (await app.TrainAsync(Body.Csv(OrderFile.Bytes), OrderFile.Query + "&dryRun=true")).Expect(200);
        Assert.Equal(version.GetProperty("transactions").GetRawText(), dry.GetProperty("transactions").GetRawText());
    }

    [Fact]
    public async Task Version_OfATable_HasNoTransactions()
    {
        var trained = await app.TrainedAsync(Tables.Five, "?clusters=2&model=table");

        Assert.Equal(("customers", "null"), (trained.Text("input"), trained.GetProperty("transactions").GetRawText()));
        Assert.Equal(6, (await app.CustomersAsync("table"))[0].Length);
    }

    /// <summary>The model does not depend on the order of the lines, which no shop keeps.</summary>
    [Fact]
    public async Task Train_LinesInReverse_GivesTheSameModel()
    {
        var straight = await app.TrainedAsync(Body.Csv(OrderFile.Bytes), OrderFile.Query + "&model=straight");
        var reverse = await app.TrainedAsync(Body.Csv(CsvRows.Write([OrderFile.Rows[0], .. OrderFile.Rows.Skip(1).Reverse()])), OrderFile.Query + "&model=reverse");

        Assert.Equal(straight.Text("fingerprint"), reverse.Text("fingerprint"));
        Assert.Equal(app.ModelHash("straight", 1), app.ModelHash("reverse", 1));
    }

    /// <summary>The log and the table made of it are the same customers.</summary>
    [Fact]
    public async Task Train_TableOfTheSameCustomers_GivesTheSameFingerprint()
    {
        var table = "customer_id,recency_days,frequency,monetary,tenure_days\n" + string.Concat(OrderFile.Customers.Select(row => row.Replace(' ', ',') + "\n"));

        Assert.Equal(
            (await app.TrainedAsync(table, "?clusters=2&model=as-table")).Text("fingerprint"),
            (await app.TrainedAsync(Body.Csv(OrderFile.Bytes), OrderFile.Query + "&model=as-log")).Text("fingerprint"));
    }

    /// <summary>A log of more than one part of the reader, in every order of the parts' making: the same as its customers worked out naively.</summary>
    [Fact]
    public async Task Train_LongLog_IsReadInPartsToTheSameCustomers()
    {
        var text = new StringBuilder("order_id;customer;order_date;amount\r\n");
        var expected = new SortedDictionary<int, (int Orders, decimal Amount, int Last, int First)>();
        for (var line = 0; line < 60_000; line++)
        {
            var (customer, order, day, cents) = (100 + (line * 7 % 300), line / 3, line * 13 % 365, 1 + (line * 31 % 9_999));
            order = (order * 300) + customer; // each order has one customer
            text.Append(CultureInfo.InvariantCulture, $"{order};\"{customer}.0\";{new DateTime(2024, 1, 1).AddDays(day):d.M.yyyy};{cents / 100}.{cents % 100:00}\r\n");
            var (orders, amount, last, first) = expected.GetValueOrDefault(customer, (0, 0, 0, int.MaxValue));
            expected[customer] = (orders + 1, amount + (cents / 100m), Math.Max(last, day), Math.Min(first, day));
        }

        Assert.InRange(text.Length, 1 << 20, 1 << 22);
        await app.TrainedAsync(Body.Csv(text.ToString()), OrderFile.Query + "&restarts=1");

        Assert.Equal(
            expected.Select(customer => FormattableString.Invariant($"{customer.Key} {365 - customer.Value.Last} {customer.Value.Orders} {(double)customer.Value.Amount} {365 - customer.Value.First}")),
            await OrderFile.StoredAsync(app));
    }

    [Fact]
    public async Task Train_ColumnsNamed_AreRead()
    {
        const string Log = "who,cart,when,net,gross\nA,1,2/1/2024,10,99\nB,2,3/1/2024,20,99\nA,3,5/1/2024,30,99\n";

        var trained = await app.TrainedAsync(Body.Csv(Log), "?input=transactions&clusters=2&customer=who&invoice=cart&date=when&amount=NET&dateFormat=day-first&asOf=2024-01-06");

        Assert.Equal(["A 1 2 40 4", "B 3 1 20 3"], await OrderFile.StoredAsync(app));
        Assert.Equal(
            """{"asOf":"2024-01-06T00:00:00","customer":"who","invoice":"cart","date":"when","amount":"net","quantity":null,"price":null,"dateFormat":"day-first","time":null,"status":null,"countStatus":null,"currency":null,"amountPer":null,"guests":[],"from":"2024-01-02T00:00:00","to":"2024-01-05T00:00:00","lines":3,"purchases":3,"money":60,"moneyLeftOut":0,"columns":{"customer":"who","invoice":"cart","date":"when","amount":"net"}}""",
            trained.GetProperty("transactions").GetRawText());
    }

    /// <summary>The same orders in the notation of another country are the same model.</summary>
    [Fact]
    public async Task Train_LogInOtherNotations_GivesTheSameModel()
    {
        var plain = await app.TrainedAsync(Body.Csv("customer;invoice;date;quantity;price\nA;1;2024-01-05;2;1020.50\nB;2;2024-01-06;1;7.25\nA;3;2024-02-05;1000;0.05\n"), OrderFile.Query + "&model=plain");
        foreach (var log in (string[])
            [
                "customer;invoice;date;quantity;price\nA;1;05.01.2024;2;1.020,50\nB;2;06.01.2024;1;7,25\nA;3;05.02.2024;1.000;0,05\n",
                "Customer;Invoice;Date;Quantity;Price (USD)\nA;1;Jan 5, 2024;2;$1,020.50\nB;2;Jan 6, 2024;1;$7.25\nA;3;Feb 5, 2024;1,000;$0.05\n",
                "Client;Commande;Date;Quantité;Prix unitaire\nA;1;5 janv. 2024;2;1 020,50 €\nB;2;6 janv. 2024;1;7,25 €\nA;3;5 févr. 2024;1 000;0,05 €\n",
            ])
            Assert.Equal(plain.Text("fingerprint"), (await app.TrainedAsync(Body.Csv(log), OrderFile.Query + "&model=written&dateFormat=day-first")).Text("fingerprint"));
    }

    /// <summary>In JSON a number has a decimal point; a text may have either sign.</summary>
    [Fact]
    public async Task Train_JsonWithTextsAndNumbers_AreReadEachInItsWay()
    {
        await app.TrainedAsync(Body.Json("""[{"customer": "A", "date": "2024-01-02", "amount": 1.250}, {"customer": "B", "date": "2024-01-02", "amount": "$1,250.00"}]"""), OrderFile.Query);

        Assert.Equal(["A 1 1 1.25 1", "B 1 1 1250 1"], await OrderFile.StoredAsync(app));
    }

    [Fact]
    public async Task Train_JsonNumbersAndNulls_AreRead()
    {
        const string Log = """
            [{"date": "2024-01-02T10:00:00Z", "customer": null, "amount": 5},
             {"date": "2024-01-02T10:00:00Z", "customer": 17850.0, "amount": 12.5},
             {"amount": 1.25, "customer": 17850, "date": "2024-01-03T12:30:00+02:00"},
             {"customer": 7, "date": "2024-01-01", "amount": 2}]
            """;

        var trained = await app.TrainedAsync(Body.Json(Log), OrderFile.Query);

        Assert.Equal(["7 3 1 2 3", "17850 1 2 13.75 2"], await OrderFile.StoredAsync(app));
        Assert.Equal("1 line has no customer and is left out: item 1.", Assert.Single(trained.Notices("lines_without_customer")));
    }

    [Theory]
    [InlineData("00001 19970101 1 11.77\n00002 19970112 1 12.00\n", "missing-order-column", "is not a header line but data, separated by blanks", "customer,date,amount")]
    [InlineData("customer,amount\nA,1\n", "missing-order-column", "No column was found for the date (date=)", "'customer', 'amount'")]
    [InlineData("customer,date,amount\nA,1/2/2024,1\nB,3/4/2024,1\n", "ambiguous-dates", "whether the day or the month stands first, as in '1/2/2024' in line 2", "dateFormat=day-first")]
    [InlineData("customer,date,amount\nA,Week 1,1\nB,Week 2,1\n", "unreadable-dates", "line 2 has 'Week 1'", "unix or unix-ms")]
    [InlineData("customer,date,amount\nA,2024-01-01,12 %\n", "unreadable-number", "'amount' has '12 %' in line 2", "1234.50")]
    [InlineData("customer,date,amount\nA,2024-01-01,\"1,500\"\n", "unreadable-number", "'1,500' in line 2 can be read with a decimal point or a decimal comma", "decimal=comma")]
    [InlineData("buyer e-mail address,date,amount\nA,2024-01-01,12\n", "missing-order-column", "customer=buyer e-mail address", "the columns are")]
    [InlineData("customer,date,amount\nA,2024-01-01,-1\n", "no-orders", "No line of the log counts.", "amount of zero or less")]
    [InlineData("customer,date,amount\n", "no-customers", "no order in the data", "header line")]
    [InlineData("customer,date,amount\nA,2024-01-01,inf\n", "infinite-number", "'amount' has 'inf' in line 2", "1e15")]
    public async Task Train_LogThatCannotBeRead_SaysWhatToChange(string log, string kind, string words, string hint) =>
        (await app.RefusedAsync(HttpMethod.Post, "/train?input=transactions", Body.Csv(log))).ExpectProblem(422, kind, words, hint);

    [Fact]
    public async Task Train_JsonWithoutACustomer_SaysWhatIsMissing() =>
        (await app.RefusedAsync(HttpMethod.Post, "/train?input=transactions", Body.Json("""[{"date": "2024-01-01", "amount": 1}]""")))
            .ExpectProblem(422, "missing-order-column", "the customer (customer=)");

    [Fact]
    public async Task Train_JsonKeyGivenTwice_IsRefused() =>
        (await app.RefusedAsync(HttpMethod.Post, "/train?input=transactions", Body.Json("""[{"customer": 1, "date": "2024-01-01", "amount": 1, "amount": 2}]""")))
            .ExpectProblem(400, "duplicate-column", "twice in item 1");

    [Theory]
    [InlineData("customer=a", "customer", "input=transactions, which is not given")]
    [InlineData("input=customers&invoice=cart", "invoice", "input=transactions, which is not given")]
    [InlineData("input=transactions&asOf=yesterday", "asOf", "2011-12-10")]
    [InlineData("input=transactions&dateFormat=dmy", "dateFormat", "day-first, month-first")]
    [InlineData("input=transactions&amount=a&price=b", "amount", "cannot be given together")]
    [InlineData("input=transactions&recency=a", "recency", "named by customer, invoice, date")]
    [InlineData("input=transactions&id=a", "id", "named by customer, invoice, date")]
    public async Task Parameter_ThatDoesNotFit_IsRefused(string query, string parameter, string detail) => Assert.Equal(
        parameter,
        (await app.RefusedAsync(HttpMethod.Post, "/train?" + query, Body.Csv(OrderFile.Bytes))).ExpectProblem(400, "invalid-parameter", detail).Text("parameter"));

    [Fact]
    public async Task Train_MoreThanAllowed_IsRefused()
    {
        await using var small = SegmentationApp.With(("Reading:MaxOrders", "6"));
        await using var fewer = SegmentationApp.With(("Reading:MaxCustomers", "4"));

        (await small.RefusedAsync(HttpMethod.Post, "/train" + OrderFile.Query, Body.Csv(OrderFile.Bytes))).ExpectProblem(413, "too-many-orders", "more than 6 purchases");
        (await fewer.RefusedAsync(HttpMethod.Post, "/train" + OrderFile.Query, Body.Csv(OrderFile.Bytes))).ExpectProblem(413, "too-many-customers", "more than 4 customers");
    }

    [Fact]
    public async Task Version_AfterARestart_IsReadBack()
    {
        var first = new SegmentationApp();
        var trained = await first.TrainedAsync(Body.Csv(OrderFile.Bytes), OrderFile.Query);
        await using var second = await first.RestartAsync();

        Assert.Equal(trained.ToString(), (await second.GetAsync("/models/default/versions/1")).Expect(200).ToString());
        Assert.Equal(OrderFile.Customers, await OrderFile.StoredAsync(second));
    }

    /// <summary>The Online Retail log, posted as it is: its customer table by pandas is the reference.</summary>
    [SharedDataFact]
    public async Task Train_OnlineRetail_GivesTheReferenceTable()
    {
        var body = new Body(SharedData.Bytes("online_retail.csv.gz"), "text/csv", "gzip");
        var trained = await app.TrainedAsync(body, "?input=transactions&maxClusters=4&restarts=1");

        Assert.Equal("541909 lines give 18532 invoices of 4338 customers, 8911407.90 in all, as of 2011-12-10T12:50:00.", Assert.Single(trained.Notices("orders_summed_up")));
        Assert.StartsWith("135080 lines have no customer", Assert.Single(trained.Notices("lines_without_customer")), StringComparison.Ordinal);
        Assert.StartsWith("8905 lines belong to cancelled invoices", Assert.Single(trained.Notices("lines_cancelled")), StringComparison.Ordinal);
        Assert.StartsWith("40 lines have a price of zero or less", Assert.Single(trained.Notices("lines_price_not_positive")), StringComparison.Ordinal);
        Assert.DoesNotContain(trained.Items("notices"), notice => notice.Text("code") is "lines_quantity_not_positive" or "lines_without_date" or "lines_without_number");
        var reference = CsvRows.Parse(SharedData.Text("online_retail_rfm.csv"));
        var stored = await OrderFile.StoredAsync(app);
        Assert.Equal(4338, stored.Length);
        foreach (var (row, line) in reference.Skip(1).Zip(stored))
        {
            var cells = line.Split(' ');
            Assert.Equal((row[0], row[1], row[2], row[4]), (cells[0], cells[1], cells[2], cells[4]));
            Assert.Equal(double.Parse(row[3], CultureInfo.InvariantCulture), double.Parse(cells[3], CultureInfo.InvariantCulture), 0.01);
        }
    }
}
