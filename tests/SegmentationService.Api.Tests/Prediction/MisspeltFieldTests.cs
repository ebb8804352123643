using System.Text;
using SegmentationService.Api.Prediction;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>A field whose name is nearly that of a missing one is no error; the answer says what was probably meant.</summary>
public sealed class MisspeltFieldTests(MisspeltFieldTests.Trained trained) : IClassFixture<MisspeltFieldTests.Trained>
{
    private static readonly string[] Inputs = ["recency_days", "frequency", "monetary", "age", "f", "Größe"];

    [Theory]
    [InlineData("monetry", "monetary")] // One letter left out
    [InlineData("monteary", "monetary")] // Two swapped: one edit
    [InlineData("MONETARY", "monetary")]
    [InlineData("mnetry", "monetary")]
    [InlineData("mntry", null)] // Three edits of eight letters
    [InlineData("recencyDays", "recency_days")]
    [InlineData("recencies_days", "recency_days")] // Three: ies for y
    [InlineData("recency", null)] // Five letters are missing
    [InlineData("frequenzy", "frequency")]
    [InlineData("ag", "age")]
    [InlineData("aeg", "age")]
    [InlineData("bg", null)]
    [InlineData("g", null)] // For one letter any other would do
    [InlineData("grösse", null)]
    [InlineData("gröse", "Größe")]
    [InlineData("country", null)]
    [InlineData("", null)]
    public void Find_Name_GivesTheNearestThatIsNearEnough(string name, string? expected)
    {
        var found = Misspelling.Find(Inputs, Encoding.UTF8.GetBytes(name));

        Assert.Equal(expected, found is null ? null : Inputs[found.Input]);
    }

    [Fact]
    public void Find_TwoEquallyNear_GivesTheFirst() => Assert.Equal(1, Misspelling.Find(["monetary", "spend_2023", "spend_2024"], "spend_2025"u8)?.Input);

    [Fact]
    public async Task Predict_MisspeltField_IsNoticedWithTheFieldThatIsMissing()
    {
        var predicted = (await trained.App.PredictAsync("""{"recency_days": 9, "frequency": 4, "monetry": 100, "monetry": 7, "tenure_days": 90, "country": "AT"}""")).Expect(200);

        Assert.Equal(
            [("value_missing", "monetary"), ("unknown_field", "monetry")],
            predicted.Items("notices").Select(notice => (notice.Text("code"), notice.Text("column"))));
        Assert.Contains("is 'monetary' meant", predicted.Notices("unknown_field")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_MisspeltFieldBesideTheRightOne_IsIgnored()
    {
        var predicted = (await trained.App.PredictAsync("""{"recency_days": 9, "frequency": 4, "monetary": 100, "monetry": 7, "tenure_days": null}""")).Expect(200);

        Assert.Equal("tenure_days", Assert.Single(predicted.Items("notices")).Text("column"));
    }

    [Fact]
    public async Task Predict_ManyUnknownFields_AnswersAllTheSame()
    {
        // More, and longer ones, than are remembered; with an escape and a quote in the name that is told.
        var many = string.Concat(Enumerable.Range(0, 200).Select(i => $"\"{new string('x', 50 + i)}\": 1, "));
        var predicted = (await trained.App.PredictAsync($$"""{"fr\u0065quenc\"": 1, {{many}}"monetary": 5}""")).Expect(200);

        Assert.Equal("frequenc\"", predicted.Items("notices").Single(notice => notice.Text("code") == "unknown_field").Text("column"));
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/json")]
    public async Task PredictBatch_MisspeltColumn_GivesEachRowWhatPredictGives(string type)
    {
        // Some rows have the right one too.
        const string Csv = "recency_days,frequency,monetry,monetary,tenure_days\n9,4,100,,90\n8,3,90,70,60\n7,,2,,5\n";
        var objects = Tables.Objects(Csv);
        var single = new List<string>();
        foreach (var customer in objects) single.Add((await trained.App.PredictAsync(customer)).Expect(200).GetProperty("notices").ToString());

        var batch = await trained.App.PredictBatchAsync(type == "text/csv" ? Body.Csv(Csv) : Body.Json($"[{string.Join(',', objects)}]"));

        Assert.Equal(single, batch.Expect(200).EnumerateArray().Select(item => item.GetProperty("notices").ToString()));
        Assert.Contains("monetry", single[0], StringComparison.Ordinal);
        Assert.Equal("[]", single[1]);

        var rows = CsvRows.Parse((await trained.App.PredictBatchAsync(Body.Csv(Csv), "text/csv")).Text);
        Assert.EndsWith("is 'monetary' meant, which is missing?", rows[1][^1], StringComparison.Ordinal);
        Assert.Equal("", rows[2][^1]);
    }

    public sealed class Trained : IAsyncLifetime
    {
        internal SegmentationApp App { get; } = new();

        public async Task InitializeAsync() => await App.TrainedAsync(Tables.Shop(60), "?clusters=3&restarts=1");

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
