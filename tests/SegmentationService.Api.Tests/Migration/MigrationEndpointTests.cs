using System.Text;
using SegmentationService.Api.Tests.Transactions;

namespace SegmentationService.Api.Tests.Migration;

/// <summary>Protects what is told of customers who have moved, from outside: by hand for every kind of them, and for tables that cannot be compared.</summary>
public sealed class MigrationEndpointTests : IAsyncLifetime
{
    private const string Path = "/models/default/migration";

    // Centres 1, 11, 31 and 1, 19, 31, sizes 4, 3, 2: low ends at 6 by the old version and at 10 by the new one, middle at 21 and at 25.
    private const string FirstTable = "customer,x\na,0\nb,1\nc,1\nd,2\ne,10\nf,11\ng,12\nh,30\ni,32\n";
    private const string SecondTable = "customer,x\na,0\nb,1\nc,1\nd,2\ne,18\nf,19\ng,20\nh,30\ni,32\n";

    private const string Old = "customer,x\nA,0\nA2,1\nA3,2\nB,12\nB2,13\nB3,14\nC,40\nC2,41\nMoved,0\nByModel,8\nByBoth,40\nCancelled,0\nGone,0\nUnreadable,oops\n";
    private const string New = "customer,x\nUnreadable,3\nNewHigh,40\nNewLow,8\nA,0\nA2,1\nA3,2\nB,12\nB2,13\nB3,14\nC,40\nC2,41\nMoved,15\nByModel,8\nByBoth,8\nCancelled,8\n";

    private SegmentationApp App { get; } = new();

    public async Task InitializeAsync()
    {
        await App.TrainedAsync(FirstTable, $"?clusters=3&{Tables.Plain}");
        await App.TrainedAsync(SecondTable, $"?clusters=3&{Tables.Plain}");
    }

    public async Task DisposeAsync() => await App.DisposeAsync();

    [Fact]
    public async Task Post_ACustomerOfEachKind_IsWhatItIsByHand()
    {
        var told = (await App.PostAsync(Path + "?from=1&to=2", Form(("old", "old.csv", Old), ("new", "new.csv", New)))).Expect(200);

        Assert.Equal(("default", 1, 2), (told.Text("model"), told.Int("from"), told.Int("to")));
        Assert.Equal("""{"both":12,"gone":1,"new":2,"unassigned":1}""", told.GetProperty("customers").GetRawText());
        Assert.Equal(told.GetRawText(), (await App.PostAsync(Path + "?from=1&to=2", Form(("after", "new.csv", New), ("before", "old.csv", Old)))).Expect(200).GetRawText());
        Assert.Equal("""{"stayed":8,"customer":1,"model":1,"both":1,"cancelled":1}""", told.GetProperty("why").GetRawText());
        Assert.Equal("""{"from":[1,2,3],"to":[1,2,3],"counts":[[4,1,0],[1,3,0],[1,0,2]]}""", told.GetProperty("transitions").GetRawText());
        Assert.Equal(
            [
                (1, 1, 6, 7, -1.0, 2.0, 1, 1), // low: 5, then 3 by the old version and 6 by the new one; of the old values 6 by the new one
                (2, 2, 4, 4, 2.0, -2.0, 0, 0), // middle: 4, 7, 4, 3
                (3, 3, 3, 3, -1.0, 0.0, 0, 1), // high: 3, 2, 2, 3
            ],
            told.Items("segments").Select(segment => (
                segment.GetProperty("from").Int("id"),
                segment.GetProperty("to").Int("id"),
                segment.Int("before"),
                segment.Int("after"),
                segment.GetProperty("effects").Number("customers"),
                segment.GetProperty("effects").Number("model"),
                segment.Int("gone"),
                segment.Int("new"))));
        Assert.Contains("customers_unassigned", told.Items("notices").Select(notice => notice.Text("code")));
    }

    [Fact]
    public async Task Post_OneVersionTwice_TellsOfCustomersAlone()
    {
        var told = (await App.PostAsync(Path + "?from=1&to=1", Form(("new", "new.csv", New), ("old", "old.csv", Old)))).Expect(200);

        Assert.Equal("ids", told.Text("alignedBy"));
        Assert.Equal("ids", (await App.PostAsync(Path + "?from=1&to=2", Form(("new", "new.csv", New), ("old", "old.csv", Old)))).Json.Text("alignedBy")); // Version 1 is the parent of 2.
        Assert.Equal("customers", (await App.PostAsync(Path + "?from=2&to=1", Form(("new", "new.csv", New), ("old", "old.csv", Old)))).Json.Text("alignedBy"));
        Assert.Equal((0, 0, 0), (told.GetProperty("why").Int("model"), told.GetProperty("why").Int("both"), told.GetProperty("why").Int("cancelled")));
        Assert.Equal(3, told.GetProperty("why").Int("customer")); // Moved and Cancelled to the middle, ByBoth from high to the middle
        Assert.All(told.Items("segments"), segment => Assert.Equal(1, segment.Number("overlap")));
    }

