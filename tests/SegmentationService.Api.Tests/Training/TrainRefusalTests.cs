namespace SegmentationService.Api.Tests.Training;

/// <summary>Bodies that cannot be trained on: a problem that tells what and where, and nothing stored.</summary>
public sealed class TrainRefusalTests(TrainRefusalTests.Trained trained) : IClassFixture<TrainRefusalTests.Trained>
{
    private const string Header = "id,a,b\n";

    /// <summary>What is sent, and what the answer has to be.</summary>
    private sealed record Case(Body Body, int Status, string Kind, string[] Detail, string? Member = null, object? Value = null);

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["empty body"] = new(Body.Csv(""), 400, "empty-body", ["empty body"]),
        ["empty JSON body"] = new(Body.Json(""), 400, "empty-body", ["empty body"]),
        ["blank lines only"] = new(Body.Csv("\r\n\r\n"), 400, "empty-body", ["empty body"]),
        ["blank JSON"] = new(Body.Json(" \n "), 400, "empty-body", ["empty body"]),
        ["blank NDJSON"] = new(Body.NdJson("\n\n"), 400, "empty-body", ["empty body"]),
        ["header only"] = new(Body.Csv("id,a,b\n"), 422, "no-customers", ["no customer"]),
        ["header without line end"] = new(Body.Csv("id,a,b"), 422, "no-customers", ["no customer"]),
        ["empty list"] = new(Body.Json("[]"), 422, "no-customers", ["no customer"]),
        ["empty list in an object"] = new(Body.Json("{\"customers\": []}"), 422, "no-customers", ["no customer"]),
        ["too many cells"] = new(Body.Csv(Header + "x,1,2\ny,3,4,5\n"), 400, "invalid-csv", ["Line 3 has 4 cells", "header has 3", "quotes"], "line", 3),
        ["too many cells after a quoted line break"] = new(Body.Csv(Header + "\"x\ny\",1,2\nz,5,6,7\n"), 400, "invalid-csv", ["Line 4 has 4 cells"], "line", 4),
        ["quote that never ends"] = new(Body.Csv(Header + "x,1,2\n\"y,3,4\nz,5,6\n"), 400, "invalid-csv", ["line 3", "quote is never closed"], "line", 3),
        ["duplicate column"] = new(Body.Csv("id,a, a \n1,2,3\n"), 400, "duplicate-column", ["'a' is there twice"], "column", "a"),
        ["no column name"] = new(Body.Csv(",,\n1,2,3\n"), 400, "empty-column-name", ["No column has a name", "header"], "line", 1),
        ["empty key"] = new(Body.Json("""[{"": 1, "a": 2}]"""), 400, "empty-column-name", ["item 1"]),
        ["key given twice"] = new(Body.Json("""[{"a": 1}, {"a": 2, "a": 3}]"""), 400, "duplicate-column", ["'a' is given twice in item 2"], "column", "a"),
        ["no numeric column"] = new(Body.Csv("id,a,b\nx,red,1\ny,blue,one\n"), 422, "no-numeric-column", ["'a' is not used", "line 2 has 'red'", "line 3 has 'one'"]),
        ["only an id"] = new(Body.Csv("id\n1\n2\n3\n"), 422, "no-numeric-column", ["id of the customers"]),
        ["all columns constant"] = new(Body.Csv(Header + "x,1,2\ny,1,2\nz,1,2\n"), 422, "constant-columns", ["'a'", "'b'", "one value"]),
        ["a single customer"] = new(Body.Csv(Header + "x,1,2\n"), 422, "constant-columns", ["one value"]),
        ["infinite number"] = new(Body.Csv(Header + "x,1,2\ny,inf,3\nz,3,4\n"), 422, "infinite-number", ["'a' has 'inf' in line 3", "finite"], "line", 3),
        ["number beyond doubles"] = new(Body.Csv(Header + "x,1,2\ny,2,-1e400\nz,3,4\n"), 422, "infinite-number", ["'-1e400' in line 3", "1e+60"], "column", "b"),
        ["infinite number in JSON"] = new(Body.Json("""[{"a": 1}, {"a": "Infinity"}, {"a": 2}]"""), 422, "infinite-number", ["item 2"], "column", "a"),
        ["JSON that breaks off"] = new(Body.Json("[{\"a\": 1},\n {\"a\": 2"), 400, "invalid-json", ["line 2"], "line", 2),
        ["JSON that breaks off after a customer"] = new(Body.Json("[{\"a\": 1}"), 400, "invalid-json", ["line 1"], "line", 1),
        ["JSON with something after"] = new(Body.Json("[{\"a\": 1}] x"), 400, "invalid-json", ["line 1"], "line", 1),
        ["no JSON"] = new(Body.Json("a,b\n1,2\n"), 400, "invalid-json", ["line 1"], "line", 1),
        ["a number for JSON"] = new(Body.Json("42"), 400, "invalid-json", ["a number", "a list of objects"]),
        ["an object without customers"] = new(Body.Json("{\"a\": 1}"), 400, "invalid-json", ["without 'customers'", "application/x-ndjson"]),
        ["customers that are no list"] = new(Body.Json("{\"customers\": 7}"), 400, "invalid-json", ["'customers' is a number"]),
        ["a list of numbers"] = new(Body.Json("[1, 2]"), 400, "invalid-json", ["item 1", "every customer is an object"], "item", 1),
        ["nested JSON"] = new(Body.Json("[{\"a\": 1},\n{\"a\": {\"b\": 2}}]"), 400, "invalid-json", ["'a' in item 2 is an object"], "item", 2),
        ["nested list"] = new(Body.Json("[{\"a\": [1]}]"), 400, "invalid-json", ["'a' in item 1 is a list"], "column", "a"),
        ["NDJSON with a broken line"] = new(Body.NdJson("{\"a\": 1}\n{\"a\": oops}\n{\"a\": 3}\n"), 400, "invalid-json", ["line 2"], "line", 2),
        ["NDJSON with a list"] = new(Body.NdJson("{\"a\": 1}\n[1]\n"), 400, "invalid-json", ["line 2"], "line", 2),
        ["half a surrogate pair in a key"] = new(Body.Json("""[{"a": 1}, {"\ud800": 1}]"""), 400, "invalid-json", ["key is not text"], "line", 1),
        ["half a surrogate pair beside the customers"] = new(Body.Json("""{"\ud800 and more": 1, "customers": [{"a": 1}]}"""), 400, "invalid-json", ["key is not text"], "line", 1),
        ["half a surrogate pair"] = new(Body.Json("""[{"a": "\ud800"}]"""), 400, "invalid-json", ["'a' in item 1", "not text"], "column", "a"),
        ["units below the header"] = new(Body.Csv("id,a,b\nnone,EUR,days\nx,1,2\ny,2,3\nz,3,4\n"), 422, "no-numeric-column", ["Line 2 is the only one that is not a number in 2 columns: 'a' ('EUR'), 'b' ('days')", "Remove it"]),
        ["numbers to be read either way"] = new(Body.Csv("id;a\nx;1,234\ny;2,345\nz;3,456\n"), 422, "no-numeric-column", ["'1,234'", "decimal=point or decimal=comma", "line 2"]),
        ["unknown charset"] = new(new Body("a\n1\n"u8.ToArray(), "text/csv; charset=klingon"), 415, "unsupported-media-type", ["klingon", "utf-8"]),
        ["no media type"] = new(new Body("a\n1\n"u8.ToArray(), null), 415, "unsupported-media-type", ["no Content-Type", "text/csv"]),
        ["wrong media type"] = new(new Body("<a/>"u8.ToArray(), "application/xml"), 415, "unsupported-media-type", ["'application/xml'", "text/csv", "application/json", "application/x-ndjson", "multipart/form-data"]),
        ["curl -d"] = new(new Body("a,b"u8.ToArray(), "application/x-www-form-urlencoded"), 415, "unsupported-media-type", ["--data-binary"]),
        ["unknown coding"] = new(Body.Csv("a\n1\n") with { ContentEncoding = "zstd" }, 415, "unsupported-media-type", ["'zstd'", "gzip, br"]),
        ["no gzip"] = new(Body.Csv("a\n1\n") with { ContentEncoding = "gzip" }, 400, "invalid-encoding", ["gzip"]),
        ["gzip that breaks off"] = new(Cut(Body.Csv(Tables.Shop(100)).Compressed("gzip")), 400, "invalid-encoding", ["gzip", "breaks off"]),
        ["br that breaks off"] = new(Cut(Body.Csv(Tables.Shop(100)).Compressed("br")), 400, "invalid-encoding", ["brotli", "breaks off"]),
        ["form without a file"] = new(new Body(Reading.Bodies.FormOf(Reading.Bodies.Part("name=\"a\"", null, "1"u8.ToArray())), Reading.Bodies.Form), 400, "invalid-multipart", ["no file"]),
        ["form with two files"] = new(new Body(Reading.Bodies.FormOf(Reading.Bodies.Part("name=\"a\"; filename=\"a.csv\"", null, "x\n1\n"u8.ToArray()), Reading.Bodies.Part("name=\"b\"; filename=\"b.csv\"", null, "x\n1\n"u8.ToArray())), Reading.Bodies.Form), 400, "invalid-multipart", ["second file", "b.csv"]),
        ["form with a picture"] = new(Body.Form("cat.png", [1, 2, 3]), 415, "unsupported-media-type", ["cat.png", ".csv"]),
        ["form without boundary"] = new(new Body("x"u8.ToArray(), "multipart/form-data"), 400, "invalid-multipart", ["boundary"]),
    };

    private static readonly Dictionary<string, (string Query, string Csv, string Detail)> TooFew = new()
    {
        ["fixed number"] = ("?clusters=3", "a,b\n1,2\n2,1\n1,2\n1,2\n", "3 segments were asked for and the table has 2 distinct customers"),
        ["smallest of the range"] = ("?minClusters=4", "a,b\n1,2\n2,1\n3,2\n1,2\n", "4 segments were asked for and the table has 3 distinct customers"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    public static TheoryData<string> TooFewNames => [.. TooFew.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Train_BodyThatCannotBeUsed_TellsWhatIsWrongAndStoresNothing(string name)
    {
        var expected = Cases[name];

        var answer = await trained.App.RefusedAsync(HttpMethod.Post, "/train", expected.Body);

        var problem = answer.ExpectProblem(expected.Status, expected.Kind, expected.Detail);
        if (expected.Member is not null) Assert.Equal($"{expected.Value}", problem.GetProperty(expected.Member).ToString());
        if (expected.Status == 415) Assert.NotEmpty(problem.Items("accepted"));
    }

    [Theory]
    [MemberData(nameof(TooFewNames))]
    public async Task Train_FewerDistinctCustomersThanSegments_IsRefused(string name)
    {
        var (query, csv, detail) = TooFew[name];

        (await trained.App.RefusedAsync(HttpMethod.Post, "/train" + query, Body.Csv(csv))).ExpectProblem(422, "too-few-distinct-customers", detail);
    }

    [Fact]
    public async Task Train_WithoutAnyBody_IsRefused()
    {
        (await trained.App.RefusedAsync(HttpMethod.Post, "/train", null)).ExpectProblem(400, "empty-body", "a table of customers is expected");
    }

    [Fact]
    public async Task Train_UnsupportedType_TellsTheAcceptedOnesInAHeader()
    {
        var answer = await trained.App.TrainAsync(new Body("<a/>"u8.ToArray(), "application/xml"));

        Assert.Contains("text/csv", string.Join(',', answer.Headers.GetValues("Accept-Post")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Reading:MaxBodyBytes", "2000", null, "2000 bytes", "limitBytes")]
    [InlineData("Reading:MaxDecompressedBytes", "2500", "gzip", "2500 bytes", "limitBytes")]
    [InlineData("Reading:MaxCustomers", "99", null, "99 customers", null)]
    [InlineData("Reading:MaxColumns", "5", null, "5 columns", null)]
    public async Task Train_LargerThanALimit_TellsTheLimit(string setting, string value, string? coding, string detail, string? member)
    {
        await using var app = SegmentationApp.With((setting, value));
        var body = Body.Csv(Tables.Shop(100));

        var answer = await app.RefusedAsync(HttpMethod.Post, "/train", coding is null ? body : body.Compressed(coding));

        Assert.Equal(413, answer.Status);
        Assert.Contains(detail, answer.Json.Text("detail"), StringComparison.Ordinal);
        if (member is not null) Assert.Equal(value, answer.Json.GetProperty(member).ToString());
    }

    [Fact]
    public async Task Train_ExactlyAsLargeAsTheLimits_Succeeds()
    {
        var body = Body.Csv(Tables.Shop(100));
        await using var app = SegmentationApp.With(
            ("Reading:MaxBodyBytes", $"{body.Bytes.Length}"), ("Reading:MaxDecompressedBytes", $"{body.Bytes.Length}"), ("Reading:MaxCustomers", "100"), ("Reading:MaxColumns", "6"));

        Assert.Equal(100, (await app.TrainedAsync(body, "?clusters=2&restarts=1")).Int("customers"));
        Assert.Equal(100, (await app.TrainedAsync(body.Compressed("gzip"), "?clusters=2&restarts=1")).Int("customers"));
    }

    [Fact]
    public async Task Train_JsonDeeperThanTheLimit_IsRefused()
    {
        var deep = $$"""{"meta": {{new string('[', 9)}}1{{new string(']', 9)}}, "customers": [{"a": 1}, {"a": 2}]}""";

        (await trained.App.RefusedAsync(HttpMethod.Post, "/train", Body.Json(deep))).ExpectProblem(400, "invalid-json", "depth", "8");
    }

    /// <summary>What is repeated of the caller's own text is short, and the answer stays JSON.</summary>
    [Fact]
    public async Task Train_HugeTextWhereANumberIsExpected_IsToldInAFewCharacters()
    {
        var answer = await trained.App.RefusedAsync(HttpMethod.Post, "/train", Body.Csv($"id,a\n1,{new string('€', 50_000)}\n2,<b>\n"));

        Assert.InRange(answer.ExpectProblem(422, "no-numeric-column", "€€€").Text("detail").Length, 50, 400);
    }

    private static Body Cut(Body body) => body with { Bytes = body.Bytes[..^9] };

    /// <summary>An application with one version, so that a store that stays as it was is not an empty one.</summary>
    public sealed class Trained : IAsyncLifetime
    {
        internal SegmentationApp App { get; } = new();

        public Task InitializeAsync() => App.TrainedAsync(Tables.Five, "?clusters=2");

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
