using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SegmentationService.Core.Exports;
using SegmentationService.Core.Features;
using Xunit.Abstractions;

namespace SegmentationService.Core.Tests.Exports;

/// <summary>Protects the graph of ONNX: ONNX Runtime answers for every customer what the model answers, golden customers included.</summary>
public sealed class OnnxExportTests(ITestOutputHelper output)
{
    [Theory]
    [ExportedSets]
    public void Write_EveryCustomer_IsAnsweredAsByTheModel(string name)
    {
        var set = ExportedSet.Of(name);
        using var session = new InferenceSession(OnnxExport.Write(set.Exported));

        var found = Run(session, set.Exported, set.Rows.Count, set.Number, (row, input) => set.Rows[row][input]);

        output.WriteLine($"onnx, {name}: {ExportAnswer.AssertSame(set.Expected, found)}");
        using var golden = JsonDocument.Parse(session.ModelMetadata.CustomMetadataMap["golden"]);
        var rows = golden.RootElement.EnumerateArray().ToArray();
        var answers = Run(session, set.Exported, rows.Length, Number, Text);
        ExportAnswer.AssertSame([.. rows.Select(row => new ExportAnswer(row.GetProperty("segment").GetInt32(), row.GetProperty("confidence").GetDouble(), row.GetProperty("distance").GetDouble()))], answers);

        double Number(int row, int input) => Cell(row, input) is { ValueKind: JsonValueKind.Number } cell ? cell.GetDouble() : double.NaN;

        string Text(int row, int input) => Cell(row, input).GetString() ?? "";

        JsonElement Cell(int row, int input) => rows[row].GetProperty("customer").GetProperty(set.Exported.Inputs[input].Name);
    }

    [Fact]
    public void Write_ColumnCalledAsAnAnswer_IsRefused()
    {
        var model = Segmentation.SmallModel.Of(
            [new InputColumn("distance", 0)], [Segmentation.SmallModel.Plain with { Name = "distance" }], new ColumnParts(), [[0], [1]]);

        Assert.Contains("'distance'", Assert.Throws<InexpressibleModelException>(() => OnnxExport.Write(new ExportedModel(model, "far", 1))).Message, StringComparison.Ordinal);
    }

    private static ExportAnswer[] Run(InferenceSession session, ExportedModel model, int rows, Func<int, int, double> number, Func<int, int, string> text)
    {
        int[] shape = [rows, 1];
        var inputs = model.Inputs.Select((input, i) => input.Kind == ExportedInputKind.Text
            ? NamedOnnxValue.CreateFromTensor(input.Name, new DenseTensor<string>(Enumerable.Range(0, rows).Select(row => text(row, i)).ToArray(), shape))
            : NamedOnnxValue.CreateFromTensor(input.Name, new DenseTensor<double>(Enumerable.Range(0, rows).Select(row => number(row, i)).ToArray(), shape)));
        using var results = session.Run([.. inputs]);
        var answers = results.ToDictionary(result => result.Name);
        var (segments, confidences, distances) = (answers["segment"].AsTensor<long>(), answers["confidence"].AsTensor<double>(), answers["distance"].AsTensor<double>());
        return [.. Enumerable.Range(0, rows).Select(row => new ExportAnswer((int)segments[row], confidences[row], distances[row]))];
    }
}
