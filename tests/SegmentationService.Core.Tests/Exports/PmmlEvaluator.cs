using System.Globalization;
using System.Xml.Linq;

namespace SegmentationService.Core.Tests.Exports;

/// <summary>
/// As much of the specification of PMML 4.4 as a chain of clustering models needs, as plain as it can be: fields, transformations, built-in functions, comparison measures, outputs. What it
/// does not know fails.
/// </summary>
internal sealed class PmmlEvaluator
{
    private static readonly XNamespace Pmml = "http://www.dmg.org/PMML-4_4";

    private readonly XElement _root;
    private readonly (string Name, string Type)[] _inputs;
    private readonly (string Name, bool IsFloat, Func<Scope, object?> Value)[] _derived;
    private readonly Clusters[] _chain;
    private readonly Output[] _outputs;

    public PmmlEvaluator(XDocument document)
    {
        _root = document.Root!;
        _inputs = [.. _root.Element(Pmml + "DataDictionary")!.Elements().Select(field => (Text(field, "name"), Text(field, "dataType")))];
        _derived = [.. _root.Element(Pmml + "TransformationDictionary")!.Elements().Select(field => (Text(field, "name"), Text(field, "dataType") == "float", Expression(field.Elements().Single())))];
        var model = _root.Element(Pmml + "MiningModel")!;
        Assert.Equal("modelChain", Text(model.Element(Pmml + "Segmentation")!, "multipleModelMethod"));
        _chain = [.. model.Element(Pmml + "Segmentation")!.Elements().Select(segment =>
        {
            Assert.NotNull(segment.Element(Pmml + "True"));
            return new Clusters(segment.Element(Pmml + "ClusteringModel")!);
        })];
        _outputs = Outputs(model);
    }

    /// <summary>The answer for a customer: for each field a number, a text, a moment, or null.</summary>
    public ExportAnswer Answer(Func<int, object?> input)
    {
        var scope = new Scope();
        for (var i = 0; i < _inputs.Length; i++) scope[_inputs[i].Name] = input(i);
        foreach (var (name, isFloat, value) in _derived) scope[name] = isFloat ? (double)(float)(double)value(scope)! : value(scope);
        var prediction = "";
        foreach (var clusters in _chain) prediction = clusters.Predict(scope);
        foreach (var output in _outputs) scope[output.Name] = output.Feature == "predictedValue" ? prediction : output.Value!(scope);
        return new ExportAnswer(int.Parse((string)scope["segment"]!, CultureInfo.InvariantCulture), (double)scope["confidence"]!, (double)scope["distance"]!);
    }

    /// <summary>The records of the verification: the fields of each as text, null where one is missing, and what is to be answered.</summary>
    public IEnumerable<(ExportAnswer Expected, ExportAnswer Found)> Verify()
    {
        var verification = _root.Descendants(Pmml + "ModelVerification").Single();
        var columns = verification.Element(Pmml + "VerificationFields")!.Elements().ToDictionary(field => Text(field, "field"), field => Text(field, "column"));
        foreach (var row in verification.Element(Pmml + "InlineTable")!.Elements())
        {
            string? Cell(string field) => row.Element(Pmml + columns[field])?.Value;

            double Number(string field) => double.Parse(Cell(field)!, CultureInfo.InvariantCulture);

            yield return (
                new ExportAnswer((int)Number("segment"), Number("confidence"), Number("distance")),
                Answer(i => Cell(_inputs[i].Name) is { } cell ? Parsed(cell, _inputs[i].Type) : null));
        }
    }

    /// <summary>A value as its type has it.</summary>
    public static object Parsed(string text, string type) => type switch
    {
        "double" => double.Parse(text, CultureInfo.InvariantCulture),
        "integer" => (double)long.Parse(text, CultureInfo.InvariantCulture),
        "dateTime" => DateTime.Parse(text, CultureInfo.InvariantCulture),
        "string" => text,
        _ => throw new InvalidOperationException(type),
    };

    /// <summary>The type of an input.</summary>
    public string TypeOf(int input) => _inputs[input].Type;

    private static string Text(XElement element, string attribute) => element.Attribute(attribute)?.Value ?? throw new InvalidOperationException($"{element.Name} has no {attribute}.");

    private static Output[] Outputs(XElement model) =>
    [
        .. model.Element(Pmml + "Output")!.Elements().Select(field => new Output(
            Text(field, "name"), Text(field, "feature"), field.Attribute("value")?.Value, Text(field, "feature") == "transformedValue" ? Expression(field.Elements().Single()) : null)),
    ];

