using System.Text.Json;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Protocols;

/// <summary>The body of <c>POST /v2/models/{model}/infer</c>.</summary>
/// <param name="Id">What the answer repeats; null where there is none.</param>
/// <param name="Inputs">The tensors.</param>
/// <param name="Outputs">The tensors that are asked for; all where none is named.</param>
internal sealed record InferenceRequest(string? Id, IReadOnlyList<InferenceTensor> Inputs, IReadOnlyList<InferenceOutput> Outputs)
{
    private const int MostListed = 20;
    private const string Example = """{"inputs": [{"name": "recency", "shape": [2], "datatype": "FP64", "data": [3, 210]}]}""";

    /// <summary>Reads a body.</summary>
    /// <param name="json">The whole body.</param>
    /// <param name="limits">How deep the nesting and how long a value may be.</param>
    /// <param name="memory">What the places of the values are taken from.</param>
    /// <exception cref="MalformedBodyException">It is no such request.</exception>
    public static InferenceRequest Parse(ReadOnlyMemory<byte> json, ReadingOptions limits, MemoryShare memory)
    {
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = limits.MaxJsonDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw Invalid($"The body is no object; expected is one such as {Example}.");
            string? id = null;
            List<InferenceTensor>? inputs = null;
            IReadOnlyList<InferenceOutput>? outputs = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("id"u8)) id = TextOf(ref reader, "id");
                else if (reader.ValueTextEquals("inputs"u8)) inputs = InputsOf(ref reader, json, limits, memory);
                else if (reader.ValueTextEquals("outputs"u8)) outputs = OutputsOf(ref reader);
                else reader.Skip();
            }

            _ = reader.Read(); // nothing may follow
            if (inputs is not { Count: > 0 }) throw Invalid($"The request has no inputs; expected is an object such as {Example}.");
            return new InferenceRequest(id, inputs, outputs is { Count: > 0 } ? outputs : InferenceOutput.All);
        }
        catch (JsonException e)
        {
            throw JsonFault.Of(e, json.Span[(int)reader.BytesConsumed..], line: 1);
        }
        catch (InvalidOperationException e)
        {
            throw new MalformedBodyException(MalformedBodyKind.InvalidJson, "A key or text of the request is not text: it is not UTF-8, or has one half of a surrogate pair.", e);
        }
    }

    /// <summary>The customers that the tensors are.</summary>
    /// <param name="prepared">The version that is to answer.</param>
    /// <exception cref="MalformedBodyException">The tensors are not those of the version, or do not fit each other.</exception>
    public HeldTable ToTable(PreparedAnswers prepared)
    {
        foreach (var tensor in Inputs) tensor.Check();
        var columns = prepared.Version.Stored.Model.FeatureSet.Inputs;
        string[] names = [.. columns.Select(column => column.Name)];
        var isMatrix = Inputs is [var only] && (only.IsMatrix || (columns.Count == 1 && IsUnknown(only)));
        if (isMatrix)
        {
            var matrix = Inputs[0];
            if (matrix.Datatype is not ("FP32" or "FP64")) throw matrix.Wrong($"is a matrix of {matrix.Datatype}; customers as a matrix are FP32 or FP64");
            if (columns.FirstOrDefault(InferenceTensor.IsOfTexts) is { } text) throw matrix.Wrong($"is a matrix, but the column '{Excerpt.Of(text.Name)}' of the model is {InferenceTensor.Text}; send a tensor for each column");
            if ((matrix.Shape.Count == 1 ? 1 : matrix.Shape[1]) != columns.Count) throw matrix.Wrong($"has {matrix.Shape[^1]} columns; the model has {columns.Count}, in this order: {Excerpt.Listed(names, MostListed)}");
            return HeldTable.OfRows(names, matrix.Cells) with { Rows = (int)matrix.Shape[0] };
        }

        var first = Inputs[0];
        foreach (var tensor in Inputs)
        {
            if (IsUnknown(tensor)) throw tensor.Wrong($"is none of the model; it has {Excerpt.Listed(names, MostListed)}");
            if (tensor.IsMatrix) throw tensor.Wrong($"has {tensor.Shape[1]} columns; a column of n customers is [n] or [n, 1], and a matrix comes alone");
            if (tensor.Shape[0] != first.Shape[0]) throw tensor.Wrong($"has {tensor.Shape[0]} customers, and '{Excerpt.Of(first.Name)}' has {first.Shape[0]}; all have as many");
            tensor.CheckTakenBy(TakesTexts(tensor));
        }

        return new HeldTable([.. Inputs.Select(tensor => new HeldColumn(tensor.Name, tensor.Cells, First: 0, Step: 1))], (int)first.Shape[0]);

        bool IsUnknown(InferenceTensor tensor) => FieldOf(tensor) == FieldNames.Ignored;

        bool TakesTexts(InferenceTensor tensor)
        {
            var field = FieldOf(tensor);
            if (!FieldNames.IsInput(field)) return true;
            return InferenceTensor.IsOfTexts(columns[FieldNames.IsLoose(field) ? FieldNames.Loose(field) : field]);
        }

        int FieldOf(InferenceTensor tensor) => prepared.Version.Names.Find(System.Text.Encoding.UTF8.GetBytes(tensor.Name));
    }

    private static List<InferenceTensor> InputsOf(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, ReadingOptions limits, MemoryShare memory)
    {
        List<InferenceTensor> tensors = [];
        Begin(ref reader, JsonTokenType.StartArray, "inputs is no list; a tensor for each column is expected.");
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            if (tensors.Count == limits.MaxColumns) throw Invalid($"There are more than {limits.MaxColumns} inputs, the most that is allowed.");
            tensors.Add(TensorOf(ref reader, $"data of inputs[{tensors.Count}]", json, limits, memory));
        }

        return reader.TokenType == JsonTokenType.EndArray ? tensors : throw Invalid($"inputs[{tensors.Count}] is no object; a tensor has name, shape, datatype and data.");
    }

    private static InferenceTensor TensorOf(ref Utf8JsonReader reader, string dataName, ReadOnlyMemory<byte> json, ReadingOptions limits, MemoryShare memory)
    {
        string? name = null, datatype = null;
        List<long>? shape = null;
        JsonCells? cells = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8)) name = TextOf(ref reader, "The name of an input");
            else if (reader.ValueTextEquals("datatype"u8)) datatype = TextOf(ref reader, "The datatype of an input");
            else if (reader.ValueTextEquals("shape"u8)) shape = ShapeOf(ref reader);
            else if (reader.ValueTextEquals("data"u8))
            {
                _ = reader.Read();
                cells = new JsonCells(json, limits, memory);
                cells.Read(ref reader, dataName);
            }
            else reader.Skip();
        }

        if (name is null || datatype is null || shape is null || cells is null)
            throw Invalid($"{(name is null ? "An input" : $"The input '{Excerpt.Of(name)}'")} has no {(name is null ? "name" : datatype is null ? "datatype" : shape is null ? "shape" : "data")}; a tensor has name, shape, datatype and data, as JSON: the extension for binary data is not there.");
        return new InferenceTensor(name, datatype, shape, cells);
    }

    private static List<InferenceOutput> OutputsOf(ref Utf8JsonReader reader)
    {
        List<InferenceOutput> outputs = [];
        Begin(ref reader, JsonTokenType.StartArray, "outputs is no list; objects with the name of an output are expected.");
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            string? name = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("name"u8)) name = TextOf(ref reader, "The name of an output");
                else reader.Skip();
            }

            var output = InferenceOutput.All.FirstOrDefault(output => output.Name == name)
                ?? throw Invalid($"There is no output '{Excerpt.Of(name ?? "")}'; there are {string.Join(", ", InferenceOutput.All.Select(output => output.Name))}.");
            if (outputs.Contains(output)) throw Invalid($"The output '{output.Name}' is asked for twice; once is enough.");
            outputs.Add(output);
        }

        return reader.TokenType == JsonTokenType.EndArray ? outputs : throw Invalid("outputs holds something that is no object; an object with the name of an output is expected.");
    }

    private static List<long> ShapeOf(ref Utf8JsonReader reader)
    {
        const string Expectation = "A shape is a list of whole numbers of at least 0, such as [1000] or [1000, 4].";
        List<long> shape = [];
        Begin(ref reader, JsonTokenType.StartArray, Expectation);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var dimension) || dimension is < 0 or > int.MaxValue) throw Invalid(Expectation);
            if (shape.Count < 8) shape.Add(dimension);
        }

        return shape;
    }

    private static string TextOf(ref Utf8JsonReader reader, string what)
    {
        Begin(ref reader, JsonTokenType.String, $"{what} is no text.");
        return reader.GetString()!;
    }

    private static void Begin(ref Utf8JsonReader reader, JsonTokenType expected, string otherwise)
    {
        _ = reader.Read();
        if (reader.TokenType != expected) throw Invalid(otherwise);
    }

    private static MalformedBodyException Invalid(string message) => new(MalformedBodyKind.InvalidJson, message);
}
