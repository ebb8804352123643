using System.Globalization;
using System.Text.Json;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>POST /explain, and explain=true elsewhere: the wire, what flips when it is posted, and what is refused.</summary>
public sealed class ExplainTests(ExplainTests.Trained trained) : IClassFixture<ExplainTests.Trained>
{
    /// <summary>Centroids at 1 and 11, T = 1.6: at 3 the squared distances are 4 and 64, and the boundary lies at 6.</summary>
    [Fact]
    public async Task Explain_OneColumn_IsWorkedOutByHand()
    {
        var explained = (await trained.App.PostAsync("/explain?model=five", Body.Json("""{"customer": "C9", "x": 3}"""))).Expect(200);

        Assert.Equal(("five", "C9", 1, 2), (explained.Text("model"), explained.Text("customerId"), explained.Int("segment"), explained.Int("rival")));
        var why = Assert.Single(explained.Items("why"));
        Assert.Equal("x", why.Text("feature"));
        Assert.Equal("x", Assert.Single(why.Items("inputs")).GetString());
        Assert.Equal(60 / 1.6, why.Number("contribution"), 1e-5);
        Assert.False(why.GetProperty("imputed").GetBoolean());
        Assert.False(why.GetProperty("clipped").GetBoolean());
        Assert.Equal(3, explained.GetProperty("radius").Number("distance"), 1e-6);
        Assert.Equal(2, explained.GetProperty("radius").Int("to"));
        var flips = Assert.Single(explained.Items("flips"));
        Assert.Equal(("x", 3), (flips.Text("column"), flips.Int("value")));
        Assert.Equal(JsonValueKind.Null, flips.GetProperty("below").ValueKind);
        Assert.Equal(JsonValueKind.Null, flips.GetProperty("values").ValueKind);

        // Midway the larger takes it, and the column has whole numbers only.
        Assert.Equal((7, 2), (flips.GetProperty("above").Int("value"), flips.GetProperty("above").Int("segment")));
    }

    [Fact]
    public async Task Explain_EveryFlip_ChangesTheSegmentWhenItIsPosted()
    {
        var flips = 0;
        for (var i = 0; i < 15; i++)
        {
            var customer = new Dictionary<string, double> { ["recency_days"] = 20 * i, ["frequency"] = 1 + (i * 3 % 40), ["monetary"] = 30 + (i * 217.5 % 4000), ["tenure_days"] = 60 + (i * 61 % 1000) };
            var explained = (await trained.App.PostAsync("/explain?model=shop", Body.Json(JsonSerializer.Serialize(customer)))).Expect(200);
            foreach (var column in explained.Items("flips"))
            {
                foreach (var direction in (string[])["below", "above"])
                {
                    if (column.GetProperty(direction) is not { ValueKind: JsonValueKind.Object } flip) continue;
                    var changed = new Dictionary<string, double>(customer) { [column.Text("column")] = flip.Number("value") };
                    Assert.Equal(flip.Int("segment"), (await trained.App.PredictAsync(JsonSerializer.Serialize(changed), "?model=shop")).Expect(200).Int("segment"));
                    Assert.NotEqual(explained.Int("segment"), flip.Int("segment"));
                    flips++;
                }
            }
        }

        Assert.True(flips > 20, flips.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Explain_WithoutExplanation_IsWhatPredictAnswers()
    {
        const string Customer = """{"recency_days": 40, "frequency": 6, "tenure_days": 400}""";
        var plain = (await trained.App.PredictAsync(Customer, "?model=shop")).Text;
        var explained = await trained.App.PostAsync("/explain?model=shop", Body.Json(Customer));
        var predicted = await trained.App.PredictAsync(Customer, "?model=shop&explain=true");
        var after = (await trained.App.PredictAsync(Customer, "?model=shop&explain=false")).Text;

        Assert.Equal(explained.Text, predicted.Text);
        Assert.StartsWith(plain[..^1], explained.Text, StringComparison.Ordinal);
        Assert.Equal(plain, after);
        Assert.Contains(explained.Expect(200).Items("why"), feature => feature.Text("feature") == "monetary" && feature.GetProperty("imputed").GetBoolean());
        Assert.True(explained.Json.Items("flips").Single(column => column.Text("column") == "monetary").GetProperty("imputed").GetBoolean());
    }

    [Theory]
    [InlineData("?model=shop&rival=99", "{\"frequency\": 3}", 400, "rival", "There is no segment 99")]
    [InlineData("?model=five&rival=1", "{\"x\": 1}", 400, "rival", "the customer's own")]
    [InlineData("?model=five&rival=two", "{\"x\": 1}", 400, "rival", "whole number")]
    [InlineData("?model=five", "{\"other\": 1}", 422, null, "None of the fields")]
    [InlineData("?model=five", "{\"x\": \"oops\"}", 422, null, "'x' is 'oops'")]
    [InlineData("?model=nothing", "{\"x\": 1}", 404, "model", "no model 'nothing'")]
    public async Task Explain_WhatCannotBe_IsAProblem(string query, string body, int status, string? parameter, string words)
    {
        var answer = await trained.App.PostAsync("/explain" + query, Body.Json(body));

        Assert.Equal(status, answer.Status);
        Assert.Contains(words, answer.Json.Text("detail"), StringComparison.Ordinal);
        if (parameter is not null) Assert.Equal(parameter, answer.Json.Text("parameter"));
    }

    [Fact]
    public async Task Batch_Explained_SaysOfEachWhatExplainSays()
    {
        const string Lines = "x\n3\n\n11\n";
        var json = (await trained.App.PredictBatchAsync(Body.Csv(Lines), query: "?model=five&explain=true")).Expect(200);
        var csv = await trained.App.PredictBatchAsync(Body.Csv(Lines), "text/csv", "?model=five&explain=true");
        var one = (await trained.App.PostAsync("/explain?model=five", Body.Json("""{"x": 3}"""))).Expect(200);

        var items = json.EnumerateArray().ToArray();
        foreach (var member in (string[])["rival", "why", "radius", "flips"]) Assert.Equal(one.GetProperty(member).GetRawText(), items[0].GetProperty(member).GetRawText());
        Assert.Equal(1, items[^1].Int("rival"));
        Assert.Equal((400, "explain"), (csv.Status, csv.Json.Text("parameter")));
    }

    /// <summary>The models of these tests.</summary>
    public sealed class Trained : IAsyncLifetime
    {
        internal SegmentationApp App { get; } = new();

        public async Task InitializeAsync()
        {
            await App.TrainedAsync(Tables.Five, $"?model=five&clusters=2&{Tables.Plain}");
            await App.TrainedAsync(Tables.Shop(300), "?model=shop&clusters=4&restarts=2");
        }

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
