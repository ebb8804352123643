using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SegmentationService.Core.Exports;

/// <summary>Writes a model as JSON: numbers and steps that any language can follow, with what is computed of them in words.</summary>
public static class JsonExport
{
    private const string Rule =
        "Steps are IEEE doubles: number; column (missing: what stands for no value); column with is (1 where the trimmed text equals it, of true and false in any case, else 0); log is sign(x) ln(1 + |x|); divide by 0 is 0. "
        + "A column of kind days holds dates (whole days from them until asOf count, none less than 0) or these days. A coordinate is its step rounded to float32. "
        + "s = 0; for each coordinate in order d = float32(coordinate - centroid), s = float32(s + d * d). The segment is the one of the smallest s, of equal ones the first; distance = sqrt(s). "
        + "Each juror votes in the same way for one of its centroids, which stand in the order of the segments. w = exp((least s - s) / temperature) / the sum of that over all segments; confidence = (votes + w) / (jurors + 1).";

    /// <summary>Writes it. O(B k d).</summary>
    /// <param name="model">The model.</param>
    public static byte[] Write(ExportedModel model)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = false }))
        {
            json.WriteStartObject();
            json.WriteString("model", model.Name);
            json.WriteNumber("version", model.Version);
            json.WriteString("fingerprint", model.Fingerprint);
            json.WriteString("rule", Rule);
            WriteInputs(json, model);
            WriteCoordinates(json, model);
            WriteSegments(json, model);
            json.WriteNumber("temperature", model.Temperature);
            json.WriteStartArray("jurors");
            foreach (var juror in model.Jurors)
            {
                json.WriteStartArray();
                foreach (var centroid in juror) WritePoint(json, centroid);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WritePropertyName("golden");
            WriteGolden(json, model);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The golden customers alone, as they stand in it.</summary>
    /// <param name="model">The model.</param>
    internal static string GoldenOf(ExportedModel model)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) WriteGolden(json, model);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteInputs(Utf8JsonWriter json, ExportedModel model)
    {
        json.WriteStartArray("inputs");
        foreach (var input in model.Inputs)
        {
            json.WriteStartObject();
            json.WriteString("name", input.Name);
            json.WriteString("kind", input.Kind switch { ExportedInputKind.Text => "text", ExportedInputKind.Days => "days", _ => "number" });
            if (input.AsOf is { } asOf) json.WriteString("asOf", asOf.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCoordinates(Utf8JsonWriter json, ExportedModel model)
    {
        json.WriteStartArray("coordinates");
        foreach (var coordinate in model.Coordinates)
        {
            json.WriteStartObject();
            json.WriteString("feature", coordinate.Feature);
            json.WritePropertyName("step");
            Write(json, model, coordinate.Step);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ExportedModel model, PreparationStep step)
    {
        json.WriteStartObject();
        switch (step)
        {
            case NumberStep number:
                json.WriteNumber("number", number.Value);
                break;
            case ColumnStep column:
                json.WriteString("column", model.Inputs[column.Input].Name);
                json.WriteNumber("missing", column.Median);
                break;
            case TextStep text:
                json.WriteString("column", model.Inputs[text.Input].Name);
                json.WriteString("is", text.Text);
                break;
            case LogStep log:
                WriteOperation(json, model, "log", log.Of);
                break;
            case JoinStep join:
                WriteOperation(json, model, Name(join.Operator), join.Left, join.Right);
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteOperation(Utf8JsonWriter json, ExportedModel model, string name, params ReadOnlySpan<PreparationStep> steps)
    {
        json.WriteString("do", name);
        json.WriteStartArray("with");
        foreach (var step in steps) Write(json, model, step);
        json.WriteEndArray();
    }

    private static string Name(StepOperator operation) => operation switch
    {
        StepOperator.Add => "add",
        StepOperator.Subtract => "subtract",
        StepOperator.Multiply => "multiply",
        StepOperator.Divide => "divide",
        StepOperator.Min => "min",
        _ => "max",
    };

    private static void WriteSegments(Utf8JsonWriter json, ExportedModel model)
    {
        json.WriteStartArray("segments");
        foreach (var segment in model.Segments)
        {
            json.WriteStartObject();
            json.WriteNumber("id", segment.Id);
            json.WriteString("name", segment.Name);
            json.WritePropertyName("centroid");
            WritePoint(json, segment.Centroid);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePoint(Utf8JsonWriter json, float[] point)
    {
        json.WriteStartArray();
        foreach (var value in point) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static void WriteGolden(Utf8JsonWriter json, ExportedModel model)
    {
        json.WriteStartArray();
        foreach (var row in model.Golden)
        {
            json.WriteStartObject();
            json.WriteStartObject("customer");
            for (var i = 0; i < row.Cells.Count; i++)
            {
                if (row.Cells[i].IsMissing) json.WriteNull(model.Inputs[i].Name);
                else if (row.Cells[i].Text is { } text) json.WriteString(model.Inputs[i].Name, text);
                else json.WriteNumber(model.Inputs[i].Name, row.Cells[i].Number);
            }

            json.WriteEndObject();
            json.WriteNumber("segment", row.Segment);
            json.WriteNumber("confidence", row.Confidence);
            json.WriteNumber("distance", row.Distance);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
