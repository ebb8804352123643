namespace SegmentationService.Api.Tests.Transactions;

/// <summary><c>POST /predict/batch?input=transactions</c>: the customers of a log, made in the way that the training did.</summary>
public sealed class PredictTransactionsTests
{
    private const string Query = "?input=transactions";

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    [InlineData("form gzip")]
    public async Task Predict_TrainingLog_SaysWhatTheVersionSaysOfItsCustomers(string form)
    {
        await using var app = await TrainedAsync();
        var expected = await app.CustomersAsync();

        var answer = await app.PredictBatchAsync(OrderFile.Forms[form], "text/csv", Query);

        Assert.Equal(200, answer.Status);
        Assert.Equal(
            expected.Skip(1).Select(row => string.Join(',', row[..6])),
            CsvRows.Parse(answer.Text).Skip(1).Select(row => string.Join(',', row[..6])));
        Assert.Equal("2011-04-13T18:00:00", Assert.Single(answer.Headers.GetValues("X-As-Of")));
        Assert.Contains(answer.Headers.GetValues("X-Notices"), notice => notice.StartsWith("2 lines have no customer", StringComparison.Ordinal));
    }

    /// <summary>A customer's own lines are seen from the day of the training, not from a day after the last of them.</summary>
    [Fact]
    public async Task Predict_ExcerptOfTheLog_IsSeenFromTheDayOfTheTraining()
    {
        await using var app = await TrainedAsync();
        var expected = (await app.CustomersAsync()).Single(row => row[0] == "12346");

        var answer = await app.PredictBatchAsync(Body.Csv(CsvRows.Write([OrderFile.Rows[0], OrderFile.Rows[3]])), "text/csv", Query);

        // Alone it could also be called 12346.0; a whole number it is either way.
        Assert.Equal(string.Join(',', expected[..6]), string.Join(',', CsvRows.Parse(answer.Text)[1][..6]));
    }

    [Fact]
    public async Task Predict_LogThatGoesOn_IsSeenFromTheDayAfterItsEnd()
    {
        await using var app = await TrainedAsync();
        var later = OrderFile.Text + "1013,A1,MUG,1,2011-06-30 12:00:00,5.00,12347.0,Spain\n";

        var answer = await app.PredictBatchAsync(Body.Csv(later), "application/json", Query);

        Assert.Equal("2011-07-01T12:00:00", Assert.Single(answer.Headers.GetValues("X-As-Of")));
        var single = await app.PredictAsync("""{"recency_days": 1, "frequency": 2, "monetary": 21, "tenure_days": 116}""");
        Assert.Equal(single.Json.Number("distance"), answer.Json.EnumerateArray().Single(item => item.Text("customerId") == "12347").Number("distance"));
    }

    [Fact]
    public async Task Predict_AsOfAndColumnsGiven_AreTaken()
    {
        await using var app = await TrainedAsync();

        var answer = await app.PredictBatchAsync(
            Body.Csv("buyer,cart,when,total\n12347,1,7.3.2011,16\n12347,2,8.3.2011,4\n"),
            "application/json",
            Query + "&customer=buyer&invoice=cart&date=when&amount=total&dateFormat=d.M.yyyy&asOf=2011-03-07");

        // The second purchase is after asOf.
        Assert.Equal("2011-03-07T00:00:00", Assert.Single(answer.Headers.GetValues("X-As-Of")));
        var single = await app.PredictAsync("""{"recency_days": 0, "frequency": 1, "monetary": 16, "tenure_days": 0}""");
        Assert.Equal(single.Json.Number("distance"), Assert.Single(answer.Expect(200).EnumerateArray()).Number("distance"));
    }

