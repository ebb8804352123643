using System.Text.Json;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>A batch that is answered behind the columns of its own body: each cell as it came, in step with the rows.</summary>
public sealed class BatchColumnsTests(BatchColumnsTests.Trained trained) : IClassFixture<BatchColumnsTests.Trained>
{
    [Fact]
    public async Task Csv_WithColumns_BeginsEachLineWithTheRow()
    {
        const string Body = "name,customer,x,\"no, te\"\nAnn,a,1.50,=1+1\n,b,,\nBob,b,ten,\"say \"\"hi\"\"\"\nCid,c,11,\n";

        var plain = CsvRows.Parse((await trained.App.PredictBatchAsync(Tests.Body.Csv(Body), "text/csv")).Text);
        var rows = CsvRows.Parse((await trained.App.PredictBatchAsync(Tests.Body.Csv(Body), "text/csv", "?include=columns")).Text);

        Assert.Equal(["name_2", "customer", "x", "no, te", "segment", "name", "confidence", "distance", "outlier", "uncertain", "version", "notices"], rows[0]);
        string[][] own = [["Ann", "a", "1.50", "'=1+1"], ["", "b", "", ""], ["Bob", "b", "ten", "say \"hi\""], ["Cid", "c", "11", ""]];
        Assert.Equal(own, rows.Skip(1).Select(row => row[..4]));
        Assert.Equal(plain.Skip(1).Select(row => row[1..]), rows.Skip(1).Select(row => row[4..]));
    }

    /// <summary>Keys in any order; a key that is called as a member of the answer is no trouble there.</summary>
    [Fact]
    public async Task Json_WithColumns_HasTheCellsInAMemberOfTheirOwn()
    {
        var items = (await trained.App.PredictBatchAsync(Body.Json("""[{"customer": "a", "x": 1, "segment": "retail"}, {"segment": null, "x": 11.0, "customer": "=b"}]"""), query: "?include=columns")).Expect(200).EnumerateArray().ToArray();

        Assert.Equal("""{"customer":"a","x":"1","segment":"retail"}""", JsonSerializer.Serialize(items[0].GetProperty("columns")));
        Assert.Equal("""{"customer":"=b","x":"11.0","segment":null}""", JsonSerializer.Serialize(items[1].GetProperty("columns")));
        Assert.Equal([1, 2], items.Select(item => item.Int("segment")));
    }

    /// <summary>More rows than one part has, read by several threads: no cell strays into another row.</summary>
    [Fact]
    public async Task NdJson_OfManyRows_StaysInStep()
    {
        var csv = "customer,x,note\n" + string.Concat(Enumerable.Range(0, 40_000).Select(i => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"c{i},{i % 13},n{i}\n")));

        var answer = await trained.App.PredictBatchAsync(Body.Csv(csv), "application/x-ndjson", "?include=columns");
        var lines = answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(40_000, lines.Length);
        Assert.All(Enumerable.Range(0, lines.Length).Where(i => i % 97 == 0), i => Assert.EndsWith($",\"columns\":{{\"customer\":\"c{i}\",\"x\":\"{i % 13}\",\"note\":\"n{i}\"}}}}", lines[i], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Orders_WithColumns_BeginWithWhatWasComputed()
    {
        await using var app = new SegmentationApp();
        var orders = "customer,invoice,date,amount\n" + string.Concat(Enumerable.Range(1, 12).Select(i => $"C{i % 6},{i},2026-01-{i:00},{i * i}\n"));
        await app.TrainedAsync(orders, "?input=transactions&clusters=2");

        var rows = CsvRows.Parse((await app.PredictBatchAsync(Body.Csv(orders), "text/csv", "?input=transactions&include=columns")).Text);

        Assert.Equal(["recency_days", "frequency", "monetary"], rows[0][1..4]);
        Assert.Equal(["C1", "2", "50"], [rows[2][0], rows[2][2], rows[2][3]]); // orders 1 and 7: 1 + 49
    }

    /// <summary>The id of the body is the id of the answer, also where it has that name; the names that the training made stand last, and keep theirs.</summary>
    [Fact]
    public async Task Columns_NamedAsThoseOfTheAnswer_GiveWay()
    {
        await using var app = new SegmentationApp();
        var made = (await app.TrainedAsync(Tests.Tables.Blobs, "?clusters=3")).Item("segments", "id", "1").Text("name");
        (await app.SendAsync(HttpMethod.Patch, "/models/default/versions/1/segments/1", Body.Json("""{"name": "VIP"}"""))).Expect(200);

        var rows = CsvRows.Parse((await app.PredictBatchAsync(Body.Csv("id,x,y,made_name\n7a,2,2,own\n"), "text/csv", "?include=columns")).Text);

        Assert.Equal(["id", "x", "y", "made_name_2", "segment", "name", "confidence", "distance", "outlier", "uncertain", "version", "notices", "made_name"], rows[0]);
        Assert.Equal(["7a", "2", "2", "own", "1", "VIP"], rows[1][..6]);
        Assert.Equal(made, rows[1][^1]);
    }

    /// <summary>A model of two segments around 1 and 11.</summary>
    public sealed class Trained : IAsyncLifetime
    {
        internal SegmentationApp App { get; } = new();

        public async Task InitializeAsync() => await App.TrainedAsync(Tests.Tables.Five, "?clusters=2&" + Tests.Tables.Plain);

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
