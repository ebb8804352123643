using System.Globalization;
using System.Text.Json;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>POST /predict, on models whose arithmetic is done here once more.</summary>
public sealed class PredictTests(PredictTests.Trained trained) : IClassFixture<PredictTests.Trained>
{
    [Theory]
    [InlineData("1", 1, 0, 10)]
    [InlineData("0", 1, 1, 11)]
    [InlineData("3", 1, 2, 8)]
    [InlineData("5", 1, 4, 6)]
    [InlineData("11.5", 2, 0.5, 10.5)]
    [InlineData("\"12\"", 2, 1, 11)]
    [InlineData("\" 1.2e1 \"", 2, 1, 11)]
    [InlineData("-7", 1, 8, 18)]
    public async Task Predict_OneColumn_IsWorkedOutByHand(string x, int segment, double near, double far)
    {
        var predicted = (await trained.App.PredictAsync($$"""{"customer": "C9", "x": {{x}}}""", "?model=five")).Expect(200);

        const double T = 1.6;
        var confidence = 1 / (1 + Math.Exp(((near * near) - (far * far)) / T));
        Assert.Equal(("five", 1, "C9", segment), (predicted.Text("model"), predicted.Int("version"), predicted.Text("customerId"), predicted.Int("segment")));
        Assert.Equal(near, predicted.Number("distance"), 1e-6);
        AssertVotes(confidence, predicted.Number("confidence"), 1e-4);
        Assert.Equal(near > 1, predicted.GetProperty("outlier").GetBoolean()); // each segment reaches 1 far
        Assert.Empty(predicted.Items("notices"));
        var alternatives = predicted.Items("alternatives");
        Assert.Equal([segment, 3 - segment], alternatives.Select(alternative => alternative.Int("segment")));
        Assert.Equal(predicted.Number("confidence"), alternatives[0].Number("confidence"));
        Assert.Equal(predicted.Number("distance"), alternatives[0].Number("distance"));
        Assert.Equal(predicted.Text("name"), alternatives[0].Text("name"));
        Assert.Equal(far, alternatives[1].Number("distance"), 1e-6);
        Assert.Equal(1, alternatives.Sum(alternative => alternative.Number("confidence")), 1e-9);
    }

    /// <summary>A table's names have no blanks around them; those of one customer, neither.</summary>
    [Theory]
    [InlineData(" x ")]
    [InlineData("\\tx")]
    [InlineData("x\u00A0")]
    public async Task Predict_NameWithBlanksAround_IsTheNameWithin(string name)
    {
        var predicted = (await trained.App.PredictAsync($$"""{"{{name}}": 11.5}""", "?model=five")).Expect(200);

        Assert.Equal(2, predicted.Int("segment"));
        Assert.Equal(0.5, predicted.Number("distance"), 1e-6);
    }

    [Fact]
    public async Task Predict_MidwayBetweenTwo_IsTheLargerAndTheJuryVotes()
    {
        var predicted = (await trained.App.PredictAsync("""{"x": 6}""", "?model=five")).Expect(200);

        Assert.Equal(1, predicted.Int("segment"));
        Assert.Equal("jury", predicted.Text("confidenceBasis"));
        foreach (var alternative in predicted.Items("alternatives")) AssertVotes(0.5, alternative.Number("confidence"), 1e-9);
        Assert.Equal(1, predicted.Items("alternatives").Sum(alternative => alternative.Number("confidence")), 1e-9);
        Assert.Equal(predicted.Number("confidence") < 0.5, predicted.GetProperty("uncertain").GetBoolean());
        Assert.Equal(JsonValueKind.Null, predicted.GetProperty("customerId").ValueKind);
    }