    /// <summary>What the training's dates told holds for a log that is too short to tell.</summary>
    [Fact]
    public async Task Predict_DatesThatTellNothing_AreReadAsInTheTraining()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Body.Csv("customer,date,amount\nA,21/3/2024,5\nB,2/3/2024,50\nB,3/3/2024,7\n"), OrderFile.Query);

        var answer = await app.PredictBatchAsync(Body.Csv("customer,date,amount\nB,2/3/2024,50\nB,3/3/2024,7\n"), "application/json", Query);

        var single = await app.PredictAsync("""{"recency_days": 19, "frequency": 2, "monetary": 57, "tenure_days": 20}""");
        Assert.Equal(single.Json.Number("distance"), Assert.Single(answer.Expect(200).EnumerateArray()).Number("distance"));
    }

    /// <summary>A batch is read as the training was: also where the excerpt alone could be read otherwise.</summary>
    [Theory]
    [InlineData("order;customer;date;total;status\n1;A;2024-01-05;1.020,50;paid\n1;A;2024-01-05;1.020,50;paid\n2;B;2024-01-09;12,00;paid\n2;B;2024-01-09;12,00;paid\n3;C;2024-02-01;2.000;refunded\n4;C;2024-02-02;2.000;paid\n5;0;2024-02-03;7,00;paid\n", "")]
    [InlineData("visit,member,date\n1,A,2024-01-05\n2,A,2024-01-09\n3,B,2024-01-07\n4,C,2024-02-01\n", "")]
    [InlineData("member,day,qty\nA,1704412800,2\nA,1704758400,3\nB,1704585600,7\nC,1706745600,1\n", "&date=day")]
    [InlineData("user,time,event,price\nA,2024-01-05,scroll,2\nA,2024-01-06,purchase,3\nB,2024-01-07,purchase,7\nC,2024-02-01,purchase,1\nC,2024-02-02,scroll,1\n", "")]
    public async Task Predict_EachCustomerOfTheTrainingLogAlone_IsWhatTheTrainingSaidOfIt(string log, string query)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Body.Csv(log), OrderFile.Query + query);
        var expected = (await app.CustomersAsync()).Skip(1).ToArray();
        var lines = log.TrimEnd().Split('\n');

        Assert.InRange(expected.Length, 3, 3);
        foreach (var row in expected)
        {
            var own = lines.Where((line, i) => i == 0 || line.Split(',', ';').Contains(row[0]));
            var answer = await app.PredictBatchAsync(Body.Csv(string.Join('\n', own)), "text/csv", Query);
            Assert.Equal(200, answer.Status);
            Assert.Equal(string.Join(',', row[..5]), string.Join(',', CsvRows.Parse(answer.Text)[1][..5]));
        }
    }

    [Fact]
    public async Task Predict_LogWithoutTheMoneyOfTheModel_IsRefused()
    {
        await using var app = await TrainedAsync();

        (await app.PredictBatchAsync(Body.Csv("CustomerID,InvoiceNo,InvoiceDate\n12347,1,2011-03-07\n"), query: Query)).ExpectProblem(422, "missing-order-column", "which the model was trained with");
    }

    /// <summary>A model of a table can score a log as well: the computed columns go by the names that its table had.</summary>
    [Fact]
    public async Task Predict_ModelOfATable_TakesTheComputedColumnsByItsOwnNames()
    {
        await using var app = new SegmentationApp();
        var table = "id,Recency,Orders,Revenue\n" + string.Concat(OrderFile.Customers.Select(row => string.Join(',', row.Split(' ')[..4]) + "\n"));
        await app.TrainedAsync(table, "?clusters=2");
        var expected = await app.CustomersAsync();

        var answer = await app.PredictBatchAsync(Body.Csv(OrderFile.Bytes), "text/csv", Query);

        Assert.Equal(expected.Skip(1).Select(row => string.Join(',', row[..5])), CsvRows.Parse(answer.Text).Skip(1).Select(row => string.Join(',', row[..5])));
    }

    /// <summary>A notice that names a column whose name no header can hold is written as JSON writes it.</summary>
    [Fact]
    public async Task Predict_ColumnNameThatNoHeaderCanHold_IsNoFault()
    {
        await using var app = await TrainedAsync();

        var answer = await app.PredictBatchAsync(Body.Csv("customer,\"da\nte\",amount\nA,21/3/2011,5\nB,2/3/2011,50\n"), "text/csv", Query + "&date=da%0Ate");

        Assert.Equal(200, answer.Status);
        var notices = answer.Headers.GetValues("X-Notices").ToArray();
        Assert.Equal("2 lines give 2 purchases of 2 customers, 55.00 in all, as of 2011-04-13T18:00:00.", notices[0]);
        Assert.Contains("'da\\u000ate'", Assert.Single(notices[1..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_LogThatCannotBeRead_IsAProblem()
    {
        await using var app = await TrainedAsync();

        (await app.PredictBatchAsync(Body.Csv("a,b\n1,2\n"), query: Query)).ExpectProblem(422, "missing-order-column", "the customer (customer=)");
        (await app.PredictBatchAsync(Body.Csv(OrderFile.Bytes), query: "?amount=total")).ExpectProblem(400, "invalid-parameter", "input=transactions");
        (await app.PredictBatchAsync(Body.Csv(OrderFile.Bytes), query: "?asOf=2024-01-01")).ExpectProblem(400, "invalid-parameter", "no dates");
        (await app.PredictBatchAsync(Body.Csv(OrderFile.Bytes), query: "?dateFormat=day-first")).ExpectProblem(400, "invalid-parameter", "input=transactions");
        (await app.PredictAsync("{}", "?input=transactions")).ExpectProblem(400, "invalid-parameter", "There is no query parameter 'input'");
    }

    private static async Task<SegmentationApp> TrainedAsync()
    {
        var app = new SegmentationApp();
        await app.TrainedAsync(Body.Csv(OrderFile.Bytes), OrderFile.Query);
        return app;
    }
}