    private static Func<Scope, object?> Expression(XElement element)
    {
        switch (element.Name.LocalName)
        {
            case "Constant":
                var constant = Parsed(element.Value, Text(element, "dataType"));
                return _ => constant;
            case "FieldRef":
                var (field, instead) = (Text(element, "field"), element.Attribute("mapMissingTo")?.Value);
                return scope => scope[field] ?? (instead is null ? null : double.TryParse(instead, CultureInfo.InvariantCulture, out var number) ? number : instead);
            case "NormDiscrete":
                var (source, value, missing) = (Text(element, "field"), Text(element, "value"), double.Parse(Text(element, "mapMissingTo"), CultureInfo.InvariantCulture));
                return scope => scope[source] is string text ? text == value ? 1.0 : 0.0 : missing;
            case "Apply":
                return Applied(Text(element, "function"), [.. element.Elements().Select(Expression)]);
            default:
                throw new InvalidOperationException(element.Name.LocalName);
        }
    }

    private static Func<Scope, object?> Applied(string function, Func<Scope, object?>[] parts)
    {
        if (function == "if") return scope => parts[0](scope) is true ? parts[1](scope) : parts[2](scope);
        if (function == "isMissing") return scope => parts[0](scope) is null;
        return scope =>
        {
            var values = Array.ConvertAll(parts, part => part(scope));
            // What is computed of a missing value is missing.
            return Array.IndexOf(values, null) >= 0 ? null : Computed(function, values!);
        };
    }

    private static object Computed(string function, object[] values)
    {
        double N(int i) => (double)values[i];

        return function switch
        {
            "+" => N(0) + N(1),
            "-" => N(0) - N(1),
            "*" => N(0) * N(1),
            "/" => N(0) / N(1),
            "min" => values.Min(value => (double)value),
            "max" => values.Max(value => (double)value),
            "sum" => values.Sum(value => (double)value),
            "exp" => Math.Exp(N(0)),
            "sqrt" => Math.Sqrt(N(0)),
            "floor" => Math.Floor(N(0)),
            "ln1p" => MathNet.Numerics.SpecialFunctions.Log1p(N(0)),
            "equal" => Equals(values[0], values[1]),
            "lessThan" => N(0) < N(1),
            "greaterOrEqual" => N(0) >= N(1),
            "isIn" => values.Skip(1).Contains(values[0]),
            "or" => values.Contains(true),
            "lowercase" => ((string)values[0]).ToLowerInvariant(),
            "dateSecondsSinceYear" => Math.Floor(((DateTime)values[0] - new DateTime((int)N(1), 1, 1)).TotalSeconds),
            _ => throw new InvalidOperationException(function),
        };
    }

    /// <summary>The fields that are known so far.</summary>
    private sealed class Scope : Dictionary<string, object?>;

    private sealed record Output(string Name, string Feature, string? Entity, Func<Scope, object?>? Value);

    private sealed class Clusters
    {
        private readonly string[] _fields;
        private readonly (string Id, double[] Center)[] _clusters;
        private readonly Output[] _outputs;

        public Clusters(XElement model)
        {
            var measure = model.Element(Pmml + "ComparisonMeasure")!;
            Assert.Equal(("centerBased", "distance", "absDiff"), (Text(model, "modelClass"), Text(measure, "kind"), Text(measure, "compareFunction")));
            Assert.NotNull(measure.Element(Pmml + "squaredEuclidean"));
            _fields = [.. model.Elements(Pmml + "ClusteringField").Select(field => Text(field, "field"))];
            _clusters = [.. model.Elements(Pmml + "Cluster").Select(cluster => (Text(cluster, "id"), Array.ConvertAll(cluster.Value.Split(' '), value => double.Parse(value, CultureInfo.InvariantCulture))))];
            Assert.Equal(Text(model, "numberOfClusters"), _clusters.Length.ToString(CultureInfo.InvariantCulture));
            _outputs = Outputs(model);
        }

        public string Predict(Scope scope)
        {
            var point = Array.ConvertAll(_fields, field => (double)scope[field]!);
            var distances = Array.ConvertAll(_clusters, cluster => point.Zip(cluster.Center, (x, c) => (x - c) * (x - c)).Sum());
            var nearest = _clusters[Array.IndexOf(distances, distances.Min())].Id;
            foreach (var output in _outputs)
            {
                scope[output.Name] = output.Feature switch
                {
                    "predictedValue" => nearest,
                    "affinity" => distances[Array.FindIndex(_clusters, cluster => cluster.Id == output.Entity)],
                    "transformedValue" => output.Value!(scope),
                    _ => throw new InvalidOperationException(output.Feature),
                };
            }

            return nearest;
        }
    }
}
