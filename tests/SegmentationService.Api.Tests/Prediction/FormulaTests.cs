using System.Text;
using System.Text.Json;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>Text of customers comes back in every form without being taken for something else: a formula, a cell, a member, a tag.</summary>
public sealed class FormulaTests
{
    private static readonly string[] Ids = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "=HYPERLINK(\"http://x\",\"y\")", "-5", "+3.5", "-1e5", "a=b", "'=x", "</script><script>alert(1)</script>", "plain"];

    [Theory]
    [InlineData("=1+1", true)]
    [InlineData("=", true)]
    [InlineData("@x", true)]
    [InlineData("\tx", true)]
    [InlineData("\rx", true)]
    [InlineData("\n=x", true)]
    [InlineData("+", true)]
    [InlineData("-", true)]
    [InlineData("-2+3", true)]
    [InlineData("--5", true)]
    [InlineData("-1 ", true)]
    [InlineData("-1,5", true)]
    [InlineData("-Infinity", true)]
    [InlineData("-1e999", true)]
    [InlineData("-5", false)]
    [InlineData("+3.5", false)]
    [InlineData("-9.34E-05", false)]
    [InlineData("-.5", false)]
    [InlineData("5", false)]
    [InlineData("a=b", false)]
    [InlineData(" =x", false)]
    [InlineData("'=x", false)]
    [InlineData("é", false)]
    [InlineData("", false)]
    [InlineData("＝1+1", true)]
    [InlineData("＋1", true)]
    [InlineData("－1", true)]
    [InlineData("＠x", true)]
    [InlineData("ａ＝1", false)]
    [InlineData("x;=1+1", true)]
    [InlineData("x|+1+1", true)]
    [InlineData("x\t@y", true)]
    [InlineData("x\n-y", true)]
    [InlineData("x;;＝1", true)]
    [InlineData("x;-5;+3.5", false)]
    [InlineData("x;y", false)]
    public void Is_ByItsBeginning(string text, bool expected) => Assert.Equal(expected, FormulaText.Is(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("x;=1+1", "x;'=1+1")]
    [InlineData("-a;5|=b\t＋c", "'-a;5|'=b\t'＋c")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\n=x", "'\n'=x")]
    public void Marked_EveryPartThatWouldBeAFormula(string text, string marked) =>
        Assert.Equal(marked, Encoding.UTF8.GetString(FormulaText.Marked(Encoding.UTF8.GetBytes(text))));

    [Theory]
    [InlineData("'=1+1", "=1+1")]
    [InlineData("x;'=1+1", "x;=1+1")]
    [InlineData("'-a;5|'=b\t'＋c", "-a;5|=b\t＋c")]
    [InlineData("'\tx", "\tx")]
    [InlineData("'\n'=x", "\n=x")]
    [InlineData("it's", "it's")]
    [InlineData("'x' is 'y'", "'x' is 'y'")]
    [InlineData("'-5", "'-5")]
    [InlineData("'", "'")]
    [InlineData("", "")]
    public void Unmarked_OfWhatWasMarked_IsTheTextBefore(string marked, string text) =>
        Assert.Equal(text, Encoding.UTF8.GetString(FormulaText.Unmarked(Encoding.UTF8.GetBytes(marked))));

    [Fact]
    public async Task Csv_OfCustomersAndBatch_MarksFormulasAndLeavesNumbers()
    {
        string[] expected = ["'=1+1", "'+cmd|' /C calc'!A0", "'-2+3", "'@SUM(A1)", "'=HYPERLINK(\"http://x\",\"y\")", "-5", "+3.5", "-1e5", "a=b", "'=x", "</script><script>alert(1)</script>", "plain"];
        await using var app = new SegmentationApp();
        var table = Table();
        await app.TrainedAsync(table, "?clusters=2");

        Assert.Equal(expected, (await app.CustomersAsync()).Skip(1).Select(row => row[0]));
        var batch = await app.PredictBatchAsync(Body.Csv(table), "text/csv");
        Assert.Equal(expected, CsvRows.Parse(batch.Text).Skip(1).Select(row => row[0]));
        Assert.Contains("\n\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",", batch.Text, StringComparison.Ordinal); // the mark is inside the quotes
    }

    [Fact]
    public async Task Json_OfPredictAndBatch_HasTheTextAsItCame()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Table(), "?clusters=2");

        foreach (var id in Ids)
        {
            var answer = await app.PredictAsync(JsonSerializer.Serialize(new Dictionary<string, object> { ["id"] = id, ["x"] = 1 }));
            Assert.Equal(id, answer.Expect(200).Text("customerId"));
            Assert.Equal("application/json", answer.ContentType);
            Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        }

        foreach (var accept in (string[])["application/json", "application/x-ndjson"])
        {
            var batch = await app.PredictBatchAsync(Body.Csv(Table()), accept);
            var items = accept == "application/json" ? batch.Json.EnumerateArray().ToArray() : [.. batch.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
            Assert.Equal(Ids, items.Select(item => item.Text("customerId")));
            Assert.Equal((accept, "nosniff"), (batch.ContentType, Assert.Single(batch.Headers.GetValues("X-Content-Type-Options"))));
        }
    }

    [Fact]
    public async Task Notices_WithTextOfTheCaller_AreEscaped()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Table(), "?clusters=2");

        var problem = await app.PredictAsync("""{"x": "<img src=x onerror=alert(1)>"}""");
        var batch = await app.PredictBatchAsync(Body.Csv("id,x\na,\"=\"\"1\"\",2\"\n"), "text/csv");

        problem.ExpectProblem(422, "not-a-number", "<img");
        Assert.Equal(["nosniff"], problem.Headers.GetValues("X-Content-Type-Options"));
        Assert.Contains("=\"1\",2", CsvRows.Parse(batch.Text)[1][^1], StringComparison.Ordinal); // one cell, whatever is in it
    }

    private static string Table() => "id,x\n" + string.Concat(Ids.Select((id, i) => $"\"{id.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{(i % 2 * 100) + i}\n"));
}
