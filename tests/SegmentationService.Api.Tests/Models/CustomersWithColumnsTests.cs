namespace SegmentationService.Api.Tests.Models;

/// <summary>Customers behind the columns of their own table: each cell as it came, in its own row, whatever was left out of the training.</summary>
public sealed class CustomersWithColumnsTests
{
    /// <summary>Names that answers have, quotes, a formula, a row without a value for the model: worked out by hand.</summary>
    private const string Odd =
        "customer_id,segment,x,note\n" +
        "a,retail,0.50,=1+1\n" +
        "b,retail,,left out\n" +
        "b,\"whole, sale\",1,\"say \"\"hi\"\"\"\n" +
        "c,retail,2,\n" +
        "d,shop,50,+3\n" +
        "e,shop,51,line\n" +
        "f,shop,52,last\n";

    [Fact]
    public async Task Customers_WithColumns_StandBehindTheirOwnRows()
    {
        await using var app = new SegmentationApp();
        await TrainedOnTableAsync(app, Body.Csv(Odd), "clusters=2&derive=false&columns=x");
        var stored = await app.CustomersAsync();

        var answer = await app.GetAsync("/models/default/versions/1/customers?include=columns");
        var rows = CsvRows.Parse(answer.Text);

        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal(["customer_id", "segment_2", "x", "note", "segment", "name", "confidence", "distance", "outlier"], rows[0]);
        string[][] own =
        [
            ["a", "retail", "0.50", "'=1+1"], // marked, since a spreadsheet opens it
            ["b", "whole, sale", "1", "say \"hi\""],
            ["c", "retail", "2", ""],
            ["d", "shop", "50", "+3"],
            ["e", "shop", "51", "line"],
            ["f", "shop", "52", "last"],
        ];
        Assert.Equal(own, rows.Skip(1).Select(row => row[..4]));
        Assert.Equal(stored.Skip(1).Select(row => row[1..]), rows.Skip(1).Select(row => row[4..]));
    }

    /// <summary>Keys that only later objects have, and in another order; JSON keeps text as it is.</summary>
    [Fact]
    public async Task Customers_OfATableOfJson_HaveEachColumnInEachRow()
    {
        await using var app = new SegmentationApp();
        await TrainedOnTableAsync(app, Body.NdJson("""
            {"customer": "a", "x": 0}
            {"x": 1, "customer": "b"}
            {"customer": "c", "x": 2, "note": "=1+1"}
            {"note": "n", "customer": "d", "x": 50}
            {"customer": "e", "x": 51}
            """), "clusters=2&derive=false");

        var lines = (await app.GetAsync("/models/default/versions/1/customers?include=columns&format=ndjson")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var objects = lines.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement).ToArray();

        Assert.Equal(["customer", "x", "note", "segment", "name", "confidence", "distance", "outlier"], objects[0].Names());
        Assert.Equal(["a 0 ", "b 1 ", "c 2 =1+1", "d 50 n", "e 51 "], objects.Select(row => $"{row.Text("customer")} {row.Text("x")} {row.GetProperty("note").GetString()}"));
    }

    [Fact]
    public async Task Customers_OfOneSegment_AreItsCustomersAlone()
    {
        await using var app = new SegmentationApp();
        await TrainedOnTableAsync(app, Body.Csv(Tests.Tables.Blobs), "clusters=3");

        var all = (await app.CustomersAsync()).Skip(1).ToArray();
        var narrow = CsvRows.Parse((await app.GetAsync("/models/default/versions/1/customers?segment=2")).Text);
        var wide = CsvRows.Parse((await app.GetAsync("/models/default/versions/1/customers?segment=2&include=columns")).Text);

        Assert.Equal(all.Where(row => row[1] == "2").Select(row => string.Join(',', row)), narrow.Skip(1).Select(row => string.Join(',', row)));
        Assert.Equal(15, wide.Count - 1);
        Assert.All(wide.Skip(1), row => Assert.Equal("2", row[3]));
        Assert.All(wide.Skip(1), row => Assert.InRange(int.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture), 100, 104));
    }

    /// <summary>What was made of orders stands with the version: there is nothing more to include.</summary>
    [Fact]
    public async Task Customers_MadeOfOrders_HaveTheirComputedColumnsWithoutATable()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync("customer,invoice,date,amount\n" + string.Concat(Enumerable.Range(1, 12).Select(i => $"C{i % 6},{i},2026-01-{i:00},{i * i}\n")), "?input=transactions&clusters=2");

        Assert.Equal(await app.CustomersAsync(), CsvRows.Parse((await app.GetAsync("/models/default/versions/1/customers?include=columns")).Text));
    }

    [Fact]
    public async Task Customers_WhoseTableIsNotKept_AreAProblemThatSaysSo()
    {
        await using var app = new SegmentationApp();
        var table = await TrainedOnTableAsync(app, Body.Csv(Tests.Tables.Five), "clusters=2");
        await app.TrainedAsync(Tests.Tables.Five, "?clusters=2");
        await app.DeleteAsync($"/tables/{table}");

        (await app.GetAsync("/models/default/versions/1/customers?include=columns")).ExpectProblem(409, "table-gone", table, "kept no longer");
        (await app.GetAsync("/models/default/versions/2/customers?include=columns")).ExpectProblem(409, "table-gone", "POST /tables");
        (await app.GetAsync("/models/default/versions/1/customers?segment=7")).ExpectProblem(400, "invalid-parameter", "1, 2");
        (await app.GetAsync("/models/default/versions/1/customers?include=rows")).ExpectProblem(400, "invalid-parameter", "columns");
    }

    private static async Task<string> TrainedOnTableAsync(SegmentationApp app, Body body, string query)
    {
        var id = (await app.PostAsync("/tables", body)).Expect(201).Text("id");
        (await app.PostAsync($"/train?table={id}&{query}", null)).Expect(201);
        return id;
    }
}
