using SegmentationService.Api.Tests.Answers;

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

    /// <summary>Whatever stands in a cell, it is told letter for letter in every form, by both downloads; in a workbook a number may be one.</summary>
    [Fact]
    public async Task Columns_OfATableOfOddTexts_AreThoseOfTheFile()
    {
        const int Rows = 400;
        string[] texts = ["", "007", "1.50", "-5", "1e3", "=1+1", "+x", "@a", "say \"hi\"", "a, b", "two\nlines", "Müller", "日本", "TRUE", "'", "x'y", "1,234.50", "12345678901234567890", "a;b|c", "\\", "{}", "null"];
        var random = new Random(16);
        List<string[]> table = [["customer_id", "x", "note", "segment", "more", "nothing"], .. Enumerable.Range(0, Rows).Select(i => (string[])[$"id{i} {random.GetItems(texts[..8], 1)[0]}".Trim(), $"{(i % 2 * 50) + random.Next(9)}", .. random.GetItems(texts, 3), ""])];
        await using var app = new SegmentationApp();
        await TrainedOnTableAsync(app, Body.Csv(CsvRows.Write(table)), "clusters=2&derive=false&restarts=1&columns=x");
        using var client = app.CreateClient();

        foreach (var form in (string[])["csv", "ndjson", "json", "xlsx", "parquet"])
        {
            var customers = FormReader.Read(form, await client.GetByteArrayAsync($"/models/default/versions/1/customers?include=columns&format={form}"));
            Assert.Equal(table.Skip(1), customers.Skip(1).Zip(table.Skip(1), (told, own) => Own(form, told, own)));
            if (form is "ndjson" or "json") continue; // whose batches have them in a member
            using var batch = await client.PostAsync($"/predict/batch?include=columns&format={form}", Body.Csv(CsvRows.Write(table)).ToContent());
            Assert.Equal(table.Skip(1), FormReader.Read(form, await batch.Content.ReadAsByteArrayAsync()).Skip(1).Zip(table.Skip(1), (told, own) => Own(form, told, own)));
        }

        var items = (await app.PredictBatchAsync(Body.Csv(CsvRows.Write(table)), query: "?include=columns")).Expect(200).EnumerateArray().ToArray();
        Assert.Equal(table.Skip(1), items.Select(item => item.GetProperty("columns").EnumerateObject().Select(member => member.Value.GetString() ?? "").ToArray()));
    }

    /// <summary>The own cells of a row, without the apostrophes that CSV has before formulas; of a workbook, the text of the file where its number is the same.</summary>
    private static string[] Own(string form, string[] told, string[] own) => [.. told.Take(own.Length).Zip(own, (cell, text) => form switch
    {
        "csv" when text is ['=' or '+' or '@', ..] && cell == "'" + text => text,
        "xlsx" when double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && cell == number.ToString(System.Globalization.CultureInfo.InvariantCulture) => text,
        _ => cell,
    })];

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
