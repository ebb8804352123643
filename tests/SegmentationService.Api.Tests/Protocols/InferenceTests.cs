using System.Globalization;
using System.Text.Json.Nodes;

namespace SegmentationService.Api.Tests.Protocols;

/// <summary>The Open Inference Protocol: its answers are those of /predict/batch, letter by letter, and what is no such request is refused in its words.</summary>
public sealed class InferenceTests(InferenceTests.Trained trained) : IClassFixture<InferenceTests.Trained>
{
    private static readonly string[] Outputs = ["segment", "name", "confidence", "distance", "outlier"];

    [Fact]
    public async Task Infer_ATensorForEachColumn_AnswersAsPredictBatch()
    {
        var client = new InferenceClient(trained.App, "default", "1");

        var told = await client.InferAsync(Trained.Rows, new JsonArray([.. (await client.InputsAsync()).Select(input => trained.Tensor(input.Name, input.Datatype))]), id: "request \"7\"");

        Assert.Equal(Outputs, told.Keys);
        await AssertAsBatchAsync(told, "");
    }

    [Theory]
    [InlineData("FP64", false)]
    [InlineData("FP32", true)]
    public async Task Infer_OneMatrixInTheOrderOfTheMetadata_AnswersAsPredictBatch(string datatype, bool isNested)
    {
        var client = new InferenceClient(trained.App, "default");
        var columns = (await client.InputsAsync()).Select(input => trained.Cells(input.Name)).ToArray();
        var rows = Enumerable.Range(0, Trained.Rows).Select(row => columns.Select(column => (JsonNode?)Number(column[row])).ToArray());
        var data = isNested ? rows.Select(row => (JsonNode?)new JsonArray(row)) : rows.SelectMany(row => row);

        var told = await client.InferAsync(Trained.Rows, [InferenceClient.Tensor("customers", datatype, [Trained.Rows, columns.Length], data)]);

        await AssertAsBatchAsync(told, "");
    }

    [Fact]
    public async Task Infer_AColumnOfTexts_IsOfBytes()
    {
        var client = new InferenceClient(trained.App, "texts");
        var inputs = await client.InputsAsync();
        Assert.Contains(("country", "BYTES"), inputs);

        var told = await client.InferAsync(Trained.Rows, new JsonArray([.. inputs.Select(input => trained.Tensor(input.Name, input.Datatype))]));

        await AssertAsBatchAsync(told, "?model=texts");
        (await client.PostAsync($$"""{"inputs":[{"name":"all","shape":[1,{{inputs.Length}}],"datatype":"FP64","data":[{{string.Join(',', inputs.Select(_ => 1))}}]}]}"""))
            .ExpectProblem(400, "invalid-json", "'country'", "BYTES", "a tensor for each column");
    }

    [Fact]
    public async Task Infer_SomeOutputs_AreTheseInTheirOrder()
    {
        var told = await new InferenceClient(trained.App, "default").InferAsync(2, [Two("recency_days", 3, 250), Two("frequency", 30, 1)], ["distance", "segment"]);

        Assert.Equal(2, told["segment"].Length);
    }

    [Theory]
    [InlineData("""{"name":"recency_days","shape":[3],"datatype":"FP64","data":[1,2]}""", "'recency_days'", "[3]", "3 values", "data has 2")]
    [InlineData("""{"name":"recency_days","shape":[2,2,1],"datatype":"FP64","data":[1,2,3,4]}""", "[2, 2, 1]", "[n] or [n, 1]")]
    [InlineData("""{"name":"recency_days","shape":[-1],"datatype":"FP64","data":[1]}""", "whole numbers of at least 0")]
    [InlineData("""{"name":"recency_days","shape":[2],"datatype":"FP64","data":[[1],[2]]}""", "[2]", "2 lists of 1 values")]
    [InlineData("""{"name":"recency_days","shape":[2,2],"datatype":"FP64","data":[[1,2],[3]]}""", "Element 1 of data of inputs[0]", "1 values", "have 2")]
    [InlineData("""{"name":"recency_days","shape":[1],"datatype":"FP65","data":[1]}""", "'FP65'", "FP32, FP64")]
    [InlineData("""{"name":"recency_days","shape":[2],"datatype":"FP64","data":[1,"2"]}""", "FP64", "element 1", "a text")]
    [InlineData("""{"name":"recency_days","shape":[2],"datatype":"INT64","data":[1,2.5]}""", "INT64", "element 1", "a point")]
    [InlineData("""{"name":"recency_days","shape":[1],"datatype":"BYTES","data":["1"]}""", "is BYTES", "FP64")]
    [InlineData("""{"name":"recenzy","shape":[1],"datatype":"FP64","data":[1]}""", "'recenzy'", "none of the model", "'recency_days'")]
    [InlineData("""{"name":"all","shape":[1,2],"datatype":"FP64","data":[1,2]}""", "2 columns", "in this order", "'recency_days'")]
    [InlineData("""{"name":"recency_days","shape":[1],"datatype":"FP64","data":[1]},{"name":"frequency","shape":[2],"datatype":"FP64","data":[1,2]}""", "'frequency' has 2", "'recency_days' has 1")]
    [InlineData("""{"name":"recency_days","shape":[1],"datatype":"FP64","parameters":{"binary_data_size":8}}""", "no data", "binary data is not there")]
    [InlineData("""{"name":"recency_days","shape":[1],"datatype":"FP64","data":[NaN]}""", "NaN is no JSON", "null")]
    public async Task Infer_ATensorThatDoesNotFit_IsRefusedInTheWordsOfTheProtocol(string inputs, params string[] words)
    {
        var problem = (await new InferenceClient(trained.App, "default").PostAsync($$"""{"inputs":[{{inputs}}]}""")).ExpectProblem(400, "invalid-json", words);

        Assert.Equal(problem.Text("detail"), problem.Text("error"));
    }

