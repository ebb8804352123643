using System.Globalization;
using System.Xml;

namespace SegmentationService.Core.Exports;

/// <summary>
/// Writes a model as PMML 4.4: the coordinates as derived fields of type float, the jurors and then the model itself as clustering models in a chain, the confidence as an output of the last
/// one, the golden customers as its verification. PMML computes distances in doubles: a customer who is as far from two centroids of a juror, but for the seventh digit, may have another vote.
/// </summary>
public static class PmmlExport
{
    private const string Namespace = "http://www.dmg.org/PMML-4_4";

    /// <summary>Writes it. O(B k d).</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="InexpressibleModelException">A name or a text holds a sign that XML cannot hold, or a column is called as an answer is.</exception>
    public static byte[] Write(ExportedModel model)
    {
        Check(model);
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, IndentChars = " ", NewLineChars = "\n", Encoding = new System.Text.UTF8Encoding(false) })) new Writer(model, xml).Write();
        return stream.ToArray();
    }

    private static void Check(ExportedModel model)
    {
        var texts = model.Inputs.Select(input => input.Name).Concat(model.Golden.SelectMany(row => row.Cells).Select(cell => cell.Text).OfType<string>());
        foreach (var text in texts)
        {
            try
            {
                XmlConvert.VerifyXmlChars(text);
            }
            catch (XmlException)
            {
                throw new InexpressibleModelException("A column or a text of the model holds a control character, which XML has no way to write. Take another format: json or javascript.");
            }
        }

        if (model.Inputs.FirstOrDefault(input => input.Name is "segment" or "confidence" or "distance") is { } same)
            throw new InexpressibleModelException($"The column '{same.Name}' is called as an answer is, and PMML tells fields apart by their names alone. Rename the column and train again, or take another format: sql, javascript or json.");
    }

    private sealed class Writer
    {
        private readonly ExportedModel _model;
        private readonly XmlWriter _xml;
        private readonly string _prefix = "seg_";
        private int _logs;

        public Writer(ExportedModel model, XmlWriter xml)
        {
            (_model, _xml) = (model, xml);
            while (model.Inputs.Any(input => input.Name.StartsWith(_prefix, StringComparison.Ordinal))) _prefix += "_";
        }

        public void Write()
        {
            Begin("PMML");
            Attributes(("version", "4.4"));
            Begin("Header");
            Attributes(("description", string.Create(CultureInfo.InvariantCulture, $"The model {_model.Name}, version {_model.Version}, {_model.Fingerprint}. Distances are computed in doubles, those of the service in floats: a customer who is as far from two centroids of a juror, but for the seventh digit, may have another vote.")));
            Empty("Application", ("name", "SegmentationService"));
            End();
            WriteDictionary();
            WriteCoordinates();
            WriteChain();
            End();
        }

        private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

        private static string Id(ExportedSegment segment) => segment.Id.ToString(CultureInfo.InvariantCulture);

        private string Name(string kind, int index) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}{kind}{index + 1}");

        private void WriteDictionary()
        {
            Begin("DataDictionary");
            Attributes(("numberOfFields", _model.Inputs.Count.ToString(CultureInfo.InvariantCulture)));
            foreach (var input in _model.Inputs)
            {
                Empty("DataField", ("name", input.Name), ("optype", input.Kind == ExportedInputKind.Text ? "categorical" : "continuous"), ("dataType", input.Kind switch
                {
                    ExportedInputKind.Text => "string",
                    ExportedInputKind.Days => "dateTime",
                    _ => "double",
                }));
            }

            End();
        }

        private void WriteCoordinates()
        {
            Begin("TransformationDictionary");
            for (var f = 0; f < _model.Coordinates.Count; f++)
            {
                WriteLogs(_model.Coordinates[f].Step);
                Begin("DerivedField");
                Attributes(("name", Name("x", f)), ("optype", "continuous"), ("dataType", "float"));
                Write(_model.Coordinates[f].Step);
                End();
            }

            End();
        }

        /// <summary>What a log is taken of is named before, since it is needed more than once. No coordinate has more than one.</summary>
        private void WriteLogs(PreparationStep step)
        {
            if (step is JoinStep join)
            {
                WriteLogs(join.Left);
                WriteLogs(join.Right);
            }

            if (step is not LogStep log) return;
            Begin("DerivedField");
            Attributes(("name", Name("v", _logs++)), ("optype", "continuous"), ("dataType", "double"));
            Write(log.Of);
            End();
        }

        private void Write(PreparationStep step)
        {
            switch (step)
            {
                case NumberStep number:
                    Constant(number.Value);
                    break;
                case ColumnStep column when _model.Inputs[column.Input].AsOf is { } asOf:
                    WriteDays(_model.Inputs[column.Input].Name, column.Median, asOf);
                    break;
                case ColumnStep column:
                    Empty("FieldRef", ("field", _model.Inputs[column.Input].Name), ("mapMissingTo", Number(column.Median)));
                    break;
                case TextStep text:
                    Write(text);
                    break;
                case LogStep:
                    WriteLog(Name("v", _logs - 1));
                    break;
                case JoinStep { MayDivideByZero: true } join:
                    Apply("if");
                    Apply("equal");
                    Write(join.Right);
                    Constant(0);
                    End();
                    Constant(0);
                    Join(join);
                    End();
                    break;
                case JoinStep join:
                    Join(join);
                    break;
            }
        }

        private void Join(JoinStep join)
        {
            Apply(join.Operator switch
            {
                StepOperator.Add => "+",
                StepOperator.Subtract => "-",
                StepOperator.Multiply => "*",
                StepOperator.Divide => "/",
                StepOperator.Min => "min",
                _ => "max",
            });
            Write(join.Left);
            Write(join.Right);
            End();
        }

        private void Write(TextStep text)
        {
            var field = _model.Inputs[text.Input].Name;
            if (!text.IsFlag)
            {
                Empty("NormDiscrete", ("field", field), ("value", text.Text), ("mapMissingTo", "0"));
                return;
            }

            Apply("if");
            Apply("equal");
            Apply("lowercase");
            Empty("FieldRef", ("field", field), ("mapMissingTo", "none"));
            End();
            Constant(text.Text.ToLowerInvariant(), "string");
            End();
            Constant(1);
            Constant(0);
            End();
        }

        private void WriteLog(string of)
        {
            Apply("if");
            Apply("lessThan");
            Field(of);
            Constant(0);
            End();
            Apply("*");
            Constant(-1);
            Apply("ln1p");
            Apply("*");
            Constant(-1);
            Field(of);
            End();
            End();
            End();
            Apply("ln1p");
            Field(of);
            End();
            End();
        }

        /// <summary>Whole days from a date until a moment, none less than 0; spreadsheets, databases and Unix write some dates where there is none.</summary>
        private void WriteDays(string field, double median, DateTime asOf)
        {
            Apply("if");
            Apply("isMissing");
            Field(field);
            End();
            Constant(median);
            Apply("if");
            Apply("or");
            Apply("isIn");
            Seconds();
            foreach (var none in (DateTime[])[new(1899, 12, 30), new(1900, 1, 1), new(1970, 1, 1)]) Constant(Since1970(none));
            End();
            Apply("greaterOrEqual");
            Seconds();
            Constant(Since1970(new DateTime(2100, 1, 1)));
            End();
            End();
            Constant(median);
            Apply("max");
            Apply("floor");
            Apply("/");
            Apply("-");
            Constant(Since1970(asOf));
            Seconds();
            End();
            Constant(86400);
            End();
            End();
            Constant(0);
            End();
            End();
            End();

            void Seconds()
            {
                Apply("dateSecondsSinceYear");
                Field(field);
                Constant("1970", "integer");
                End();
            }

            static double Since1970(DateTime moment) => (moment - DateTime.UnixEpoch).TotalSeconds;
        }

        private void WriteChain()
        {
            Begin("MiningModel");
            Attributes(("modelName", _model.Name), ("functionName", "clustering"));
            WriteSchema([]);
            Begin("Output");
            Output("segment", "string", "categorical", ("feature", "predictedValue"));
            OutputOf("confidence", _prefix + "confidence");
            OutputOf("distance", _prefix + "distance");
            End();
            Begin("Segmentation");
            Attributes(("multipleModelMethod", "modelChain"));
            for (var juror = 0; juror < _model.Jurors.Count; juror++)
            {
                var vote = Name("vote", juror);
                WriteClusters(vote, _model.Jurors[juror], [], () => Output(vote, "string", "categorical", ("feature", "predictedValue"), ("isFinalResult", "false")));
            }

            WriteClusters(_prefix + "model", [.. _model.Segments.Select(segment => segment.Centroid)], [.. Enumerable.Range(0, _model.Jurors.Count).Select(juror => Name("vote", juror))], WriteConfidence);
            End();
            WriteGolden();
            End();
        }

        private void WriteSchema(IReadOnlyList<string> votes)
        {
            Begin("MiningSchema");
            foreach (var name in _model.Inputs.Select(input => input.Name).Concat(votes)) Empty("MiningField", ("name", name));
            End();
        }

        private void WriteClusters(string id, IReadOnlyList<float[]> centroids, IReadOnlyList<string> votes, Action outputs)
        {
            Begin("Segment");
            Attributes(("id", id));
            Empty("True");
            Begin("ClusteringModel");
            Attributes(("functionName", "clustering"), ("modelClass", "centerBased"), ("numberOfClusters", centroids.Count.ToString(CultureInfo.InvariantCulture)));
            WriteSchema(votes);
            Begin("Output");
            outputs();
            End();
            Begin("ComparisonMeasure");
            Attributes(("kind", "distance"), ("compareFunction", "absDiff"));
            Empty("squaredEuclidean");
            End();
            for (var f = 0; f < _model.Coordinates.Count; f++) Empty("ClusteringField", ("field", Name("x", f)));
            for (var c = 0; c < centroids.Count; c++)
            {
                Begin("Cluster");
                Attributes(("id", Id(_model.Segments[c])));
                Begin("Array");
                Attributes(("n", centroids[c].Length.ToString(CultureInfo.InvariantCulture)), ("type", "real"));
                _xml.WriteString(string.Join(' ', centroids[c].Select(value => Number(value))));
                End();
                End();
            }

            End();
            End();
        }

        private void WriteConfidence()
        {
            var (own, least) = (_prefix + "own", _prefix + "least");
            Output(own, "string", "categorical", ("feature", "predictedValue"), ("isFinalResult", "false"));
            for (var c = 0; c < _model.Segments.Count; c++)
                Output(Name("s", c), "double", "continuous", ("feature", "affinity"), ("value", Id(_model.Segments[c])), ("isFinalResult", "false"));
            Transformed(least, () =>
            {
                Apply("min");
                for (var c = 0; c < _model.Segments.Count; c++) Field(Name("s", c));
                End();
            });
            Transformed(_prefix + "distance", () =>
            {
                Apply("sqrt");
                Field(least);
                End();
            });
            Transformed(_prefix + "confidence", () =>
            {
                Apply("/");
                Apply("sum");
                WriteWeight(least);
                for (var juror = 0; juror < _model.Jurors.Count; juror++)
                {
                    Apply("if");
                    Apply("equal");
                    Field(Name("vote", juror));
                    Field(own);
                    End();
                    Constant(1);
                    Constant(0);
                    End();
                }

                End();
                Constant(_model.Jurors.Count + 1);
                End();
            });
        }

        private void WriteWeight(string least)
        {
            Apply("/");
            Constant(1);
            Apply("sum");
            for (var c = 0; c < _model.Segments.Count; c++)
            {
                Apply("exp");
                Apply("/");
                Apply("-");
                Field(least);
                Field(Name("s", c));
                End();
                Constant(_model.Temperature);
                End();
                End();
            }

            End();
            End();
        }

        private void WriteGolden()
        {
            string[] answers = ["segment", "confidence", "distance"];
            Begin("ModelVerification");
            Attributes(("recordCount", _model.Golden.Count.ToString(CultureInfo.InvariantCulture)), ("fieldCount", (_model.Inputs.Count + answers.Length).ToString(CultureInfo.InvariantCulture)));
            Begin("VerificationFields");
            for (var i = 0; i < _model.Inputs.Count; i++) Empty("VerificationField", ("field", _model.Inputs[i].Name), ("column", Name("input", i)));
            foreach (var answer in answers) Empty("VerificationField", ("field", answer), ("column", answer), ("precision", "1E-6"), ("zeroThreshold", "1E-9"));
            End();
            Begin("InlineTable");
            foreach (var row in _model.Golden)
            {
                Begin("row");
                for (var i = 0; i < row.Cells.Count; i++)
                {
                    if (row.Cells[i].IsMissing) continue;
                    Element(Name("input", i), _model.Inputs[i].AsOf is { } asOf
                        ? asOf.AddDays(-row.Cells[i].Number).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
                        : row.Cells[i].Text ?? Number(row.Cells[i].Number));
                }

                Element("segment", row.Segment.ToString(CultureInfo.InvariantCulture));
                Element("confidence", Number(row.Confidence));
                Element("distance", Number(row.Distance));
                End();
            }

            End();
            End();
        }

        private void OutputOf(string name, string field)
        {
            Begin("OutputField");
            Attributes(("name", name), ("optype", "continuous"), ("dataType", "double"), ("feature", "transformedValue"));
            Field(field);
            End();
        }

        private void Transformed(string name, Action expression)
        {
            Begin("OutputField");
            Attributes(("name", name), ("optype", "continuous"), ("dataType", "double"), ("feature", "transformedValue"), ("isFinalResult", "false"));
            expression();
            End();
        }

        private void Output(string name, string dataType, string optype, params (string Name, string Value)[] more) =>
            Empty("OutputField", [("name", name), ("optype", optype), ("dataType", dataType), .. more]);

        private void Field(string name) => Empty("FieldRef", ("field", name));

        private void Constant(double value) => Constant(Number(value), "double");

        private void Constant(string value, string dataType)
        {
            Begin("Constant");
            Attributes(("dataType", dataType));
            _xml.WriteString(value);
            End();
        }

        private void Apply(string function)
        {
            Begin("Apply");
            Attributes(("function", function));
        }

        private void Element(string name, string value)
        {
            Begin(name);
            _xml.WriteString(value);
            End();
        }

        private void Empty(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
        {
            Begin(name);
            Attributes(attributes);
            End();
        }

        private void Begin(string name) => _xml.WriteStartElement(name, Namespace);

        private void Attributes(params ReadOnlySpan<(string Name, string Value)> attributes)
        {
            foreach (var (name, value) in attributes) _xml.WriteAttributeString(name, value);
        }

        private void End() => _xml.WriteEndElement();
    }
}
