using System.Text.Json;

namespace SegmentationService.Api.Tests.Training;

/// <summary>POST /train?encode=: text columns as features, from the body to the stored version and back.</summary>
public sealed class TrainEncodeTests(SegmentationApp app) : IClassFixture<SegmentationApp>
{
    private const string Csv = "id,plan,city,x\n1,basic,Wien,1\n2,basic,Bern,2\n3,gold,Wien,3\n4,gold,Bern,11\n5,basic,Wien,12\n6,gold,Wien,13\n";

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public async Task Train_EncodedColumns_AreFeaturesInEveryFormat(string type)
    {
        var objects = Tables.Objects(Csv);
        var body = type switch
        {
            "text/csv" => Body.Csv(Csv),
            "application/json" => Body.Json($"[{string.Join(',', objects)}]"),
            _ => Body.NdJson(string.Join('\n', objects)),
        };

        var trained = await app.TrainedAsync(body, "?clusters=2&encode=plan&encode=City&model=formats");

        Assert.Equal(["plan=basic", "plan=gold", "city=Bern", "city=Wien", "x"], trained.FeatureNames());
        var wien = trained.Item("features", "name", "city=Wien");
        Assert.Equal(("city", "Wien", "none"), (wien.Text("source"), wien.Text("value"), wien.Text("transform")));
        Assert.Equal(4 / 6.0, wien.Number("center"), 1e-12);
        Assert.Equal(Math.Sqrt(2 * (2 / 6.0) * (4 / 6.0)), wien.Number("scale"), 1e-12); // Two values, p (1 - p) each.
        Assert.Equal(JsonValueKind.Null, trained.Item("features", "name", "x").GetProperty("value").ValueKind);
        Assert.Equal("encoded", trained.Item("columns", "name", "city").Text("role"));
        Assert.Empty(trained.Notices("text_columns_left_out"));
        Assert.Equal(4, trained.Items("segments").Sum(segment => segment.Int("size") * segment.GetProperty("statistics").GetProperty("city=Wien").Number("mean")), 1e-9);
    }

    [Fact]
    public async Task Train_TextNotNamed_IsNoticedOnceAndOtherFingerprint()
    {
        var plain = await app.TrainedAsync(Csv, "?clusters=2&model=notnamed");
        var encoded = await app.TrainedAsync(Csv, "?clusters=2&model=notnamed&encode=plan");

        var notice = Assert.Single(plain.Notices("text_columns_left_out"));
        Assert.Contains("'plan' (2 values), 'city' (2 values)", notice, StringComparison.Ordinal);
        Assert.Contains("encode=plan,city", notice, StringComparison.Ordinal);
        Assert.Contains("'city' (2 values) is", Assert.Single(encoded.Notices("text_columns_left_out")), StringComparison.Ordinal);
        Assert.NotEqual(plain.Text("fingerprint"), encoded.Text("fingerprint"));
    }

    [Fact]
    public async Task Train_TextInParts_IsEncodedAsInOnePiece()
    {
        // Large enough that the body is read in parts side by side; the text column begins with numbers.
        var rows = Enumerable.Range(0, 60_000).Select(i => $"{(i % 5000 == 4999 ? "late" : i % 7)},{i * 37 % 1000},{i * 91 % 500}\n");

        var trained = await app.TrainedAsync("kind,a,b\n" + string.Concat(rows), "?clusters=2&restarts=1&model=parts&encode=kind");

        var column = trained.Item("columns", "name", "kind");
        Assert.Equal(("encoded", 8, 60_000), (column.Text("role"), column.Int("distinct"), column.Int("present")));
        Assert.Equal(12 / 60_000.0, trained.Item("features", "name", "kind=late").Number("center"), 1e-12);
    }

    [Fact]
    public async Task Train_IdToBeEncoded_IsRefused()
    {
        var refused = (await app.TrainAsync(Csv, "?encode=id")).ExpectProblem(422, "column-not-encodable", "is the id", "at most 20 different values");

        Assert.Equal("id", refused.Text("column"));
    }

    [Fact]
    public async Task Train_MoreThanTwentyTexts_IsRefused()
    {
        var csv = "c,x\n" + string.Concat(Enumerable.Range(0, 63).Select(i => $"t{i % 21},{i}\n"));

        (await app.TrainAsync(csv, "?encode=c")).ExpectProblem(422, "column-not-encodable", "'c' has more than 20 different values");
        (await app.TrainAsync(csv, "?encode=d")).ExpectProblem(422, "unknown-column", "encode: there is no column 'd'", "'c', 'x'");
    }

    [Fact]
    public async Task Predict_ValueUnknownOrMissing_CountsAsNoneWithANotice()
    {
        await app.TrainedAsync(Csv, $"?clusters=2&model=plans&encode=plan&columns=x&{Tables.Plain}");

        // Around x = 2 two of three are basic, around x = 12 one is: the customer without a plan lies at (0, 0) of it.
        var known = (await app.PredictAsync("""{"plan": "gold", "x": 12}""", "?model=plans")).Expect(200);
        var unknown = (await app.PredictAsync("""{"plan": "Gold", "x": 12}""", "?model=plans")).Expect(200);
        var missing = (await app.PredictAsync("""{"x": 12, "plan": null}""", "?model=plans")).Expect(200);

        Assert.Empty(known.Items("notices"));
        Assert.Equal(Math.Sqrt((1 / 9.0) + (1 / 9.0)), known.Number("distance"), 1e-5);
        Assert.Equal(Math.Sqrt((1 / 9.0) + (4 / 9.0)), unknown.Number("distance"), 1e-5);
        Assert.Equal(unknown.Number("distance"), missing.Number("distance"));
        Assert.Contains("none of 'basic', 'gold'", Assert.Single(unknown.Notices("value_unknown")), StringComparison.Ordinal);
        Assert.Contains("none of the values", Assert.Single(missing.Notices("value_missing")), StringComparison.Ordinal);

        // A batch says the same, in every form.
        const string Batch = "plan,x\ngold,12\nGold,12\n,12\n";
        var rows = CsvRows.Parse((await app.PredictBatchAsync(Body.Csv(Batch), "text/csv", "?model=plans")).Text);
        Assert.Equal(["", unknown.Notices("value_unknown")[0], missing.Notices("value_missing")[0]], rows.Skip(1).Select(row => row[^1]));
        var items = (await app.PredictBatchAsync(Body.Json($"[{string.Join(',', Tables.Objects(Batch))}]"), null, "?model=plans")).Expect(200).EnumerateArray().ToArray();
        Assert.Equal(
            new[] { known, unknown, missing }.Select(answer => (answer.Number("distance"), answer.GetProperty("notices").ToString())),
            items.Select(item => (item.Number("distance"), item.GetProperty("notices").ToString())));
    }

    [Fact]
    public async Task Predict_JsonNumberOrTruth_IsTheTextThatTrainingHad()
    {
        var body = Body.Json("""[{"a": 1, "b": true, "x": 1}, {"a": "one", "b": false, "x": 2}, {"a": 1, "b": true, "x": 9}, {"a": "one", "b": false, "x": 8}]""");

        await app.TrainedAsync(body, "?clusters=2&model=truth&encode=a,b");

        Assert.Empty((await app.PredictAsync("""{"a": 1, "b": false, "x": 1}""", "?model=truth")).Expect(200).Items("notices"));
    }
}
