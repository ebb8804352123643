using SegmentationService.Api.Tests.Answers;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>Protects that a download says in every form what it says as CSV, and that a batch counts its answers.</summary>
public sealed class DownloadFormTests(DownloadFormTests.Trained trained) : IClassFixture<DownloadFormTests.Trained>
{
    private const string Customers = "/models/default/versions/1/customers";

    [Theory]
    [InlineData("json")]
    [InlineData("ndjson")]
    [InlineData("xlsx")]
    [InlineData("parquet")]
    [InlineData("arrow")]
    public async Task Customers_InEachForm_AreThoseOfTheCsv(string form)
    {
        var (csv, answer) = (await trained.GetAsync($"{Customers}?format=csv"), await trained.GetAsync($"{Customers}?format={form}"));
        Assert.Equal($"attachment; filename=default-1-customers.{form}", answer.Disposition);
        Assert.Equal(WithoutMarks(FormReader.Read("csv", csv.Bytes)), FormReader.Read(form, answer.Bytes));
    }

    [Theory]
    [InlineData("xlsx", "")]
    [InlineData("parquet", "")]
    [InlineData("xlsx", "&include=columns")]
    [InlineData("parquet", "&include=columns")]
    public async Task Batch_AsRows_IsThatOfTheCsv(string form, string include)
    {
        var csv = await trained.BatchAsync($"?format=csv{include}");
        var answer = await trained.BatchAsync($"?format={form}{include}");
        Assert.Equal($"attachment; filename=default-1-predictions.{form}", answer.Disposition);
        Assert.Equal(WithoutMarks(FormReader.Read("csv", csv.Bytes)), FormReader.Read(form, answer.Bytes));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("xlsx")]
    public async Task Batch_InAnyForm_CountsItsAnswers(string form)
    {
        var answer = await trained.BatchAsync($"?format={form}");
        var items = FormReader.Read("json", (await trained.BatchAsync("?format=json")).Bytes).Skip(1).ToArray();
        var outliers = items.Count(cells => cells[6] == "true");
        Assert.InRange(outliers, 1, 20);
        Assert.Equal(["23", "2", $"{outliers}"], answer.Counts);
        Assert.Equal(2, items.Count(cells => cells[2].Length == 0));
    }

    [Fact]
    public async Task Forms_ThatThereAreNot_AreRefusedWithThoseThatThereAre()
    {
        (await trained.App.GetAsync(Customers, ("Accept", "text/html"))).ExpectProblem(406, "not-acceptable", "text/csv", "spreadsheetml.sheet", "apache.parquet");
        (await trained.App.GetAsync(Customers + "?format=xls")).ExpectProblem(400, "invalid-parameter", "json, ndjson, csv, xlsx, parquet");
        (await trained.App.PredictBatchAsync(Body.Csv("x,y\n1,2\n"), "application/pdf")).ExpectProblem(406, "not-acceptable", "application/x-ndjson", "apache.parquet");
        (await trained.App.PredictBatchAsync(Body.Csv("x,y\n1,2\n"), null, "?format=xlsx&explain=true")).ExpectProblem(400, "invalid-parameter", "explain", "spreadsheetml.sheet");
        (await trained.App.PredictBatchAsync(Body.Csv("x,y\n"), null, "?format=xlsx")).ExpectProblem(422, "no-customers");
    }

    /// <summary>The one id of the table that CSV marks.</summary>
    private static string[][] WithoutMarks(IEnumerable<string[]> rows) => [.. rows.Select(row => (string[])[row[0] == "'=1+1" ? "=1+1" : row[0], .. row[1..]])];

    /// <summary>A model of the three groups, the first of whose customers has the name of a formula.</summary>
    public sealed class Trained : IAsyncLifetime
    {
        private static readonly string Table = Tables.Blobs.Replace("c1,", "=1+1,", StringComparison.Ordinal).Replace("c2,", "0012,", StringComparison.Ordinal).Replace("c3,", "4711,", StringComparison.Ordinal);

        /// <summary>The first 20 customers, one that is far from all, and two that cannot be assigned.</summary>
        private static readonly string Batch = string.Join('\n', Table.Split('\n')[..21]) + "\nfar,5000,5000\nwords,many,1\nnothing,,\n";

        internal SegmentationApp App { get; } = new();

        public async Task InitializeAsync() => await App.TrainedAsync(Table, $"?clusters=3&restarts=1&{Tables.Plain}");

        public async Task DisposeAsync() => await App.DisposeAsync();

        internal Task<Download> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

        internal Task<Download> BatchAsync(string query) => SendAsync(new HttpRequestMessage(HttpMethod.Post, "/predict/batch" + query) { Content = Body.Csv(Batch).ToContent() });

        private async Task<Download> SendAsync(HttpRequestMessage request)
        {
            using var client = App.CreateClient();
            using var response = await client.SendAsync(request);
            var bytes = await response.Content.ReadAsByteArrayAsync();
            Assert.True(response.IsSuccessStatusCode, System.Text.Encoding.UTF8.GetString(bytes));
            string[] counts = [.. new[] { "X-Rows", "X-Rows-Unassigned", "X-Outliers" }.SelectMany(name => response.Headers.TryGetValues(name, out var values) ? values : [])];
            return new Download(bytes, response.Content.Headers.ContentDisposition?.ToString(), counts);
        }
    }

    internal sealed record Download(byte[] Bytes, string? Disposition, string[] Counts);
}
