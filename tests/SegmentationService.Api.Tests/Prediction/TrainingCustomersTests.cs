using System.Globalization;
using System.Text.Json;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>Every training customer gets from /predict and /predict/batch exactly what /customers says of it, before and after a restart.</summary>
/// <remarks>After the restart every customer of a large table is asked for in batches, and every seventh one by one.</remarks>
public class TrainingCustomersTests
{
    [Fact]
    public Task Predict_CustomersOfAShop_GetWhatTrainingSaid() => CheckAsync(Tables.Shop(250), "?maxClusters=5&restarts=2");

    [Fact]
    public Task Predict_CustomersWithAnEncodedColumn_GetWhatTrainingSaid() =>
        CheckAsync(Tables.Shop(250).Replace(",CH\n", ",\n", StringComparison.Ordinal), "?maxClusters=5&restarts=2&encode=country");

    [Fact]
    public Task Predict_CustomersOfNoise_GetWhatTrainingSaid() => CheckAsync(Tables.Noise(200, 17, seed: 9), "?clusters=20&restarts=1&scaler=robust");

    [SharedDataTheory]
    [InlineData("mall_customers.csv", "?restarts=2")]
    [InlineData("telco_customer_churn.csv", "?maxClusters=5&restarts=1")]
    [InlineData("telco_customer_churn.csv", "?clusters=6&restarts=1&encode=Contract,InternetService,PaymentMethod,Churn&scaler=robust")]
    [InlineData("online_retail_rfm.csv", "?maxClusters=6&restarts=1")]
    public Task Predict_CustomersOfRealTables_GetWhatTrainingSaid(string file, string query) => CheckAsync(SharedData.Text(file), query);

    [Fact]
    public async Task Customers_WithoutAnIdInTheirRow_AreNamedByTheRow()
    {
        const string Csv = "id,x\nA,1\n,2\nC,9\n,\n,8\n";
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Csv, "?clusters=2&restarts=1");

        // The fourth row has no value and is left out.
        Assert.Equal(["A", "2", "C", "5"], (await app.CustomersAsync()).Skip(1).Select(cells => cells[0]));
        Assert.Equal(["A", "2", "C", "4", "5"], CsvRows.Parse((await app.PredictBatchAsync(Body.Csv(Csv), "text/csv")).Text).Skip(1).Select(cells => cells[0]));
    }

    private static async Task CheckAsync(string csv, string query)
    {
        var objects = Tables.Objects(csv);
        await using var app = new SegmentationApp();
        var trained = await app.TrainedAsync(csv, query);
        Assert.Equal(objects.Length, trained.Int("customers"));
        var customers = (await app.CustomersAsync()).Skip(1).Select(Said.Of).ToArray();
        Assert.Equal(trained.Sizes(), customers.CountBy(customer => customer.Segment).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.All(customers.GroupBy(customer => customer.Segment), segment => Assert.InRange(segment.Count(customer => customer.Outlier), 0, segment.Count() / 200));
        await CheckAsync(app, csv, objects, customers, step: 1);

        await using var restarted = await app.RestartAsync();
        Assert.Equal(customers, (await restarted.CustomersAsync()).Skip(1).Select(Said.Of));
        Assert.Equal(trained.ToString(), (await restarted.GetAsync("/models/default/versions/champion")).Expect(200).ToString());
        await CheckAsync(restarted, csv, objects, customers, step: objects.Length <= 1_000 ? 1 : 7);
    }

    private static async Task CheckAsync(SegmentationApp app, string csv, string[] objects, Said[] customers, int step)
    {
        var asCsv = await app.PredictBatchAsync(Body.Csv(csv), "text/csv");
        Assert.Equal(customers, CsvRows.Parse(asCsv.Text).Skip(1).Select(Said.Of));
        var asJson = await app.PredictBatchAsync(Body.Json($"[{string.Join(",\n", objects)}]"), "application/json");
        Assert.Equal(customers, asJson.Expect(200).EnumerateArray().Select(Said.Of));
        var asLines = await app.PredictBatchAsync(Body.NdJson(string.Join('\n', objects)), "application/x-ndjson");
        Assert.Equal(customers, asLines.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Said.Of(JsonDocument.Parse(line).RootElement)));
        for (var i = 0; i < objects.Length; i += step)
        {
            var one = Said.Of((await app.PredictAsync(objects[i])).Expect(200));
            Assert.Equal(customers[i] with { Id = one.Id }, one);
            if (one.Id is not null) Assert.Equal(customers[i].Id, one.Id);
        }
    }

    /// <summary>What is said of a customer; the numbers are compared to the last bit.</summary>
    private sealed record Said(string? Id, int Segment, string Name, double Confidence, double Distance, bool Outlier)
    {
        public static Said Of(string[] cells) => new(
            cells[0], int.Parse(cells[1], CultureInfo.InvariantCulture), cells[2], double.Parse(cells[3], CultureInfo.InvariantCulture), double.Parse(cells[4], CultureInfo.InvariantCulture), bool.Parse(cells[5]));

        public static Said Of(JsonElement item) => new(
            item.GetProperty("customerId").GetString(), item.Int("segment"), item.Text("name"), item.Number("confidence"), item.Number("distance"), item.GetProperty("outlier").GetBoolean());
    }
}
