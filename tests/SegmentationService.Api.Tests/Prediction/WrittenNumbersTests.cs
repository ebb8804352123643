using System.Globalization;
using System.Text.Json;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>
/// Protects that a version scores what it was trained from, written the same way: texts are read as the column of the training was written, what cannot be
/// so is refused, and numbers of JSON are numbers.
/// </summary>
public sealed class WrittenNumbersTests(WrittenNumbersTests.Trained trained) : IClassFixture<WrittenNumbersTests.Trained>
{
    /// <summary>The column, of two groups about 10 and 1,000, in one notation after the other.</summary>
    public static TheoryData<string, string> Columns => new()
    {
        { "comma", "8,25|12,50|1.120,75|990,00" },
        { "dollars", "$8.25|$12.50|$1,120.75|-$990.00" },
        { "brackets", "(8.25)|12.50|1,120.75|(990.00)" },
        { "behind", "8,25-|12,50|1.120,75|990,00-" },
        { "percent", "8.25 %|12.5%|1120 %|990%" },
        { "lakh", "8,250|12,500|1,23,456.50|2,10,000" },
        { "unit", "8 months|12 mos|112 month|99 months" },
        { "magnitude", "8.25k|12k|1.12M|990000" },
        { "clock", "00:08:25|00:12:50|11:20:00|09:59:00" },
        { "named", "8m 25s|12m|11h 20m|9h" },
        { "words", "8.25|None|1120|#DIV/0!" },
        { "flags", "TRUE|FALSE|False|true" },
        { "formula", "=\"8.25\"|=12.5|=\"1120\"|990" },
    };

