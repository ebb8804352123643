using System.Globalization;

namespace SegmentationService.Api.Tests.Samples;

/// <summary>GET /samples/customers.</summary>
public sealed class SampleEndpointsTests(SegmentationApp app) : IClassFixture<SegmentationApp>
{
    private static readonly string[] Columns = ["customer_id", "recency_days", "frequency", "monetary", "tenure_days"];

    [Fact]
    public async Task Samples_Default_AreAThousandCustomersAsACsvFile()
    {
        var answer = await app.GetAsync("/samples/customers");
        var rows = CsvRows.Parse(answer.Text);

        Assert.Equal((200, "text/csv"), (answer.Status, answer.ContentType));
        Assert.Equal("customers.csv", answer.ContentHeaders.ContentDisposition?.FileName);
        Assert.Equal(Columns, rows[0]);
        Assert.Equal(1_001, rows.Count);
        Assert.Equal(1_000, rows.Skip(1).Select(row => row[0]).Distinct().Count());
        Assert.All(rows.Skip(1), row => Assert.All(row.Skip(1), cell => Assert.True(double.Parse(cell, CultureInfo.InvariantCulture) > 0)));
        Assert.Equal(answer.Text, (await app.GetAsync("/samples/customers?count=1000&seed=42&format=csv")).Text);
    }

    [Fact]
    public async Task Samples_Json_AreTheSameCustomers()
    {
        var rows = CsvRows.Parse((await app.GetAsync("/samples/customers?count=50&seed=9")).Text);
        var json = await app.GetAsync("/samples/customers?count=50&seed=9&format=json");

        Assert.Equal((200, "application/json"), (json.Status, json.ContentType));
        var items = json.Json.EnumerateArray().ToArray();
        Assert.Equal(50, items.Length);
        Assert.All(items, item => Assert.Equal(Columns, item.Names()));
        Assert.Equal(rows.Skip(1).Select(row => string.Join('|', row)), items.Select(item => string.Join('|', Columns.Select(column => item.GetProperty(column).ToString()))));
    }

    [Fact]
    public async Task Samples_OtherSeed_AreOtherCustomers()
    {
        var first = await app.GetAsync("/samples/customers?count=20&seed=1");

        Assert.Equal(first.Text, (await app.GetAsync("/samples/customers?count=20&seed=1")).Text);
        Assert.NotEqual(first.Text, (await app.GetAsync("/samples/customers?count=20&seed=2")).Text);
        Assert.StartsWith(first.Text, (await app.GetAsync("/samples/customers?count=30&seed=1")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Samples_PostedAsTheyAre_TrainIntoSegmentsOfBehaviour()
    {
        var csv = await app.GetAsync("/samples/customers?count=500");

        var trained = await app.TrainedAsync(csv.Text, "?model=samples&restarts=3");

        Assert.Equal(500, trained.Int("customers"));
        Assert.InRange(trained.Int("clusters"), 3, 8);
        Assert.Equal([.. Columns.Skip(1), "value_score", "engagement_level", "ltv_proxy"], trained.FeatureNames());
        Assert.Equal(trained.Int("clusters"), trained.Items("segments").Select(segment => segment.Text("name")).Distinct().Count());
    }

    [Theory]
    [InlineData("count=0", "count", "from 1 to 1000000")]
    [InlineData("count=1000001", "count", "from 1 to 1000000")]
    [InlineData("count=ten", "count", "whole number")]
    [InlineData("seed=-1", "seed", "from 0 to 2147483647")]
    [InlineData("format=xml", "format", "csv, json")]
    [InlineData("size=3", "size", "count, seed, format")]
    public async Task Samples_ParameterNotAllowed_IsRefused(string query, string parameter, string detail)
    {
        var answer = await app.RefusedAsync(HttpMethod.Get, "/samples/customers?" + query, null);

        Assert.Equal(parameter, answer.ExpectProblem(400, "invalid-parameter", detail).Text("parameter"));
    }

    [Fact]
    public async Task Samples_AHundredThousand_AreAllThere()
    {
        var answer = await app.GetAsync("/samples/customers?count=100000&format=json");

        Assert.Equal(100_000, answer.Expect(200).GetArrayLength());
    }

    /// <summary>The orders are those of the sample customers: summed up again, they are the same customers.</summary>
    [Fact]
    public async Task SampleOrders_SummedUp_AreTheSampleCustomers()
    {
        var customers = CsvRows.Parse((await app.GetAsync("/samples/customers?count=200&seed=7")).Text).Skip(1).ToArray();
        var orders = await app.GetAsync("/samples/transactions?count=200&seed=7");

        Assert.Equal((200, "text/csv", "orders.csv"), (orders.Status, orders.ContentType, orders.ContentHeaders.ContentDisposition?.FileName));
        Assert.Equal(["customer", "invoice", "date", "quantity", "price"], CsvRows.Parse(orders.Text)[0]);
        var trained = await app.TrainedAsync(orders.Text, "?input=transactions&asOf=2026-01-01&clusters=5&restarts=1&model=orders");
        Assert.NotEmpty(trained.Notices("lines_cancelled"));
        var rows = (await app.CustomersAsync("orders")).Skip(1).ToArray();
        Assert.Equal(customers.Length, rows.Length);
        Assert.All(customers.Zip(rows), pair =>
        {
            // With one purchase only there is no recency of its own.
            if (pair.First[2] != "1") Assert.Equal((pair.First[0], pair.First[1], pair.First[2], pair.First[4]), (pair.Second[0], pair.Second[6], pair.Second[7], pair.Second[9]));
            var spend = double.Parse(pair.First[3], CultureInfo.InvariantCulture);
            Assert.InRange(double.Parse(pair.Second[8], CultureInfo.InvariantCulture), (0.99 * spend) - 1, (1.01 * spend) + 1);
        });
    }

    [Theory]
    [InlineData("count=0")]
    [InlineData("count=100001")]
    [InlineData("format=json")]
    public async Task SampleOrders_ParameterNotAllowed_IsRefused(string query) =>
        (await app.GetAsync("/samples/transactions?" + query)).ExpectProblem(400, "invalid-parameter");
}
