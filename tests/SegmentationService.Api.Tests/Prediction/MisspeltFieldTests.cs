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
        var found = Find(Inputs, name);

        Assert.Equal(expected, found is null ? null : Inputs[found.Input]);
    }

    [Fact]
    public void Find_TwoEquallyNear_GivesTheFirst() => Assert.Equal(1, Find(["monetary", "spend_2023", "spend_2024"], "spend_2025")?.Input);

    /// <summary>Names as people would never choose them, so that every comparison goes to its end, against the definition letter by letter.</summary>
    [Fact]
    public void Nearest_ManyNames_IsTheNearestByDefinition()
    {
        var random = new Random(23);
        string Name() => new([.. Enumerable.Range(0, random.Next(1, 14)).Select(_ => (char)('a' + random.Next(3)))]);
        for (var round = 0; round < 2_000; round++)
        {
            string[] names = [.. Enumerable.Range(0, 6).Select(_ => Name())];
            var given = Name();
            var steps = int.MaxValue;
            var allowed = names.Select((name, i) => (Index: i, Edits: Edits(given, name), Most: Math.Min(3, (name.Length + 1) / 4))).Where(near => near.Edits <= near.Most).ToArray();

            Assert.Equal(allowed.Length == 0 ? null : allowed.MinBy(near => near.Edits).Index, new NearNames(names).Nearest(given, ref steps));
        }
    }

    /// <summary>A courtesy has a budget: a request of 3 kB must not cost as much as thousands of predictions.</summary>
    [Fact]
    public void Nearest_NamesThatAreAlikeToTheirEnd_StopsWithItsSteps()
    {
        var near = new NearNames(Enumerable.Range(0, 1_000).Select(i => new string('x', 90) + (char)('a' + (i % 26)) + "1111111"));
        var (steps, looked) = (NearNames.UsualSteps, 0);

        while (steps > 0 && looked++ < 1_000) Assert.Null(near.Nearest(new string('x', 90) + "00000000", ref steps));

        Assert.InRange(looked, 1, 1 + (NearNames.UsualSteps / 1_000));
        Assert.Null(near.Nearest(new string('x', 90) + "a1111111", ref steps));
    }

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
        const string Csv = "recency_days,frequency,monetry,monetary,tenure_days\n9,4,100,,90\n8,3,90,70,60\n7,6,2,,5\n";
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

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public async Task PredictBatch_MisspeltColumnOfWhichNoRowHasTheRightOne_IsToldOnce(string type)
    {
        const string Csv = "recency_days,frequency,monetry,tenure_days\n9,4,100,90\n8,3,90,60\n";
        var body = type switch
        {
            "text/csv" => Body.Csv(Csv),
            "application/json" => Body.Json($"[{string.Join(',', Tables.Objects(Csv))}]"),
            _ => new Body(Encoding.UTF8.GetBytes(string.Join('\n', Tables.Objects(Csv))), type),
        };

        var batch = await trained.App.PredictBatchAsync(body);

        Assert.All(batch.Expect(200).EnumerateArray(), item => Assert.Empty(item.Items("notices")));
        Assert.Equal(
            ["No customer of the batch has 'monetary'; the training medians are taken.", "The model has no field 'monetry'; is 'monetary' meant, which is missing?"],
            batch.Headers.GetValues("X-Notices"));
    }

    private static Misspelling? Find(string[] inputs, string name)
    {
        var steps = NearNames.UsualSteps;
        return Misspelling.Find(inputs, new NearNames(inputs), Encoding.UTF8.GetBytes(name), ref steps);
    }

    /// <summary>Optimal string alignment as it is defined, from the whole table.</summary>
    private static int Edits(string from, string to)
    {
        var edits = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                edits[i, j] = i == 0 || j == 0 ? i + j : Math.Min(Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1, edits[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
            }
        }

        return edits[from.Length, to.Length];
    }

    public sealed class Trained : IAsyncLifetime
    {
        internal SegmentationApp App { get; } = new();

        public async Task InitializeAsync() => await App.TrainedAsync(Tables.Shop(60), "?clusters=3&restarts=1");

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