    [Fact]
    public async Task Post_TablesInOtherFormats_TellTheSame()
    {
        var csv = (await App.PostAsync(Path + "?from=1", Form(("old", "old.csv", Old), ("new", "new.csv", New)))).Expect(200);
        var json = "[" + string.Join(",", New.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')).Select(cells => $$"""{"customer": "{{cells[0]}}", "x": {{cells[1]}}}""")) + "]";

        var other = (await App.PostAsync(Path + "?from=1", Form(("old", "old.csv", Old), ("new", "new.json", json)))).Expect(200);

        Assert.Equal(csv.GetRawText(), other.GetRawText());
    }

    [Fact]
    public async Task Post_AManyLinedTable_CountsEveryCustomerOnce()
    {
        var (old, now) = (new StringBuilder("customer,x\n"), new StringBuilder("customer,x\n"));
        for (var i = 0; i < 40_000; i++)
        {
            old.Append(System.Globalization.CultureInfo.InvariantCulture, $"c{i},{i % 40}.5\n");
            now.Append(System.Globalization.CultureInfo.InvariantCulture, $"c{i + 10_000},{(i + 10_000) % 40}.5\n");
        }

        var told = (await App.PostAsync(Path + "?from=1&to=2", Form(("old", "old.csv", old.ToString()), ("new", "new.csv", now.ToString())))).Expect(200);

        // Nobody has changed; of 40 values 6.5 to 9.5 go from middle to low, and 21.5 to 24.5 from high to middle: eight, of 750 customers each.
        Assert.Equal("""{"both":30000,"gone":10000,"new":10000,"unassigned":0}""", told.GetProperty("customers").GetRawText());
        Assert.Equal((0, 0, 0), (told.GetProperty("why").Int("customer"), told.GetProperty("why").Int("both"), told.GetProperty("why").Int("cancelled")));
        Assert.Equal(750 * 8, told.GetProperty("why").Int("model"));
    }

    [Theory]
    [InlineData("customer,x\nA,1\nA,2\n", New, 422, "duplicate-customer", "'A' is there twice, the second time in line 3")]
    [InlineData(Old, "customer,x\nQ,1\n", 422, "no-common-customer", "'A' and 'Q'")]
    [InlineData("x\n1\n2\n", New, 422, "missing-id", "'customer'")]
    [InlineData("customer,x\nA,1\n,2\n", New, 422, "missing-id", "line 3")]
    [InlineData(Old, "customer,y\nA,1\n", 422, "missing-column", "'x'")]
    [InlineData(Old, "customer,x\n", 422, "no-customers", "new")]
    [InlineData(Old, "", 400, "empty-body", "'new'")]
    [InlineData(Old, "customer,x\n\"A,1\n", 400, "invalid-csv", "'new'")]
    public async Task Post_TablesThatCannotBeCompared_SaysWhatIsWrong(string old, string now, int status, string kind, string words) =>
        (await App.PostAsync(Path + "?from=1&to=2", Form(("old", "old.csv", old), ("new", "new.csv", now)))).ExpectProblem(status, kind, words);

    [Fact]
    public async Task Post_OtherThanTwoTables_SaysWhatIsExpected()
    {
        (await App.PostAsync(Path + "?from=1", Form(("old", "old.csv", Old)))).ExpectProblem(400, "invalid-multipart", "'new'", "curl");
        (await App.PostAsync(Path + "?from=1", Form(("old", "old.csv", Old), ("old", "old.csv", Old)))).ExpectProblem(400, "invalid-multipart", "twice");
        (await App.PostAsync(Path + "?from=1", Form(("old", "old.csv", Old), ("before", "old.csv", Old)))).ExpectProblem(400, "invalid-multipart", "'old' and 'before'");
        (await App.PostAsync(Path + "?from=1", Form(("old", "old.csv", Old), ("then", "old.csv", Old)))).ExpectProblem(400, "invalid-multipart", "'then'");
        (await App.PostAsync(Path + "?from=1", Body.Csv(Old))).ExpectProblem(415, "unsupported-media-type", "multipart/form-data");
        (await App.PostAsync(Path + "?from=1&to=7", Form(("old", "old.csv", Old), ("new", "new.csv", New)))).ExpectProblem(404, "unknown-version", "7");
        (await App.PostAsync(Path + "?to=2", Form(("old", "old.csv", Old), ("new", "new.csv", New)))).ExpectProblem(400, "invalid-parameter", "from=1");
        (await App.PostAsync("/models/other/migration?from=1", Form(("old", "old.csv", Old), ("new", "new.csv", New)))).ExpectProblem(404, "unknown-model");
    }

    [Fact]
    public async Task Get_VersionsOfLogsOfOrders_ComparesTheirTrainingCustomers()
    {
        await App.TrainedAsync(Body.Csv(OrderFile.Bytes), OrderFile.Query + "&model=orders");
        await App.TrainedAsync(Body.Csv(OrderFile.Bytes), OrderFile.Query + "&model=orders&seed=7");

        var told = (await App.GetAsync("/models/orders/migration?from=1&to=2")).Expect(200);

        Assert.Equal("""{"both":5,"gone":0,"new":0,"unassigned":0}""", told.GetProperty("customers").GetRawText());
        Assert.Equal("""{"stayed":5,"customer":0,"model":0,"both":0,"cancelled":0}""", told.GetProperty("why").GetRawText());
        Assert.All(told.Items("segments"), segment => Assert.Equal(segment.Int("before"), segment.Int("after")));
    }

    /// <summary>
    /// Days since the last order, by hand: the version counts until 2026-03-01 and has its segments at 1 to 3, 11 to 13 and 31 to 33 days, with ends at 7 and 22. Each log counts until
    /// the day after its own end, also the old one, which ends before the training did.
    /// </summary>
    [Fact]
    public async Task Post_LogsOfOrders_CountsEachUntilItsOwnEnd()
    {
        await App.TrainedAsync(Body.Csv(Log("2026-03-01", "a1 b2 c2 d3 e11 f12 g13 h31 i33")), DaysSinceLast + "&model=log");
        var old = ("old", "old.csv", Log("2026-02-01", "a1 b2 c12 d32 e12"));
        var now = ("new", "new.csv", Log("2026-04-01", "a1 b33 c12 d2 f20") + ",nobody,2026-03-31,1\n");

        var told = (await App.PostAsync("/models/log/migration?from=1&input=transactions", Form(old, now))).Expect(200);
        var later = (await App.PostAsync("/models/log/migration?from=1&input=transactions&newAsOf=2026-05-01", Form(old, now))).Expect(200);

        Assert.Equal("""{"old":"2026-02-01T00:00:00","new":"2026-04-01T00:00:00"}""", told.GetProperty("asOf").GetRawText());
        Assert.Equal("""{"both":4,"gone":1,"new":1,"unassigned":0}""", told.GetProperty("customers").GetRawText());
        Assert.Equal("""{"stayed":2,"customer":2,"model":0,"both":0,"cancelled":0}""", told.GetProperty("why").GetRawText());
        Assert.Equal("[[1,0,1],[0,1,0],[1,0,0]]", told.GetProperty("transitions").GetProperty("counts").GetRawText()); // a, b; c; d
        Assert.Equal([(0, 0), (1, 1), (0, 0)], told.Items("segments").Select(segment => (segment.Int("gone"), segment.Int("new")))); // e; f
        Assert.Contains(told.Items("notices"), notice => notice.Text("message").StartsWith("Of the file 'new': 1 line has no customer", StringComparison.Ordinal));
        (await App.PostAsync("/models/log/migration?from=1&input=transactions", Form(old, ("new", "new.csv", "customer,date,amount\na,soon,1\n")))).ExpectProblem(422, "unreadable-dates", "'new'");
        Assert.Equal("[[0,0,2],[0,0,1],[0,0,1]]", later.GetProperty("transitions").GetProperty("counts").GetRawText()); // 30 days more: all of them late
    }

    /// <summary>Two customers change places, so that the segments are the same ones; posted and kept logs tell the same.</summary>
    [Fact]
    public async Task Get_VersionsOfKeptLogs_TellsTheSameAsTheLogs()
    {
        string[] logs = [Log("2026-03-01", "a1 b2 c2 d3 e11 f12 g13 h31 i33"), Log("2026-04-01", "a33 b2 c2 d3 e11 f12 g13 h31 i1")];
        foreach (var log in logs)
        {
            var table = (await App.PostAsync("/tables" + DaysSinceLast, Body.Csv(log))).Expect(201).Text("id");
            (await App.PostAsync($"/train{DaysSinceLast}&model=keptlog&table={table}", null)).Expect(201);
        }

        var told = (await App.GetAsync("/models/keptlog/migration?from=1&to=2")).Expect(200);

        Assert.Equal("""{"stayed":7,"customer":2,"model":0,"both":0,"cancelled":0}""", told.GetProperty("why").GetRawText());
        Assert.Equal("[[3,0,1],[0,3,0],[1,0,1]]", told.GetProperty("transitions").GetProperty("counts").GetRawText());
        var posted = (await App.PostAsync("/models/keptlog/migration?from=1&to=2&input=transactions", Form(("old", "old.csv", logs[0]), ("new", "new.csv", logs[1])))).Expect(200);
        Assert.All(told.Names().Except(["notices"]), name => Assert.Equal(posted.GetProperty(name).GetRawText(), told.GetProperty(name).GetRawText())); // how a log was read is told where it is read
    }

    [Theory]
    [InlineData("&input=transactions", "customer,amount\nA,1\n", 422, "missing-order-column", "'new'")]
    [InlineData("&input=transactions", "customer,date,amount\nA,2026-01-01,1\n", 422, "missing-column", "'x'")] // of the version, which reads no log
    [InlineData("&input=transactions&newAsOf=soon", New, 400, "invalid-parameter", "newAsOf")]
    [InlineData("&input=transactions&asOf=2026-01-01", New, 400, "invalid-parameter", "asOf")]
    [InlineData("&newAsOf=2026-01-01", New, 400, "invalid-parameter", "input=transactions")]
    [InlineData("&dateFormat=day-first", New, 400, "invalid-parameter", "input=transactions")]
    [InlineData("&invoice=x", New, 400, "invalid-parameter", "input=transactions")]
    public async Task Post_LogsThatCannotBeCompared_SaysWhatIsWrong(string query, string now, int status, string kind, string words) =>
        (await App.PostAsync(Path + "?from=1" + query, Form(("old", "old.csv", "customer,date,amount\nA,2026-01-01,1\n"), ("new", "new.csv", now)))).ExpectProblem(status, kind, words);

    /// <summary>Those of the same versions and tables, posted, until one of the tables is gone.</summary>
    [Fact]
    public async Task Get_VersionsOfKeptTables_TellsTheSameAsTheTables()
    {
        var tables = new List<string>();
        foreach (var csv in (string[])[FirstTable, SecondTable])
        {
            tables.Add((await App.PostAsync("/tables", Body.Csv(csv))).Expect(201).Text("id"));
            (await App.PostAsync($"/train?table={tables[^1]}&model=kept&clusters=3&{Tables.Plain}", null)).Expect(201);
        }

        var told = (await App.GetAsync("/models/kept/migration?from=1&to=2")).Expect(200);

        Assert.Equal((await App.PostAsync("/models/kept/migration?from=1&to=2", Form(("old", "old.csv", FirstTable), ("new", "new.csv", SecondTable)))).Expect(200).GetRawText(), told.GetRawText());
        Assert.Equal(9, told.GetProperty("customers").Int("both"));
        await App.DeleteAsync($"/tables/{tables[0]}");
        (await App.GetAsync("/models/kept/migration?from=1&to=2")).ExpectProblem(409, "customers-not-kept", "version 1", "before", "after");
    }

    [Fact]
    public async Task Get_VersionsOfTables_SaysToPostThem() =>
        (await App.GetAsync(Path + "?from=1&to=2")).ExpectProblem(409, "customers-not-kept", "before", "after");

    private const string DaysSinceLast = "?input=transactions&clusters=3&columns=recency_days&" + Tables.Plain;

    /// <summary>An order of each customer, so many days before a moment.</summary>
    private static string Log(string asOf, string customers)
    {
        var end = DateOnly.Parse(asOf, System.Globalization.CultureInfo.InvariantCulture);
        return "customer,invoice,date,amount\n" + string.Concat(customers.Split(' ').Select((customer, i) => string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{customer[0]},{i},{end.AddDays(-int.Parse(customer[1..], System.Globalization.CultureInfo.InvariantCulture)):yyyy-MM-dd},5\n")));
    }

    private static Body Form(params (string Field, string File, string Content)[] files)
    {
        var form = new StringBuilder();
        foreach (var (field, file, content) in files)
            form.Append(System.Globalization.CultureInfo.InvariantCulture, $"--cut\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{file}\"\r\n\r\n{content}\r\n");
        return new Body(Encoding.UTF8.GetBytes(form.Append("--cut--\r\n").ToString()), "multipart/form-data; boundary=cut");
    }
}
