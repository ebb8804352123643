using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegmentationService.Api.Tests.Protocols;

/// <summary>A client of the Open Inference Protocol, written from its specification: it knows metadata, requests and answers as they stand there, and nothing of this service.</summary>
internal sealed class InferenceClient(SegmentationApp app, string model, string? version = null)
{
    private string Place => $"/v2/models/{model}{(version is null ? "" : $"/versions/{version}")}";

    /// <summary>A tensor of a request.</summary>
    public static JsonObject Tensor(string name, string datatype, int[] shape, IEnumerable<JsonNode?> data) => new()
    {
        ["name"] = name,
        ["shape"] = new JsonArray([.. shape.Select(dimension => (JsonNode)dimension)]),
        ["datatype"] = datatype,
        ["data"] = new JsonArray([.. data]),
    };

    /// <summary>What the model takes: name and datatype of each input, in order.</summary>
    public async Task<(string Name, string Datatype)[]> InputsAsync()
    {
        var metadata = (await app.GetAsync(Place)).Expect(200);
        Assert.Equal(model, metadata.Text("name"));
        return [.. metadata.Items("inputs").Select(input => (input.Text("name"), input.Text("datatype")))];
    }

    /// <summary>Sends tensors; checks that the answer is what the specification says, and gives the values of each output as they were written.</summary>
    public async Task<Dictionary<string, string[]>> InferAsync(int rows, JsonArray inputs, string[]? outputs = null, string? id = null)
    {
        var request = new JsonObject { ["inputs"] = inputs };
        if (id is not null) request["id"] = id;
        if (outputs is not null) request["outputs"] = new JsonArray([.. outputs.Select(output => (JsonNode)new JsonObject { ["name"] = output })]);
        var answer = (await PostAsync(request.ToJsonString())).Expect(200);

        Assert.Equal(model, answer.Text("model_name"));
        Assert.NotEmpty(answer.Text("model_version"));
        Assert.Equal(id, answer.TryGetProperty("id", out var echoed) ? echoed.GetString() : null);
        var told = new Dictionary<string, string[]>();
        foreach (var output in answer.Items("outputs"))
        {
            var values = output.Items("data").ToArray();
            Assert.Equal([rows], output.Items("shape").Select(dimension => dimension.GetInt32()));
            Assert.Equal(rows, values.Length);
            Assert.All(values, value => Assert.Contains(value.ValueKind, Kinds(output.Text("datatype"))));
            told.Add(output.Text("name"), [.. values.Select(value => value.GetRawText())]);
        }

        if (outputs is not null) Assert.Equal(outputs, told.Keys);
        return told;
    }

    /// <summary>Sends any body.</summary>
    public Task<Answer> PostAsync(string body) => app.PostAsync(Place + "/infer", Body.Json(body));

    private static JsonValueKind[] Kinds(string datatype) => datatype switch
    {
        "INT64" or "FP64" => [JsonValueKind.Number],
        "BOOL" => [JsonValueKind.True, JsonValueKind.False],
        "BYTES" => [JsonValueKind.String],
        _ => throw new ArgumentOutOfRangeException(nameof(datatype), datatype, "It is none that is answered."),
    };
}
