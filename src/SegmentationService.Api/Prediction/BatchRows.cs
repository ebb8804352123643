using SegmentationService.Core;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Prediction;

/// <summary>
/// Some customers of a batch, as one thread has read them and another one will answer them: values, ids and faults side by side, and then
/// the answers. Reused.
/// </summary>
/// <param name="version">The version that answers.</param>
/// <param name="format">The form of the answers.</param>
internal sealed class BatchRows(ServedVersion version, BatchFormat format)
{
    /// <summary>The most customers: enough that handing them over costs nothing, few enough to stay in the cache.</summary>
    public const int Capacity = 1024;

    private readonly int _width = version.Names.Inputs;
    private readonly double[] _inputs = new double[Capacity * version.Names.Inputs];
    private readonly int[] _idEnds = new int[Capacity];
    private readonly Dictionary<int, ModelMismatchException> _faults = [];
    private readonly SegmentDistance[] _nearest = new SegmentDistance[1];
    private byte[] _ids = new byte[Capacity * 16];
    private long _first;

    /// <summary>The number of customers.</summary>
    public int Count { get; private set; }

    /// <summary>The answers.</summary>
    public AnswerBuffer Answers { get; } = new();

    /// <summary>Begins again.</summary>
    /// <param name="first">The number of customers before these: they are named by their number when they have no id.</param>
    public void Clear(long first)
    {
        _first = first;
        Count = 0;
        _faults.Clear();
        Answers.Clear();
    }

    /// <summary>Adds a customer, completed.</summary>
    public void Add(CustomerFields fields)
    {
        fields.Inputs.CopyTo(_inputs.AsSpan(Count * _width));
        var start = Count == 0 ? 0 : _idEnds[Count - 1];
        if (_ids.Length - start < fields.CustomerId.Length) Array.Resize(ref _ids, Math.Max(_ids.Length * 2, start + fields.CustomerId.Length));
        fields.CustomerId.CopyTo(_ids.AsSpan(start));
        _idEnds[Count] = start + fields.CustomerId.Length;
        if (fields.Fault is { } fault) _faults.Add(Count, fault);
        Count++;
    }

    /// <summary>Assigns the customers and writes their answers.</summary>
    public void Score()
    {
        for (var row = 0; row < Count; row++)
        {
            var start = row == 0 ? 0 : _idEnds[row - 1];
            var id = _ids.AsSpan(start, _idEnds[row] - start);
            if (format == BatchFormat.Csv) AddCsv(row, id);
            else AddJson(row, id);
        }
    }

    private void AddCsv(int row, ReadOnlySpan<byte> id)
    {
        if (id.IsEmpty) Answers.Add(_first + row + 1);
        else Answers.AddCsv(id);
        if (_faults.TryGetValue(row, out var fault))
        {
            Answers.Add(",,,,,"u8);
            Answers.Add(version.CsvVersion);
            Answers.AddCsv(System.Text.Encoding.UTF8.GetBytes(fault.Message));
        }
        else
        {
            var inputs = _inputs.AsSpan(row * _width, _width);
            var outlier = version.Stored.Assigner.Assign(inputs, _nearest);
            Answers.Add(version.Segments[_nearest[0].Segment].Csv);
            Answers.Add(_nearest[0].Confidence);
            Answers.Add(","u8);
            Answers.Add(_nearest[0].Distance);
            Answers.Add(outlier ? ",true"u8 : ",false"u8);
            Answers.Add(version.CsvVersion);
            if (HasMissing(inputs)) Answers.AddCsv(version.MissingAsText(inputs));
        }

        Answers.Add("\n"u8);
    }

    private void AddJson(int row, ReadOnlySpan<byte> id)
    {
        if (format == BatchFormat.Json && _first + row > 0) Answers.Add(",\n"u8);
        Answers.Add(version.BatchHead);
        if (id.IsEmpty)
        {
            Answers.Add("\""u8);
            Answers.Add(_first + row + 1);
            Answers.Add("\""u8);
        }
        else Answers.AddJson(id);

        Answers.Add(","u8);
        if (_faults.TryGetValue(row, out var fault))
        {
            Answers.Add("\"segment\":null,\"name\":null,\"confidence\":null,\"distance\":null,\"outlier\":null,\"notices\":["u8);
            Answers.AddNotice(new Models.NoticeResponse(fault.Field is null ? "no_usable_field" : "not_a_number", fault.Field, fault.Message));
            Answers.Add("]"u8);
        }
        else
        {
            var inputs = _inputs.AsSpan(row * _width, _width);
            var outlier = version.Stored.Assigner.Assign(inputs, _nearest);
            Answers.Add(version.Segments[_nearest[0].Segment].Json);
            Answers.Add(_nearest[0].Confidence);
            Answers.Add(",\"distance\":"u8);
            Answers.Add(_nearest[0].Distance);
            Answers.Add(outlier ? ",\"outlier\":true,\"notices\":"u8 : ",\"outlier\":false,\"notices\":"u8);
            Answers.AddMissing(version, inputs);
        }

        Answers.Add(format == BatchFormat.NdJson ? "}\n"u8 : "}"u8);
    }

    private static bool HasMissing(ReadOnlySpan<double> inputs)
    {
        foreach (var input in inputs)
            if (double.IsNaN(input)) return true;
        return false;
    }
}
