using System.Globalization;
using Onnx;

namespace SegmentationService.Core.Exports;

/// <summary>
/// Writes a model as a graph of ONNX. Each column is an input of customers x 1: numbers as doubles, NaN where there is none; texts, empty where there is none. ONNX has no dates: a column of
/// dates is the days from each of them to the moment that the description of the input names. Outputs are <c>segment</c> (whole numbers), <c>confidence</c> and <c>distance</c> (doubles).
/// </summary>
public static class OnnxExport
{
    private const string Segment = "segment";
    private const string Confidence = "confidence";
    private const string Distance = "distance";

    /// <summary>Writes it. O(B k d).</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="InexpressibleModelException">A column is called as an answer is.</exception>
    public static byte[] Write(ExportedModel model) => new Writer(model).ToBytes();

    private sealed class Writer(ExportedModel model)
    {
        private readonly OnnxGraph _graph = new();
        private readonly Dictionary<int, string> _codes = [];

        public byte[] ToBytes()
        {
            if (model.Inputs.FirstOrDefault(input => input.Name is Segment or Confidence or Distance) is { } same)
                throw new InexpressibleModelException($"The column '{same.Name}' is called as an answer is, and ONNX tells columns and answers apart by their names alone. Rename the column and train again, or take another format: sql, pmml, javascript or json.");
            foreach (var input in model.Inputs)
                _graph.AddInput(input.Name, input.Kind == ExportedInputKind.Text ? TensorProto.Types.DataType.String : TensorProto.Types.DataType.Double, Description(input));

            var (k, sides) = (model.Segments.Count, model.Jurors.Count + 1);
            var squares = _graph.Add("Reshape", Squares(), _graph.Constant([-1, sides, k], 3));
            var votes = _graph.AddWith("ArgMin", squares, ("axis", 2), ("keepdims", 0));
            var (own, place) = (_graph.First(squares), _graph.First(votes));
            var least = _graph.Reduce("ReduceMin", own, 1, keepsDimension: true);
            var weights = Sum(_graph.Add("Exp", _graph.Add("Div", _graph.Add("Sub", least, own), _graph.Constant(model.Temperature))));

            // The model's own choice is among the votes, and is the one more.
            var agree = Sum(_graph.Cast(_graph.Add("Equal", votes, _graph.Add("Unsqueeze", place, _graph.Constant([1L], 1))), TensorProto.Types.DataType.Double));
            var confidence = _graph.Add("Div", _graph.Add("Add", _graph.Add("Sub", agree, _graph.Constant(1)), _graph.Add("Div", _graph.Constant(1), weights)), _graph.Constant(sides));
            _graph.AddOutput(Segment, _graph.Add("Gather", _graph.Constant([.. model.Segments.Select(segment => (long)segment.Id)], k), place), TensorProto.Types.DataType.Int64);
            _graph.AddOutput(Confidence, confidence, TensorProto.Types.DataType.Double);
            _graph.AddOutput(Distance, _graph.Add("Sqrt", _graph.Add("Squeeze", least, _graph.Constant([1L], 1))), TensorProto.Types.DataType.Double);
            return _graph.ToBytes(
                model.Version,
                string.Create(CultureInfo.InvariantCulture, $"The model {model.Name}, version {model.Version}: the segment of a customer, the confidence in it and the distance to its centroid."),
                ("model", model.Name),
                ("fingerprint", model.Fingerprint),
                ("golden", JsonExport.GoldenOf(model)));
        }

        private static string Description(ExportedInput input) => input.Kind switch
        {
            ExportedInputKind.Text => "Texts, letter by letter; empty where there is none.",
            ExportedInputKind.Days => string.Create(CultureInfo.InvariantCulture, $"Whole days from the date until {input.AsOf:yyyy-MM-dd'T'HH:mm:ss}, 0 for a later one; NaN where there is none."),
            _ => "Numbers; NaN where there is none.",
        };

        private string Sum(string of)
        {
            var axis = _graph.Constant([1L], 1);
            return _graph.Add("Squeeze", _graph.Add("ReduceSum", of, axis), axis);
        }