    [Fact]
    public async Task Infer_ABodyThatBreaksOffAnywhere_IsRefused()
    {
        var whole = new JsonObject { ["id"] = "é", ["inputs"] = new JsonArray(Two("recency_days", 3, 250)), ["outputs"] = new JsonArray(new JsonObject { ["name"] = "segment" }) }.ToJsonString();
        var client = new InferenceClient(trained.App, "default");
        (await client.PostAsync(whole)).Expect(200);

        for (var length = 0; length < whole.Length; length++) Assert.NotEmpty((await client.PostAsync(whole[..length])).ExpectProblem(400, length == 0 ? "empty-body" : "invalid-json").Text("error"));
    }

    [Fact]
    public async Task Infer_ACustomerWithoutASegment_IsNamed()
    {
        var client = new InferenceClient(trained.App, "default");

        (await client.PostAsync("""{"inputs":[{"name":"recency_days","shape":[2],"datatype":"FP64","data":[1,null]}]}""")).ExpectProblem(422, "no-usable-field", "Customer 2 has no segment", "/predict/batch");
        (await client.PostAsync("""{"inputs":[{"name":"recency_days","shape":[0],"datatype":"FP64","data":[]}]}""")).ExpectProblem(422, "no-customers");
        (await client.PostAsync("""{"inputs":[{"name":"recency_days","shape":[1],"datatype":"FP64","data":[1]}],"outputs":[{"name":"churn"}]}""")).ExpectProblem(400, "invalid-json", "'churn'", "segment, name");
        Assert.NotEmpty((await new InferenceClient(trained.App, "none").PostAsync("{}")).ExpectProblem(404, "unknown-model").Text("error"));
    }

    [Fact]
    public async Task Infer_BytesBehindTheJson_AreRefused() =>
        (await trained.App.SendAsync(HttpMethod.Post, "/v2/models/default/infer", Body.Json("{}"), ("Inference-Header-Content-Length", "2"))).ExpectProblem(415, "unsupported-media-type", "binary data");

    [Fact]
    public async Task Server_AsksOfTheProtocol_AreAnswered()
    {
        Assert.Equal("SegmentationService", (await trained.App.GetAsync("/v2")).Expect(200).Text("name"));
        Assert.True((await trained.App.GetAsync("/v2/health/live")).Expect(200).GetProperty("live").GetBoolean());
        Assert.True((await trained.App.GetAsync("/v2/health/ready")).Expect(200).GetProperty("ready").GetBoolean());
        Assert.True((await trained.App.GetAsync("/v2/models/default/ready")).Expect(200).GetProperty("ready").GetBoolean());
        Assert.True((await trained.App.GetAsync("/v2/models/default/versions/1/ready")).Expect(200).GetProperty("ready").GetBoolean());
        Assert.NotEmpty((await trained.App.GetAsync("/v2/models/default/versions/9/ready")).ExpectProblem(404, "unknown-version").Text("error"));
        Assert.NotEmpty((await trained.App.GetAsync("/v2/nothing")).ExpectProblem(404, "not-found").Text("error"));
        var metadata = (await trained.App.GetAsync("/v2/models/default")).Expect(200);
        Assert.Equal(["1"], metadata.Items("versions").Select(version => version.GetString()));
        Assert.Equal(["INT64", "BYTES", "FP64", "FP64", "BOOL"], metadata.Items("outputs").Select(output => output.Text("datatype")));
    }

    private static JsonObject Two(string name, double first, double second) => InferenceClient.Tensor(name, "FP64", [2], [first, second]);

    private static JsonValue? Number(string cell) => cell.Length == 0 ? null : JsonValue.Create(decimal.Parse(cell, CultureInfo.InvariantCulture));

    /// <summary>Each value is, as it is written, the one of the same customer in the answer of /predict/batch.</summary>
    private async Task AssertAsBatchAsync(Dictionary<string, string[]> told, string query)
    {
        var batch = (await trained.App.PredictBatchAsync(Body.Csv(trained.Table), "application/json", query)).Expect(200).EnumerateArray().ToArray();
        foreach (var output in Outputs) Assert.Equal(batch.Select(item => item.GetProperty(output).GetRawText()), told[output]);
        Assert.True(told["segment"].Distinct().Count() > 1, "the customers are in several segments");
    }

    public sealed class Trained : IAsyncLifetime
    {
        internal const int Rows = 600;

        internal SegmentationApp App { get; } = new();

        internal string Table { get; } = Tables.Shop(Rows);

        public async Task InitializeAsync()
        {
            await App.TrainedAsync(Table, "?clusters=4");
            await App.TrainedAsync(Table, "?clusters=4&model=texts&encode=country");
        }

        public async Task DisposeAsync() => await App.DisposeAsync();

        internal string[] Cells(string column)
        {
            var rows = CsvRows.Parse(Table);
            return [.. rows.Skip(1).Select(row => row[Array.IndexOf(rows[0], column)])];
        }

        internal JsonObject Tensor(string name, string datatype) =>
            InferenceClient.Tensor(name, datatype, [Rows, 1], Cells(name).Select(cell => datatype == "BYTES" ? JsonValue.Create(cell) : Number(cell)));
    }
}
