using System.Text.Json.Nodes;

namespace SegmentationService.Api.Tests.Protocols;

/// <summary>MLflow's scoring: a client written from its specification is answered what /predict/batch answers, byte for byte, in each way that a table may be written.</summary>
public sealed class ScoringTests(InferenceTests.Trained trained) : IClassFixture<InferenceTests.Trained>
{
    [Theory]
    [InlineData("dataframe_split")]
    [InlineData("dataframe_records")]
    [InlineData("instances")]
    [InlineData("inputs")]
    [InlineData("csv")]
    public async Task Invocations_EachWayToWriteATable_AnswersAsPredictBatch(string way)
    {
        var batch = await trained.App.PredictBatchAsync(Body.Csv(trained.Table));
        batch.Expect(200);

        var answer = await trained.App.PostAsync("/invocations", way == "csv" ? Body.Csv(trained.Table) : Body.Json(Written(way)));

        answer.Expect(200);
        Assert.Equal("{\"predictions\":" + batch.Text.TrimEnd() + "}\n", answer.Text);
        foreach (var header in (string[])["X-Rows", "X-Outliers", "X-Model-Version"]) Assert.Equal(batch.Headers.GetValues(header), answer.Headers.GetValues(header));
    }

    /// <summary>Rows without names have the columns of the model in the order of its metadata.</summary>
    [Theory]
    [InlineData("instances")]
    [InlineData("inputs")]
    public async Task Invocations_RowsWithoutNames_AreInTheOrderOfTheMetadata(string way)
    {
        var names = (await new InferenceClient(trained.App, "default").InputsAsync()).Select(input => input.Name).ToArray();
        var columns = names.Select(trained.Cells).ToArray();
        string[] rows = [.. Enumerable.Range(0, InferenceTests.Trained.Rows).Select(row => string.Join(',', columns.Select(column => column[row].Length == 0 ? "null" : column[row])))];
        var batch = await trained.App.PredictBatchAsync(Body.Csv(string.Join(',', names) + "\n" + string.Join('\n', rows).Replace("null", "", StringComparison.Ordinal)));

        var answer = await trained.App.PostAsync("/invocations?version=1", Body.Json($$"""{"{{way}}": [{{string.Join(", ", rows.Select(row => $"[{row}]"))}}]}"""));

        answer.Expect(200);
        Assert.Equal("{\"predictions\":" + batch.Text.TrimEnd() + "}\n", answer.Text);
    }

    [Theory]
    [InlineData("""[[1,2]]""", "no object", "exactly one of")]
    [InlineData("""{"data": []}""", "no table", "exactly one of")]
    [InlineData("""{"inputs": [[1]], "instances": [[1]]}""", "inputs and instances")]
    [InlineData("""{"dataframe_split": {"columns": ["frequency"], "data": [[1, 2]]}}""", "1 columns", "2 values")]
    [InlineData("""{"dataframe_split": {"columns": ["frequency", "monetary"], "data": [[1, 2], [3]]}}""", "Element 1", "1 values", "have 2")]
    [InlineData("""{"dataframe_split": {"data": [[1, 2]]}}""", "no columns")]
    [InlineData("""{"dataframe_records": {"frequency": [1]}}""", "no list", "list of objects")]
    [InlineData("""{"inputs": {"frequency": [1, 2], "monetary": [1]}}""", "'monetary'", "1 values", "'frequency' has 2")]
    [InlineData("""{"instances": [[1, 2]]}""", "2 values", "in this order", "'recency_days'")]
    [InlineData("""{"inputs": {"frequency": [1, {"a": 2}]}}""", "Element 1", "'frequency' of inputs", "no value")]
    [InlineData("""{"inputs": {"frequency": [1, NaN]}}""", "NaN is no JSON")]
    [InlineData("""{"inputs": {"frequency": [1]}""", "malformed")]
    public async Task Invocations_WhatIsNoTable_IsRefusedInTheWordsOfMlflow(string body, params string[] words)
    {
        var problem = (await trained.App.PostAsync("/invocations", Body.Json(body))).ExpectProblem(400, "invalid-json", words);

        Assert.Equal(("BAD_REQUEST", problem.Text("detail")), (problem.Text("error_code"), problem.Text("message")));
    }

    [Fact]
    public async Task Invocations_NoColumnOfTheModel_IsRefused() =>
        (await trained.App.PostAsync("/invocations", Body.Json("""{"inputs": {"height": [1]}}"""))).ExpectProblem(422, "no-usable-field", "'recency_days'");

    [Theory]
    [InlineData("/ping")]
    [InlineData("/health")]
    public async Task Server_AsksOfMlflow_AreAnsweredAsText(string path)
    {
        var answer = await trained.App.GetAsync(path);

        Assert.Equal((200, "text/plain"), (answer.Status, answer.ContentType));
    }

    /// <summary>The number of the build and nothing else, also for who has no key: as clients of MLflow read it, and as <c>/v2</c> tells it.</summary>
    [Fact]
    public async Task Version_IsThatOfTheService()
    {
        var answer = await trained.App.GetAsync("/version");

        Assert.Equal((200, "text/plain"), (answer.Status, answer.ContentType));
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+$", answer.Text);
        Assert.Equal(answer.Text, (await trained.App.GetAsync("/v2")).Expect(200).Text("version"));
    }

    private string Written(string way)
    {
        var rows = CsvRows.Parse(trained.Table);
        var names = rows[0];
        return new JsonObject
        {
            [way] = way switch
            {
                "dataframe_split" => new JsonObject
                {
                    ["index"] = new JsonArray([.. Enumerable.Range(0, rows.Count - 1).Select(row => (JsonNode)row)]),
                    ["columns"] = new JsonArray([.. names.Select(name => (JsonNode)name)]),
                    ["data"] = new JsonArray([.. rows.Skip(1).Select(row => new JsonArray([.. names.Select((name, column) => Value(name, row[column]))]))]),
                },
                "inputs" => new JsonObject(names.Select((name, column) => KeyValuePair.Create<string, JsonNode?>(name, new JsonArray([.. rows.Skip(1).Select(row => Value(name, row[column]))])))),
                _ => new JsonArray([.. rows.Skip(1).Select(row => new JsonObject(names.Select((name, column) => KeyValuePair.Create(name, Value(name, row[column])))))]),
            },
        }.ToJsonString();
    }

    /// <summary>Ids and countries are texts; a missing number is null.</summary>
    private static JsonNode? Value(string name, string cell) =>
        name is "customer_id" or "country" ? JsonValue.Create(cell) : cell.Length == 0 ? null : JsonNode.Parse(cell);
}