    /// <summary>All that /train answers is enough to predict: median, transform, fences, centre, scale, centroids and T, done here in plain doubles.</summary>
    [Theory]
    [InlineData("standard", "clip", "auto")]
    [InlineData("robust", "keep", "log1p")]
    [InlineData("minmax", "clip", "none")]
    public async Task Predict_NewCustomers_GetWhatTheAnswerOfTrainingSays(string scaler, string outliers, string transform)
    {
        var model = $"shop-{scaler}";
        var version = await trained.App.TrainedAsync(Tables.Shop(300), $"?model={model}&clusters=4&restarts=2&scaler={scaler}&outliers={outliers}&transform={transform}");
        Assert.Equal(7, version.Items("features").Length);
        var t = 2 * version.GetProperty("quality").Number("inertia") / (300.0 * 7);
        var random = new Random(4);
        for (var i = 0; i < 40; i++)
        {
            var customer = new Dictionary<string, double>
            {
                ["recency_days"] = random.Next(0, 400),
                ["frequency"] = random.Next(0, 60),
                ["monetary"] = Math.Round(random.NextDouble() * 5_000, 2),
                ["tenure_days"] = random.Next(0, 1_200),
            };
            if (i % 4 == 3) customer.Remove("monetary");

            var predicted = (await trained.App.PredictAsync(JsonSerializer.Serialize(customer), "?model=" + model)).Expect(200);

            var expected = Naive(version, customer, t);
            Assert.Equal(expected[0].Segment, predicted.Int("segment"));
            var alternatives = predicted.Items("alternatives");
            Assert.Equal(3, alternatives.Length);
            for (var a = 0; a < 3; a++)
            {
                Assert.Equal(expected[a].Segment, alternatives[a].Int("segment"));
                Assert.Equal(expected[a].Distance, alternatives[a].Number("distance"), 1e-4);
                AssertVotes(expected[a].Confidence, alternatives[a].Number("confidence"), 2e-3);
            }

            Assert.Equal(i % 4 == 3 ? 1 : 0, predicted.Items("notices").Length);
        }
    }

    [Fact]
    public async Task Predict_FourSegments_ListsTheNearestThree()
    {
        var predicted = (await trained.App.PredictAsync("""{"x": 1, "y": 2}""", "?model=four")).Expect(200);

        var distances = predicted.Items("alternatives").Select(alternative => alternative.Number("distance")).ToArray();
        Assert.Equal(3, distances.Length);
        Assert.Equal(distances.Order(), distances);
        Assert.InRange(predicted.Items("alternatives").Sum(alternative => alternative.Number("confidence")), predicted.Number("confidence"), 1 + 1e-9);
    }

    [Fact]
    public async Task Predict_OneSegment_IsSureOfIt()
    {
        await trained.App.TrainedAsync(Tables.Five, $"?model=one&clusters=1&{Tables.Plain}");

        var predicted = (await trained.App.PredictAsync("""{"x": 400}""", "?model=one")).Expect(200);

        Assert.Equal(1, predicted.Number("confidence"));
        Assert.Single(predicted.Items("alternatives"));
        Assert.True(predicted.GetProperty("outlier").GetBoolean());
    }

    [Fact]
    public async Task Predict_MissingField_TakesTheMedianWithANotice()
    {
        var predicted = (await trained.App.PredictAsync("""{"x": 0, "y": null}""", "?model=four")).Expect(200);
        var leftOut = (await trained.App.PredictAsync("""{"x": 0}""", "?model=four")).Expect(200);
        var empty = (await trained.App.PredictAsync("""{"x": 0, "y": " NA "}""", "?model=four")).Expect(200);
        var median = (await trained.App.PredictAsync($$"""{"x": 0, "y": {{trained.MedianOfY.ToString("R", CultureInfo.InvariantCulture)}}}""", "?model=four")).Expect(200);

        var notice = Assert.Single(predicted.Items("notices"));
        Assert.Equal(("value_missing", "y"), (notice.Text("code"), notice.Text("column")));
        Assert.Contains($"median {trained.MedianOfY.ToString("R", CultureInfo.InvariantCulture)}", notice.Text("message"), StringComparison.Ordinal);
        Assert.Equal(predicted.ToString(), leftOut.ToString());
        Assert.Equal(predicted.ToString(), empty.ToString());
        Assert.Equal(median.GetProperty("alternatives").ToString(), predicted.GetProperty("alternatives").ToString());
        Assert.Empty(median.Items("notices"));
    }