    [Theory]
    [MemberData(nameof(Columns))]
    public async Task PredictBatch_FileOfTheTraining_IsScoredAsTrained(string model, string cells)
    {
        var column = cells.Split('|');
        var csv = "who;spend;visits\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"w{i};\"{column[i % 4].Replace("\"", "\"\"", StringComparison.Ordinal)}\";{(i % 4 < 2 ? 1 : 9) + (i % 3)}\n"));
        var version = await trained.App.TrainedAsync(csv, $"?model={model}&clusters=2&columns=spend,visits");
        Assert.Contains("spend", version.Items("features").Select(feature => feature.Text("name")));
        var said = (await trained.App.CustomersAsync(model)).Skip(1).Select(row => (row[0], row[1], row[4]));

        var batch = await trained.App.PredictBatchAsync(Body.Csv(csv), "text/csv", $"?model={model}");

        Assert.True(batch.Status == 200, batch.Text);
        Assert.Equal(said, CsvRows.Parse(batch.Text).Skip(1).Select(row => (row[0], row[1], row[4])));
        for (var i = 0; i < 4; i++)
        {
            var customer = $$"""{"spend": {{JsonSerializer.Serialize(column[i])}}, "visits": {{(i % 4 < 2 ? 1 : 9) + (i % 3)}}}""";
            Assert.Equal(said.ElementAt(i).Item2, (await trained.App.PredictAsync(customer, $"?model={model}")).Expect(200).Int("segment").ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The model has its centres at 1 and 11, so the distance tells what was read.</summary>
    [Theory]
    [InlineData("\"11,5\"", 0.5)]
    [InlineData("\"1.011,5\"", 1000.5)]
    [InlineData("\"1.011\"", 1000d)] // As the column of the training was written.
    [InlineData("1.5", 0.5)] // A number of JSON has a point.
    [InlineData("\"1.5\"", 0.5)] // It can be nothing else.
    [InlineData("\"12\"", 1d)]
    [InlineData("\"11,5 €\"", null)] // The training had no currency.
    [InlineData("\"11,5 kg\"", null)]
    [InlineData("\"11,5 %\"", null)]
    [InlineData("true", 0d)]
    [InlineData("\"TRUE\"", 0d)]
    [InlineData("false", 1d)]
    [InlineData("\"1.5\"", null, "&decimal=comma")]
    [InlineData("\"1.011\"", 0.011, "&decimal=point")]
    [InlineData("\"1,011\"", 1000d, "&decimal=point")]
    public async Task Predict_TextForAColumnWithDecimalCommas_IsReadSoOrRefused(string x, double? distance, string query = "")
    {
        var answer = await trained.App.PredictAsync($$"""{"x": {{x}}}""", "?model=grouped" + query);

        if (distance is null) answer.ExpectProblem(422, "not-a-number", "decimal comma");
        else Assert.Equal(distance.Value, answer.Expect(200).Number("distance"), 1e-3);
    }

    [Fact]
    public async Task Predict_AThousandOrOneWhereTheTrainingHadNoGroups_IsRefused() =>
        (await trained.App.PredictAsync("""{"x": "1.011"}""", "?model=comma1")).ExpectProblem(422, "not-a-number", "'x' is '1.011'", "decimal comma, as in training");

    /// <summary>A batch in another notation is refused as a whole, with both notations, until it is said which.</summary>
    [Fact]
    public async Task PredictBatch_PointsWhereTheTrainingHadCommas_IsRefusedUntilToldOtherwise()
    {
        const string Csv = "id,x\na,1.011\nb,11.5\n";

        var problem = (await trained.App.PredictBatchAsync(Body.Csv(Csv), "text/csv", "?model=grouped"))
            .ExpectProblem(422, "number-notation", "In line 3 'x' is '11.5'", "decimal comma, groups separated by '.', as in training", "decimal=point");
        Assert.Equal((3, "x"), (problem.Int("line"), problem.Text("column")));

        var told = await trained.App.PredictBatchAsync(Body.Csv(Csv), "text/csv", "?model=grouped&decimal=point");
        Assert.Equal([0.011, 0.5], CsvRows.Parse(told.Text).Skip(1).Select(row => Math.Round(double.Parse(row[4], CultureInfo.InvariantCulture), 3)));
        (await trained.App.PredictBatchAsync(Body.Csv("id;x\na;1.011,5\nb;$3\n"), "text/csv", "?model=grouped")).ExpectProblem(422, "number-notation", "In line 3 'x' is '$3'");
    }

    [Fact]
    public async Task PredictBatch_NumbersOfJsonWhereTheTrainingHadCommas_AreNumbers()
    {
        var answer = await trained.App.PredictBatchAsync(Body.Json("""[{"x": 1.5}, {"x": "1,5"}, {"x": true}]"""), "application/json", "?model=grouped");

        Assert.Equal([0.5, 0.5, 0], answer.Expect(200).EnumerateArray().Select(row => Math.Round(row.Number("distance"), 3)));
    }

    /// <summary>A column to be encoded has the values true and false, and knows them in any case; so do versions that keep TRUE.</summary>
    [Theory]
    [InlineData("true")]
    [InlineData("\"TRUE\"")]
    [InlineData("\"True\"")]
    public async Task Predict_TrueInAnEncodedColumn_IsOneValue(string value)
    {
        var version = await trained.App.TrainedAsync("id,visits,member\na,1,TRUE\nb,9,false\nc,2,True\nd,8,FALSE\n", "?model=members&clusters=2&encode=member");

        var predicted = (await trained.App.PredictAsync($$"""{"visits": 2, "member": {{value}}}""", "?model=members")).Expect(200);

        Assert.Contains("member=true", version.Items("features").Select(feature => feature.Text("name")));
        Assert.Empty(predicted.Items("notices"));
    }

    [Fact]
    public async Task Train_FlagsOfJson_AreOneAndZero()
    {
        var flags = await trained.App.TrainedAsync(Body.Json("""[{"x": true}, {"x": false}, {"x": true}, {"x": null}]"""), "?model=flags1&clusters=2");
        var numbers = await trained.App.TrainedAsync(Body.Json("""[{"x": 1}, {"x": 0}, {"x": 1}, {"x": null}]"""), "?model=flags2&clusters=2");

        Assert.Equal(numbers.Text("fingerprint"), flags.Text("fingerprint"));
        Assert.Contains("true as 1", Assert.Single(flags.Notices("number_notation")), StringComparison.Ordinal);
        Assert.Equal(["1", "0"], Listed(numbers));
        Assert.Equal(["true", "false"], Listed(flags));

        // The profile calls values what the table called them.
        static string[] Listed(JsonElement version) => [.. version.GetProperty("profile").Items("columns").Single().Items("values").Select(value => value.Text("value"))];
    }

    public sealed class Trained : IAsyncLifetime
    {
        internal SegmentationApp App { get; } = new();

        public async Task InitializeAsync()
        {
            await App.TrainedAsync("customer;x\nC1;0,0\nC2;1,0\nC3;2,0\nC4;10,0\nC5;12,0\n", $"?model=comma1&clusters=2&{Tables.Plain}");
            // The five thousand is alone in a third segment, and gives the column its groups.
            await App.TrainedAsync("customer;x\nC1;0,0\nC2;1,0\nC3;2,0\nC4;10,0\nC5;12,0\nC6;5.011,0\n", $"?model=grouped&clusters=3&{Tables.Plain}");
        }

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