        /// <summary>The squared distances to all centroids, those of the model before those of the jurors, all at once.</summary>
        private string Squares()
        {
            float[][] centroids = [.. model.Segments.Select(segment => segment.Centroid), .. model.Jurors.SelectMany(juror => juror)];
            var sum = "";
            for (var f = 0; f < model.Coordinates.Count; f++)
            {
                var coordinate = _graph.Rounded(Of(model.Coordinates[f].Step));
                var difference = _graph.Rounded(_graph.Add("Sub", coordinate, _graph.Constant([.. centroids.Select(centroid => (double)centroid[f])], 1, centroids.Length)));
                var square = _graph.Add("Mul", difference, difference);
                sum = _graph.Rounded(f == 0 ? square : _graph.Add("Add", sum, square));
            }

            return sum;
        }

        private string Of(PreparationStep step)
        {
            switch (step)
            {
                case NumberStep number:
                    return _graph.Constant(number.Value);
                case ColumnStep column:
                    var name = model.Inputs[column.Input].Name;
                    return _graph.Add("Where", _graph.Add("IsNaN", name), _graph.Constant(column.Median), name);
                case TextStep text:
                    return Of(text);
                case LogStep log:
                    return Log(Of(log.Of));
                case JoinStep { MayDivideByZero: true } join:
                    var (left, right, zero) = (Of(join.Left), Of(join.Right), _graph.Constant(0));
                    return _graph.Add("Where", _graph.Add("Equal", right, zero), zero, _graph.Add("Div", left, right));
                case JoinStep join:
                    return _graph.Add(Name(join.Operator), Of(join.Left), Of(join.Right));
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        private string Of(TextStep text)
        {
            string[] known = [.. model.Coordinates.SelectMany(coordinate => TextsOf(coordinate.Step)).Where(other => other.Input == text.Input).Select(other => other.Text)];
            if (!_codes.TryGetValue(text.Input, out var code))
                _codes[text.Input] = code = _graph.Cast(_graph.Encode(model.Inputs[text.Input].Name, [.. known.SelectMany((other, i) => Spellings(new TextStep(text.Input, other)).Select(spelling => (spelling, (float)i)))]), TensorProto.Types.DataType.Double);
            return _graph.Cast(_graph.Add("Equal", code, _graph.Constant(Array.IndexOf(known, text.Text))), TensorProto.Types.DataType.Double);
        }

        private static IEnumerable<TextStep> TextsOf(PreparationStep step) => step switch
        {
            TextStep text => [text],
            LogStep log => TextsOf(log.Of),
            JoinStep join => TextsOf(join.Left).Concat(TextsOf(join.Right)),
            _ => [],
        };

        /// <summary>A text, and of <c>true</c> and <c>false</c> all that differ in the case of their letters.</summary>
        private static IEnumerable<string> Spellings(TextStep text) => !text.IsFlag
            ? [text.Text]
            : Enumerable.Range(0, 1 << text.Text.Length).Select(capitals => string.Concat(text.Text.Select((letter, i) => (capitals >> i & 1) == 1 ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter))));

        /// <summary>ln(1 + x) without loss where x is small (Kahan; Goldberg 1991, theorem 4, doi 10.1145/103162.103163); ONNX has no operator of its own.</summary>
        private string Log(string value)
        {
            var (size, one) = (_graph.Add("Abs", value), _graph.Constant(1));
            var more = _graph.Add("Add", one, size);
            var exact = _graph.Add("Div", _graph.Add("Mul", _graph.Add("Log", more), size), _graph.Add("Sub", more, one));
            return _graph.Add("Mul", _graph.Add("Sign", value), _graph.Add("Where", _graph.Add("Equal", more, one), size, exact));
        }

        private static string Name(StepOperator operation) => operation switch
        {
            StepOperator.Add => "Add",
            StepOperator.Subtract => "Sub",
            StepOperator.Multiply => "Mul",
            StepOperator.Divide => "Div",
            StepOperator.Min => "Min",
            _ => "Max",
        };
    }
}