    [Theory]
    [InlineData("""{"x": 1, "y": 2, "country": "DE", "nested": {"a": [1, {"b": 2}]}, "list": [], "X": 99, "nothing": null}""")]
    [InlineData("""{"y": 2, "unknown": "not a number", "x": 1, "cluster": true}""")]
    [InlineData("{\n\t\"x\" : \"1\" ,\r\n \"y\": 2.0e0}\n")]
    [InlineData("""{"\u0078": 1, "y": 2}""")]
    public async Task Predict_FieldsThatTheModelDoesNotUse_AreIgnored(string body)
    {
        var plain = (await trained.App.PredictAsync("""{"x": 1, "y": 2}""", "?model=four")).Expect(200);

        Assert.Equal(plain.ToString(), (await trained.App.PredictAsync(body, "?model=four")).Expect(200).ToString());
    }

    [Theory]
    [InlineData("""{"id": "0042", "x": 1}""", "0042")]
    [InlineData("""{"id": 42, "x": 1}""", "42")]
    [InlineData("""{"id": " 0042 ", "x": 1}""", "0042")]
    [InlineData("""{"id": null, "x": 1}""", null)]
    [InlineData("""{"id": "Zoë \"Z\"", "x": 1}""", "Zoë \"Z\"")]
    public async Task Predict_Id_IsGivenBackAsText(string body, string? expected)
    {
        var predicted = (await trained.App.PredictAsync(body, "?model=four")).Expect(200);

        Assert.Equal(expected, predicted.GetProperty("customerId").GetString());
    }

    /// <summary>Column a has an interquartile range of 0 and no fences; b has 2.75 - 3 * 3.5 to 6.25 + 3 * 3.5.</summary>
    [Theory]
    [InlineData(0, 16, false)] // beyond the training range 1 to 8, within the fences -7.75 to 16.75
    [InlineData(0, 17, true)] // beyond both, though far nearer than the farthest training customer
    [InlineData(0, -7, false)]
    [InlineData(0, -8, true)]
    [InlineData(100, 8, false)] // the farthest training customer itself
    [InlineData(101, 4.5, true)] // farther from the centre than any
    public async Task Predict_Outlier_FollowsItsTwoRules(double a, double b, bool expected)
    {
        const string Csv = "a,b\n0,2\n0,1\n0,3\n0,5\n0,4\n0,6\n0,7\n100,8\n";
        await trained.App.TrainedAsync(Csv, "?model=rules&columns=a,b&clusters=1&derive=false&transform=none&scaler=none&columns=a,b");

        var predicted = (await trained.App.PredictAsync(FormattableString.Invariant($$"""{"a": {{a}}, "b": {{b}}}"""), "?model=rules")).Expect(200);

        Assert.Equal(expected, predicted.GetProperty("outlier").GetBoolean());
    }

