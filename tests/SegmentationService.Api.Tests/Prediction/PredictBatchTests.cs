using System.Globalization;
using System.Text.Json;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>POST /predict/batch: the forms of the answer, and what becomes of single customers.</summary>
public sealed class PredictBatchTests(PredictBatchTests.Trained trained) : IClassFixture<PredictBatchTests.Trained>
{
    private static readonly string[] Columns = ["id", "segment", "name", "confidence", "distance", "outlier", "uncertain", "version", "notices"];

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("text/html, application/xhtml+xml, */*;q=0.8", "application/json")]
    [InlineData("application/x-ndjson", "application/x-ndjson")]
    [InlineData("application/ndjson", "application/x-ndjson")]
    [InlineData("text/csv", "text/csv")]
    [InlineData("text/*", "text/csv")]
    [InlineData("application/json;q=0.5, text/csv", "text/csv")]
    [InlineData("text/csv;q=0, application/x-ndjson;q=0.1", "application/x-ndjson")]
    [InlineData("image/png, text/csv;q=0.1", "text/csv")]
    public async Task PredictBatch_Accept_ChoosesTheForm(string? accept, string expected)
    {
        var answer = await trained.App.PredictBatchAsync(Body.Csv("customer,x\nA,1\nB,11\n"), accept);

        Assert.Equal(200, answer.Status);
        Assert.Equal(expected, answer.ContentType);
        Assert.Equal(["1"], answer.Headers.GetValues("X-Model-Version"));
        Assert.Equal([("A", 1), ("B", 2)], Rows(answer).Select(row => (row.Id, row.Segment!.Value)));
    }

    [Fact]
    public async Task PredictBatch_EveryForm_SaysTheSame()
    {
        var body = Body.Csv("customer,x\nA,0.3\nB,\nC,eleven\n\"D, \"\"d\"\"\",11.7\n");

        var json = Rows(await trained.App.PredictBatchAsync(body, "application/json"));

        Assert.Equal(4, json.Length);
        Assert.Equal(json, Rows(await trained.App.PredictBatchAsync(body, "application/x-ndjson")));
        Assert.Equal(json, Rows(await trained.App.PredictBatchAsync(body, "text/csv")));
        Assert.Equal("D, \"d\"", json[3].Id);
    }

    [Fact]
    public async Task PredictBatch_RowsThatCannotBeAssigned_HaveNoSegmentAndSayWhy()
    {
        var csv = "customer,x,other\nA,1,z\nB,eleven,1\nC,,\n,11,1\nE,inf,1\n";

        var items = (await trained.App.PredictBatchAsync(Body.Csv(csv))).Expect(200).EnumerateArray().ToArray();

        Assert.Equal(["A", "B", "C", "4", "E"], items.Select(item => item.Text("customerId")));
        Assert.Equal([1, null, null, 2, null], items.Select(item => item.GetProperty("segment").ValueKind == JsonValueKind.Null ? (int?)null : item.Int("segment")));
        foreach (var (index, code, column, words) in ((int, string, string?, string)[])[(1, "not_a_number", "x", "'x' is 'eleven'"), (2, "no_usable_field", null, "'x'"), (4, "not_a_number", "x", "1e+60")])
        {
            var item = items[index];
            Assert.All((string[])["segment", "name", "confidence", "distance", "outlier", "uncertain"], name => Assert.Equal(JsonValueKind.Null, item.GetProperty(name).ValueKind));
            var notice = Assert.Single(item.Items("notices"));
            Assert.Equal((code, column), (notice.Text("code"), notice.GetProperty("column").GetString()));
            Assert.Contains(words, notice.Text("message"), StringComparison.Ordinal);
        }

        var rows = CsvRows.Parse((await trained.App.PredictBatchAsync(Body.Csv(csv), "text/csv")).Text);
        Assert.Equal(Columns, rows[0]);
        Assert.Equal(["B", "", "", "", "", "", "", "1"], rows[2][..8]);
        Assert.Contains("'x' is 'eleven'", rows[2][8], StringComparison.Ordinal);
    }

    /// <summary>
    /// A long CSV is read in parts side by side; NDJSON is read one object after the other. Blank lines and quoted line breaks make the
    /// number of a line another than that of its customer.
    /// </summary>
    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public async Task PredictBatch_LongCsv_SaysWhatIsSaidOfTheCustomersOneAfterTheOther(string accept)
    {
        var (csv, objects) = (new System.Text.StringBuilder("customer,x,comment\n"), new System.Text.StringBuilder());
        var random = new Random(17);
        const int Customers = 60_000;
        for (var i = 0; i < Customers; i++)
        {
            var id = i % 3 == 0 ? $"c{i}" : "";
            var x = (i % 97) switch
            {
                5 => "eleven",
                6 => "",
                _ => (random.Next(-300, 1500) / 100.0).ToString(CultureInfo.InvariantCulture),
            };
            if (i % 89 == 0) csv.Append('\n');
            csv.Append(CultureInfo.InvariantCulture, $"{id},{x},{(i % 83 == 0 ? "\"two\nlines\"" : "a comment to make the body long")}\n");
            objects.Append(CultureInfo.InvariantCulture, $"{{\"customer\": \"{id}\", \"x\": \"{x}\"}}\n");
        }

        var inParts = await trained.App.PredictBatchAsync(Body.Csv(csv.ToString()), accept);
        var inTurn = await trained.App.PredictBatchAsync(new Body(System.Text.Encoding.UTF8.GetBytes(objects.ToString()), "application/x-ndjson"), accept);

        Assert.Equal(200, inTurn.Status);
        Assert.True(inTurn.Text == inParts.Text);
        Assert.Equal(Enumerable.Range(0, Customers).Select(i => i % 3 == 0 ? $"c{i}" : $"{i + 1}"), Rows(inParts).Select(row => row.Id));
    }

    [Fact]
    public async Task PredictBatch_MissingValue_TakesTheMedianWithANotice()
    {
        await trained.App.TrainedAsync(Tables.Blobs, $"?model=blobs&clusters=3&{Tables.Plain}");

        var item = (await trained.App.PredictBatchAsync(Body.Json("""[{"id": 7, "x": 101}, {"x": 1, "y": 2}]"""), query: "?model=blobs")).Expect(200)[0];
        var single = (await trained.App.PredictAsync("""{"id": 7, "x": 101}""", "?model=blobs")).Expect(200);

        Assert.Equal("value_missing", Assert.Single(item.Items("notices")).Text("code"));
        Assert.Equal(single.GetProperty("notices").ToString(), item.GetProperty("notices").ToString());
        foreach (var member in (string[])["segment", "name", "confidence", "distance", "outlier", "customerId", "version"])
            Assert.Equal(single.GetProperty(member).ToString(), item.GetProperty(member).ToString());
    }

    /// <summary>What no customer has is said of the batch, once, however its body is written; the answers are as if it had been said of each.</summary>
    [Theory]
    [InlineData("text/csv", "id,x\n7,101\n8,102\n")]
    [InlineData("application/json", """[{"id": 7, "x": 101}, {"id": 8, "x": 102}]""")]
    [InlineData("application/x-ndjson", "{\"id\": 7, \"x\": 101}\n{\"id\": 8, \"x\": 102}\n")]
    public async Task PredictBatch_ColumnThatNoCustomerHas_IsToldOnceInAHeader(string type, string body)
    {
        await trained.App.TrainedAsync(Tables.Blobs, $"?model=blobs&clusters=3&{Tables.Plain}");

        var answer = await trained.App.PredictBatchAsync(new Body(System.Text.Encoding.UTF8.GetBytes(body), type), query: "?model=blobs");
        var single = (await trained.App.PredictAsync("""{"id": 7, "x": 101}""", "?model=blobs")).Expect(200);

        Assert.All(answer.Expect(200).EnumerateArray(), item => Assert.Empty(item.Items("notices")));
        Assert.Equal(single.GetProperty("distance").ToString(), answer.Json[0].GetProperty("distance").ToString());
        Assert.Equal("No customer of the batch has 'y'; the training medians are taken.", Assert.Single(answer.Headers.GetValues("X-Notices")));
    }

    /// <summary>A key that appears after hundreds of customers: those of the parts before are told of together, and those after one by one.</summary>
    [Fact]
    public async Task PredictBatch_KeyThatAppearsLate_IsToldFromThereOn()
    {
        await trained.App.TrainedAsync(Tables.Blobs, $"?model=blobs&clusters=3&{Tables.Plain}");
        var lines = Enumerable.Range(1, 600).Select(i => i == 500 ? """{"x": 1, "y": 2}""" : """{"x": 1}""");

        var answer = await trained.App.PredictBatchAsync(new Body(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines)), "application/x-ndjson"), query: "?model=blobs");

        // The first part has 256 customers.
        Assert.Equal(
            [.. Enumerable.Range(257, 600 - 256).Where(i => i != 500)],
            answer.Expect(200).EnumerateArray().Select((item, i) => (Number: i + 1, item.Items("notices").Length)).Where(item => item.Length > 0).Select(item => item.Number));
        Assert.Contains("'y' before customer 257", Assert.Single(answer.Headers.GetValues("X-Notices")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/csv", "customer;x;\r\n007;1.5;remark\r\n", 1)]
    [InlineData("text/tab-separated-values", "customer\tx\n007\t1\n", 1)]
    [InlineData("application/json", """{"customers": [{"customer": "007", "x": "1"}]}""", 1)]
    [InlineData("application/x-ndjson", "{\"x\": 1, \"customer\": \"007\"}\n", 1)]
    public async Task PredictBatch_EveryFormOfBody_IsRead(string type, string body, int? segment)
    {
        var row = Assert.Single(Rows(await trained.App.PredictBatchAsync(new Body(System.Text.Encoding.UTF8.GetBytes(body), type))));

        Assert.Equal(("007", segment), (row.Id, row.Segment));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task PredictBatch_Compressed_IsRead(string coding)
    {
        Assert.Equal(2, Rows(await trained.App.PredictBatchAsync(Body.Csv("x\n1\n11\n").Compressed(coding))).Length);
    }

    [Fact]
    public async Task PredictBatch_Form_IsRead()
    {
        Assert.Equal(["1", "2"], Rows(await trained.App.PredictBatchAsync(Body.Form("c.csv", "x\n1\n11\n"u8.ToArray()))).Select(row => row.Id));
    }

    [Fact]
    public async Task PredictBatch_OtherVersion_IsNamedInEveryRow()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        await app.TrainedAsync(Tables.Five, "?clusters=3");

        var answer = await app.PredictBatchAsync(Body.Csv("x\n1\n2\n"), query: "?version=1");

        Assert.Equal([1, 1], answer.Expect(200).EnumerateArray().Select(item => item.Int("version")));
        Assert.Equal(["1"], answer.Headers.GetValues("X-Model-Version"));
    }

    private static Row[] Rows(Answer answer)
    {
        Assert.Equal(200, answer.Status);
        return answer.ContentType switch
        {
            "text/csv" => [.. CsvRows.Parse(answer.Text).Skip(1).Select(Row.Of)],
            "application/json" => [.. answer.Json.EnumerateArray().Select(Row.Of)],
            _ => [.. answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Row.Of(JsonDocument.Parse(line).RootElement))],
        };
    }

    /// <summary>One answer, whatever form it had.</summary>
    private sealed record Row(string Id, int? Segment, string? Name, double? Confidence, double? Distance, bool? Outlier, bool? Uncertain, int Version, string Notices)
    {
        public static Row Of(string[] cells) => new(
            cells[0],
            cells[1].Length == 0 ? null : int.Parse(cells[1], CultureInfo.InvariantCulture),
            cells[2].Length == 0 ? null : cells[2],
            cells[3].Length == 0 ? null : double.Parse(cells[3], CultureInfo.InvariantCulture),
            cells[4].Length == 0 ? null : double.Parse(cells[4], CultureInfo.InvariantCulture),
            cells[5].Length == 0 ? null : bool.Parse(cells[5]),
            cells[6].Length == 0 ? null : bool.Parse(cells[6]),
            int.Parse(cells[7], CultureInfo.InvariantCulture),
            cells[8]);

        public static Row Of(JsonElement item) => new(
            item.Text("customerId"),
            item.GetProperty("segment").Deserialize<int?>(),
            item.GetProperty("name").GetString(),
            item.GetProperty("confidence").Deserialize<double?>(),
            item.GetProperty("distance").Deserialize<double?>(),
            item.GetProperty("outlier").Deserialize<bool?>(),
            item.GetProperty("uncertain").Deserialize<bool?>(),
            item.Int("version"),
            string.Join(" ", item.Items("notices").Select(notice => notice.Text("message"))));
    }

    /// <summary>The model of five customers, two segments.</summary>
    public sealed class Trained : IAsyncLifetime
    {
        internal SegmentationApp App { get; } = new();

        public Task InitializeAsync() => App.TrainedAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
