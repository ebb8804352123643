using System.Text.Json;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>One customer of a training: what the version's customers say of it, its own row, and the reasons that /explain gives of that row.</summary>
public sealed class TrainingCustomerStoryTests
{
    /// <summary>Columns as they came, reasons as /explain has them: blanks, quotes, a formula, a slash, an umlaut and a missing value included.</summary>
    [Fact]
    public async Task Customer_OfAKeptTable_HasItsRowAndTheReasonsOfExplain()
    {
        await using var app = new SegmentationApp();
        const string Csv = "customer_id,x,y,note\na/ä,0,0,=1+1\nb,1,,\"say \"\"hi\"\", you\"\n,,,\nc,2,1,\nd,100,90,x\ne,101,91,\nf,99,92,\n";
        await TrainedOnTableAsync(app, Csv, "clusters=2&derive=false");
        var rows = await app.CustomersAsync();

        foreach (var (id, path, json, columns) in new[]
        {
            ("a/ä", "a%2F%C3%A4", """{"x":0,"y":0}""", """{"customer_id":"a/\u00E4","x":"0","y":"0","note":"=1\u002B1"}"""),
            ("b", "b", """{"x":1}""", """{"customer_id":"b","x":"1","y":null,"note":"say \u0022hi\u0022, you"}"""),
            ("e", "e", """{"x":101,"y":91}""", """{"customer_id":"e","x":"101","y":"91","note":null}"""),
        })
        {
            var told = (await app.GetAsync($"/models/default/versions/1/customers/{path}")).Expect(200);
            var explained = (await app.PostAsync("/explain", Body.Json(json))).Expect(200);
            var row = rows.Single(row => row[0] == id);

            Assert.Equal(["id", "segment", "name", "confidence", "distance", "outlier", "columns", "rival", "why", "radius", "flips", "before", "table", "note"], told.Names());
            Assert.Equal(id, told.Text("id"));
            string[] assignment = [.. new[] { "segment", "name", "confidence", "distance" }.Select(member => told.GetProperty(member).ToString())];
            Assert.Equal(row[1..5], assignment);
            Assert.Equal(row[5] == "true", told.GetProperty("outlier").GetBoolean());
            Assert.Equal(columns, JsonSerializer.Serialize(told.GetProperty("columns")));
            foreach (var member in new[] { "segment", "name", "confidence", "distance", "rival", "why", "radius", "flips" })
                Assert.Equal(explained.GetProperty(member).ToString(), told.GetProperty(member).ToString());
            Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (told.GetProperty("before").ValueKind, told.GetProperty("note").ValueKind));
        }
    }

    /// <summary>Rows without a value for the model are no customers: those after them are not taken for others, though an id is there twice.</summary>
    [Fact]
    public async Task Customer_BehindARowThatWasLeftOut_HasItsOwnRow()
    {
        await using var app = new SegmentationApp();
        await TrainedOnTableAsync(app, "customer_id,x,y,note\na,0,0,first\nb,,,left out\nb,1,1,second\nc,2,0,third\nd,50,60,fourth\ne,51,61,fifth\n", "clusters=2&derive=false");

        var told = (await app.GetAsync("/models/default/versions/1/customers/b")).Expect(200);

        Assert.Equal("second", told.GetProperty("columns").Text("note"));
    }

    /// <summary>Customers and their rows lie in several pieces of files, of which most are not read: ids in quotes, over two lines, as formulas, there twice, or part of others find their own rows.</summary>
    [Fact]
    public async Task Customer_OfALargeTable_HasItsOwnRowWhereverThatStands()
    {
        const int Customers = 7_000;
        var odd = new Dictionary<int, string> { [0] = "first", [2_000] = "say \"hi\", you", [3_000] = "two\nlines", [4_000] = "=1+1", [5_000] = "Müller", [5_500] = "日本", [6_000] = "twice", [6_400] = "twice", [6_998] = "5", [Customers - 1] = "last" };
        var filler = new string('x', 220);
        var csv = new System.Text.StringBuilder("customer_id,x,note\n");
        for (var i = 0; i < Customers; i++)
            csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"\"{odd.GetValueOrDefault(i, $"customer {i} of the table").Replace("\"", "\"\"", StringComparison.Ordinal)}\",{(i % 2 * 100) + (i % 7)},n{i} {filler}\n");
        await using var app = new SegmentationApp();
        await TrainedOnTableAsync(app, csv.ToString(), "clusters=2&derive=false&restarts=1&columns=x");
        var rows = (await app.CustomersAsync()).Skip(1).ToArray();

        foreach (var place in (int[])[0, 1, 299, 2_000, 3_000, 3_001, 4_000, 5_000, 5_500, 6_000, 6_998, Customers - 1])
        {
            var id = odd.GetValueOrDefault(place, $"customer {place} of the table");
            var told = (await app.GetAsync($"/models/default/versions/1/customers/{Uri.EscapeDataString(id)}")).Expect(200);

            Assert.Equal((id, $"n{place} {filler}", $"{(place % 2 * 100) + (place % 7)}"), (told.Text("id"), told.GetProperty("columns").Text("note"), told.GetProperty("columns").Text("x")));
            Assert.Equal(rows[place][1..5], new[] { "segment", "name", "confidence", "distance" }.Select(member => told.GetProperty(member).ToString()));
        }

        (await app.GetAsync("/models/default/versions/1/customers/customer%207000%20of%20the%20table")).ExpectProblem(404, "customer-not-found");
    }

    [Fact]
    public async Task Customer_WithoutIds_IsFoundByTheNumberOfItsRow()
    {
        await using var app = new SegmentationApp();
        await TrainedOnTableAsync(app, "x,y\n0,0\n1,1\n2,0\n50,60\n51,61\n", "clusters=2&derive=false");

        var told = (await app.GetAsync("/models/default/versions/1/customers/4")).Expect(200);

        Assert.Equal("""{"x":"50","y":"60"}""", JsonSerializer.Serialize(told.GetProperty("columns")));
    }

    [Fact]
    public async Task Customer_WhoseTableIsGone_IsToldOfWithoutReasonsAndTheNoteSaysWhy()
    {
        await using var app = new SegmentationApp();
        var table = await TrainedOnTableAsync(app, Tests.Tables.Five, "clusters=2");
        await app.TrainedAsync(Tests.Tables.Five, "?clusters=2");
        await app.DeleteAsync($"/tables/{table}");

        var gone = (await app.GetAsync("/models/default/versions/1/customers/C4")).Expect(200);
        var never = (await app.GetAsync("/models/default/versions/2/customers/C4")).Expect(200);

        foreach (var told in new[] { gone, never })
            foreach (var member in new[] { "columns", "rival", "why", "radius", "flips", "table" }) Assert.Equal(JsonValueKind.Null, told.GetProperty(member).ValueKind);
        Assert.Contains("kept no longer", gone.Text("note"), StringComparison.Ordinal);
        Assert.Contains("was not kept", never.Text("note"), StringComparison.Ordinal);
        Assert.Equal(2, never.Int("segment"));
    }

    /// <summary>C3 is 2 and lies with 0 and 1; among 2, 9 and 10 it is alone.</summary>
    [Fact]
    public async Task Customer_InASecondVersion_IsToldOfWithWhereItWasBefore()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tests.Tables.Five, "?clusters=2&" + Tests.Tables.Plain);
        await app.TrainedAsync(Tests.Tables.Five.Replace("C3,2", "C3,11", StringComparison.Ordinal), "?clusters=2&" + Tests.Tables.Plain);
        var first = (await app.GetAsync("/models/default/versions/1/customers/C3")).Expect(200);

        var before = (await app.GetAsync("/models/default/versions/2/customers/C3")).Expect(200).GetProperty("before");

        Assert.Equal(["version", "segment", "name", "confidence", "distance"], before.Names());
        Assert.Equal(1, before.Int("version"));
        foreach (var member in new[] { "segment", "name", "confidence", "distance" }) Assert.Equal(first.GetProperty(member).ToString(), before.GetProperty(member).ToString());
        Assert.Equal(1, before.Number("distance")); // from 2 to the centre 1 of 0, 1 and 2
    }

    /// <summary>What was made of orders stands with the version, which needs no table for its reasons.</summary>
    [Fact]
    public async Task Customer_MadeOfOrders_HasItsReasonsWithoutATable()
    {
        await using var app = new SegmentationApp();
        var orders = new System.Text.StringBuilder("customer,invoice,date,amount\n");
        for (var customer = 1; customer <= 12; customer++)
            for (var order = 0; order <= customer % 4; order++)
                orders.Append(System.Globalization.CultureInfo.InvariantCulture, $"C{customer:00},{(customer * 10) + order},2026-01-{1 + (((customer * 3) + (order * 5)) % 28):00},{10 + (customer * order)}\n");
        await app.TrainedAsync(orders.ToString(), "?input=transactions&clusters=2");

        var told = (await app.GetAsync("/models/default/versions/1/customers/C07")).Expect(200);
        var columns = told.GetProperty("columns");
        var explained = (await app.PostAsync("/explain", Body.Json("{" + string.Join(',', columns.EnumerateObject().Select(column => $"\"{column.Name}\":{column.Value.GetString()}")) + "}"))).Expect(200);

        Assert.Equal(["recency_days", "frequency", "monetary", "tenure_days"], columns.Names());
        Assert.Equal("4", columns.Text("frequency")); // 7 % 4 = 3, and the first
        foreach (var member in new[] { "segment", "why", "flips" }) Assert.Equal(explained.GetProperty(member).ToString(), told.GetProperty(member).ToString());
    }

    [Theory]
    [InlineData("/models/default/versions/1/customers/nobody", 404, "customer-not-found")]
    [InlineData("/models/default/versions/1/customers/c1", 404, "customer-not-found")]
    [InlineData("/models/default/versions/9/customers/C1", 404, "unknown-version")]
    [InlineData("/models/nothing/versions/1/customers/C1", 404, "unknown-model")]
    [InlineData("/models/default/versions/1/customers/C1?x=1", 400, "invalid-parameter")]
    public async Task Customer_ThatIsNotThere_IsAProblemThatSaysWhatThereIs(string path, int status, string kind)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tests.Tables.Five, "?clusters=2");

        (await app.GetAsync(path)).ExpectProblem(status, kind);
    }

    private static async Task<string> TrainedOnTableAsync(SegmentationApp app, string csv, string query)
    {
        var id = (await app.PostAsync("/tables", Body.Csv(csv))).Expect(201).Text("id");
        (await app.PostAsync($"/train?table={id}&{query}", null)).Expect(201);
        return id;
    }
}