    [Fact]
    public async Task Predict_ExtremeNumbers_StayNumbers()
    {
        foreach (var x in (string[])["1e60", "-1e60", "1e-320", "0", "-0.0"])
        {
            var answer = await trained.App.PredictAsync($$"""{"x": {{x}}, "y": {{x}}}""", "?model=four");
            Assert.InRange(answer.Expect(200).Number("confidence"), double.Epsilon, 1);
            Assert.DoesNotContain("NaN", answer.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("&version=champion", 2)]
    [InlineData("&version=2", 2)]
    [InlineData("&version=1", 1)]
    [InlineData("&version=old", 1)]
    public async Task Predict_Version_IsTheOneNamedInTheQuery(string query, int expected)
    {
        var answer = await trained.App.PredictAsync("""{"x": 1}""", "?model=twice" + query);

        Assert.Equal(expected, answer.Expect(200).Int("version"));
        Assert.Equal([$"{expected}"], answer.Headers.GetValues("X-Model-Version"));
        Assert.Equal(expected == 1 ? 2 : 3, (await trained.App.GetAsync($"/models/twice/versions/{expected}")).Expect(200).Int("clusters"));
    }

    [Fact]
    public async Task Predict_TrainedTwiceThenRolledBack_IsAnsweredByTheFirst()
    {
        await using var app = new SegmentationApp();
        Assert.Equal(1, (await app.TrainedAsync(Tables.Five, "?clusters=2")).Int("version"));
        Assert.Equal(2, (await app.TrainedAsync(Tables.Five, "?clusters=3")).Int("version"));
        Assert.Equal(2, (await app.PredictAsync("""{"x": 1}""")).Expect(200).Int("version"));

        (await app.PutAliasAsync("champion", """{"version": 1}""")).Expect(200);

        Assert.Equal(1, (await app.PredictAsync("""{"x": 1}""")).Expect(200).Int("version"));
        Assert.Equal(1, (await app.PredictBatchAsync(Body.Csv("x\n1\n"))).Expect(200)[0].Int("version"));
        await using var restarted = await app.RestartAsync();
        Assert.Equal(1, (await restarted.PredictAsync("""{"x": 1}""")).Expect(200).Int("version"));
    }

    /// <summary>A confidence is made of whole votes of 64 jurors and of the weight by distance as one more.</summary>
    private static void AssertVotes(double weight, double confidence, double tolerance)
    {
        var votes = (65 * confidence) - weight;
        Assert.Equal(Math.Round(votes), votes, tolerance);
        Assert.InRange(Math.Round(votes), 0, 64);
    }

    private static (int Segment, double Distance, double Confidence)[] Naive(JsonElement version, Dictionary<string, double> customer, double t)
    {
        var features = version.Items("features");
        double Input(string name) => customer.TryGetValue(name, out var value) ? value : features.Single(feature => feature.Text("name") == name).Number("median");
        var (recency, frequency, monetary, tenure) = (Input("recency_days"), Input("frequency"), Input("monetary"), Input("tenure_days"));
        double Value(string name) => name switch
        {
            "value_score" => frequency == 0 ? 0 : monetary / frequency,
            "engagement_level" => frequency / (1 + (recency / 30)),
            "ltv_proxy" => monetary * 365 / Math.Max(tenure, 30) / (1 + (recency / 30)),
            _ => Input(name),
        };
        double Prepare(JsonElement feature, double value)
        {
            var x = feature.Text("transform") switch
            {
                "log1p" => Math.Log(1 + value),
                "signed_log1p" => Math.Sign(value) * Math.Log(1 + Math.Abs(value)),
                _ => value,
            };
            if (feature.GetProperty("lowerFence").ValueKind == JsonValueKind.Number) x = Math.Clamp(x, feature.Number("lowerFence"), feature.Number("upperFence"));
            return (x - feature.Number("center")) / feature.Number("scale");
        }

        var distances = version.Items("segments").Select(segment => (
            Segment: segment.Int("id"),
            Square: features.Sum(feature => Math.Pow(Prepare(feature, Value(feature.Text("name"))) - Prepare(feature, segment.GetProperty("centroid").Number(feature.Text("name"))), 2)))).ToArray();
        var sum = distances.Sum(pair => Math.Exp(-pair.Square / t));
        return [.. distances.OrderBy(pair => pair.Square).Select(pair => (pair.Segment, Math.Sqrt(pair.Square), Math.Exp(-pair.Square / t) / sum))];
    }

    /// <summary>An application with the models that these tests only read.</summary>
    public sealed class Trained : IAsyncLifetime
    {
        internal SegmentationApp App { get; } = new();

        internal double MedianOfY { get; private set; }

        public async Task InitializeAsync()
        {
            await App.TrainedAsync(Tables.Five, $"?model=five&clusters=2&{Tables.Plain}");
            var four = await App.TrainedAsync(Tables.Groups((20, 0, 0), (15, 100, 0), (10, 0, 100), (9, 100, 100)), $"?model=four&clusters=4&restarts=3&{Tables.Plain}");
            MedianOfY = four.Item("features", "name", "y").Number("median");
            await App.TrainedAsync(Tables.Five, "?model=twice&clusters=2");
            await App.TrainedAsync(Tables.Five, "?model=twice&clusters=3");
            (await App.PutAliasAsync("old", """{"version": 1}""", "twice")).Expect(200);
        }

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
