using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace SegmentationService.Core.Exports;

/// <summary>A graph of ONNX as it grows: each node has one output, named by its number.</summary>
internal sealed class OnnxGraph
{
    /// <summary>Operators of 2021 and later; whatever runs ONNX has them.</summary>
    private const int Operators = 17;

    private const int MachineLearningOperators = 3;
    private const int Format = 8;
    private const string MachineLearning = "ai.onnx.ml";

    private readonly GraphProto _graph = new() { Name = "segmentation" };
    private string _prefix = "n";

    /// <summary>A column: one value for each customer.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">What it holds.</param>
    /// <param name="description">A sentence for people.</param>
    public void AddInput(string name, TensorProto.Types.DataType type, string description)
    {
        // What nodes give is called by numbers behind what no column begins with.
        while (name.StartsWith(_prefix, StringComparison.Ordinal)) _prefix += '_';
        var input = Value(name, type, 1);
        input.DocString = description;
        _graph.Input.Add(input);
    }

    /// <summary>An answer: one value for each customer.</summary>
    public void AddOutput(string name, string of, TensorProto.Types.DataType type)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Input = { of }, Output = { name } });
        _graph.Output.Add(Value(name, type));
    }

    /// <summary>Doubles that are given.</summary>
    /// <param name="values">The values, row by row.</param>
    /// <param name="shape">How many there are along each dimension; none for a single one.</param>
    public string Constant(ReadOnlySpan<double> values, params ReadOnlySpan<long> shape) => Constant(TensorProto.Types.DataType.Double, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Whole numbers that are given.</summary>
    public string Constant(ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) => Constant(TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes(values), shape);

    /// <summary>One double.</summary>
    public string Constant(double value) => Constant([value]);

    /// <summary>Adds a node.</summary>
    /// <param name="operation">Its operator.</param>
    /// <param name="inputs">What it takes.</param>
    /// <returns>The name of what comes out.</returns>
    public string Add(string operation, params IEnumerable<string> inputs) => Add(new NodeProto { OpType = operation, Input = { inputs } });

    /// <summary>Adds a node with attributes that are whole numbers.</summary>
    public string AddWith(string operation, string input, params ReadOnlySpan<(string Name, long Value)> attributes)
    {
        var node = new NodeProto { OpType = operation, Input = { input } };
        foreach (var (name, value) in attributes) node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value });
        return Add(node);
    }

    /// <summary>Adds a node that takes the first along the second dimension, which is gone then.</summary>
    public string First(string input)
    {
        var node = new NodeProto { OpType = "Gather", Input = { input, Constant([0L]) } };
        node.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 1 });
        return Add(node);
    }

    /// <summary>Adds a reduction along one dimension, whose number is an attribute.</summary>
    public string Reduce(string operation, string input, long axis, bool keepsDimension)
    {
        var node = new NodeProto { OpType = operation, Input = { input } };
        node.Attribute.Add(new AttributeProto { Name = "axes", Type = AttributeProto.Types.AttributeType.Ints, Ints = { axis } });
        node.Attribute.Add(new AttributeProto { Name = "keepdims", Type = AttributeProto.Types.AttributeType.Int, I = keepsDimension ? 1 : 0 });
        return Add(node);
    }

    /// <summary>Adds a node that makes numbers of texts: -1 of any other.</summary>
    public string Encode(string input, IReadOnlyList<(string Text, float Number)> numbers)
    {
        var node = new NodeProto { OpType = "LabelEncoder", Domain = MachineLearning, Input = { input } };
        node.Attribute.Add(new AttributeProto { Name = "keys_strings", Type = AttributeProto.Types.AttributeType.Strings, Strings = { numbers.Select(number => ByteString.CopyFromUtf8(number.Text)) } });
        node.Attribute.Add(new AttributeProto { Name = "values_floats", Type = AttributeProto.Types.AttributeType.Floats, Floats = { numbers.Select(number => number.Number) } });
        node.Attribute.Add(new AttributeProto { Name = "default_float", Type = AttributeProto.Types.AttributeType.Float, F = -1 });
        return Add(node);
    }

    /// <summary>Values of another type.</summary>
    public string Cast(string input, TensorProto.Types.DataType type) => AddWith("Cast", input, ("to", (long)type));

    /// <summary>Doubles rounded to floats, as doubles.</summary>
    public string Rounded(string input) => Cast(Cast(input, TensorProto.Types.DataType.Float), TensorProto.Types.DataType.Double);

    /// <summary>The graph as a file.</summary>
    /// <param name="version">The version of the model.</param>
    /// <param name="description">A sentence for people.</param>
    /// <param name="metadata">What is told besides.</param>
    public byte[] ToBytes(int version, string description, params ReadOnlySpan<(string Key, string Value)> metadata)
    {
        var model = new ModelProto
        {
            IrVersion = Format,
            ProducerName = "SegmentationService",
            ModelVersion = version,
            DocString = description,
            Graph = _graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = Operators }, new OperatorSetIdProto { Domain = MachineLearning, Version = MachineLearningOperators } },
        };
        foreach (var (key, value) in metadata) model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model.ToByteArray();
    }

    private static ValueInfoProto Value(string name, TensorProto.Types.DataType type, params ReadOnlySpan<long> width)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "customers" } } };
        foreach (var size in width) shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }

    private string Constant(TensorProto.Types.DataType type, ReadOnlySpan<byte> bytes, ReadOnlySpan<long> shape)
    {
        // ONNX has the lowest byte first, as every processor that the service runs on.
        var tensor = new TensorProto { Name = NameOf(_graph.Node.Count + _graph.Initializer.Count), DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        foreach (var size in shape) tensor.Dims.Add(size);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private string Add(NodeProto node)
    {
        node.Output.Add(NameOf(_graph.Node.Count + _graph.Initializer.Count));
        _graph.Node.Add(node);
        return node.Output[0];
    }

    private string NameOf(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_prefix}{number}");
}
