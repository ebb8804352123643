using System.Text.Json;

namespace SegmentationService.Core.Tests.Exports;

/// <summary>What the rule in the JSON of a model says, written by that text alone: as plain as it can be.</summary>
internal sealed class JsonRule(JsonElement model)
{
    private readonly JsonElement[] _coordinates = [.. model.GetProperty("coordinates").EnumerateArray().Select(coordinate => coordinate.GetProperty("step"))];
    private readonly float[][] _centroids = Points(model.GetProperty("segments").EnumerateArray().Select(segment => segment.GetProperty("centroid")));
    private readonly int[] _ids = [.. model.GetProperty("segments").EnumerateArray().Select(segment => segment.GetProperty("id").GetInt32())];
    private readonly float[][][] _jurors = [.. model.GetProperty("jurors").EnumerateArray().Select(juror => Points(juror.EnumerateArray()))];
    private readonly double _temperature = model.GetProperty("temperature").GetDouble();

    /// <summary>The answer for a customer: numbers, NaN where one is missing, and texts, by the names of their columns.</summary>
    public ExportAnswer Answer(IReadOnlyDictionary<string, object> customer)
    {
        float[] point = [.. _coordinates.Select(step => (float)Value(step, customer))];
        var squares = Squares(point, _centroids);
        var nearest = Array.IndexOf(squares, squares.Min());
        var votes = _jurors.Count(juror => Squares(point, juror) is var own && Array.IndexOf(own, own.Min()) == nearest);
        var weight = 1 / squares.Sum(square => Math.Exp(((double)squares[nearest] - square) / _temperature));
        return new ExportAnswer(_ids[nearest], (votes + weight) / (_jurors.Length + 1), Math.Sqrt(squares[nearest]));
    }

    private static float[] Squares(float[] point, float[][] centroids) => Array.ConvertAll(centroids, centroid =>
    {
        var sum = 0f;
        for (var f = 0; f < point.Length; f++)
        {
            var difference = point[f] - centroid[f];
            sum = (float)(sum + ((double)difference * difference));
        }

        return sum;
    });

    private static double Value(JsonElement step, IReadOnlyDictionary<string, object> customer)
    {
        if (step.TryGetProperty("number", out var number)) return number.GetDouble();
        if (step.TryGetProperty("column", out var column))
        {
            var value = customer[column.GetString()!];
            if (step.TryGetProperty("is", out var text))
            {
                var isFlag = text.GetString()!.ToUpperInvariant() is "TRUE" or "FALSE";
                return value is string found && string.Equals(found.Trim(), text.GetString(), isFlag ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal) ? 1 : 0;
            }

            return double.IsNaN((double)value) ? step.GetProperty("missing").GetDouble() : (double)value;
        }

        double[] with = [.. step.GetProperty("with").EnumerateArray().Select(part => Value(part, customer))];
        return step.GetProperty("do").GetString() switch
        {
            "add" => with[0] + with[1],
            "subtract" => with[0] - with[1],
            "multiply" => with[0] * with[1],
            "divide" => with[1] == 0 ? 0 : with[0] / with[1],
            "min" => Math.Min(with[0], with[1]),
            "max" => Math.Max(with[0], with[1]),
            "log" => Math.Sign(with[0]) * MathNet.Numerics.SpecialFunctions.Log1p(Math.Abs(with[0])),
            var unknown => throw new InvalidOperationException(unknown),
        };
    }

    private static float[][] Points(IEnumerable<JsonElement> points) => [.. points.Select(point => point.EnumerateArray().Select(value => value.GetSingle()).ToArray())];
}
