using System.Runtime.InteropServices;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Telemetry;
using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Prediction;

/// <summary>
/// Some customers of a batch, as one thread reads them and another one will answer them: values, ids and faults side by side, and then
/// the answers. Grows to the most customers that it was given, and is reused.
/// </summary>
/// <param name="version">The version that answers.</param>
/// <param name="format">The form of the answers.</param>
/// <param name="columns">What each column is to the version.</param>
/// <param name="unit">What places in the body are called.</param>
internal sealed class BatchRows(ServedVersion version, BatchFormat format, List<BatchColumn> columns, RowUnit unit) : ICustomerPart
{
    private const int InitialRows = 1024;
    private const int InitialIdBytes = 16;

    private readonly int _width = version.Names.Inputs;
    private readonly CustomerFields _fields = new(version.Stored.Model);
    private readonly Dictionary<int, ModelMismatchException> _faults = [];
    private readonly List<(int Row, Misspelling Misspelling)> _misspelt = [];
    private readonly List<PreparedNotice> _notices = [];
    private readonly SegmentDistance[] _nearest = new SegmentDistance[1];
    private readonly int[] _perSegment = new int[version.Segments.Length];
    private double[] _inputs = new double[InitialRows * version.Names.Inputs];
    private int[] _idEnds = new int[InitialRows];
    private long _line;
    private byte[] _ids = new byte[InitialRows * InitialIdBytes];

    /// <summary>The number of customers.</summary>
    public int Count { get; private set; }

    /// <summary>Why the whole batch is refused, or null: see <see cref="CustomerFields.OtherNotation"/>.</summary>
    public InvalidTableException? Refusal { get; private set; }

    /// <summary>The answers.</summary>
    public AnswerBuffer Answers { get; } = new();

    /// <summary>Begins again.</summary>
    public void Clear()
    {
        Count = 0;
        Refusal = null;
        _faults.Clear();
        _misspelt.Clear();
        Array.Clear(_perSegment);
        Answers.Clear();
    }

    /// <summary>Begins the next customer.</summary>
    /// <param name="line">Its 1-based line or item in the body.</param>
    public void BeginCustomer(long line)
    {
        _fields.Clear();
        _line = line;
    }

    /// <summary>A cell of the customer under way.</summary>
    public void Add(int column, ReadOnlySpan<byte> utf8Cell)
    {
        var (field, misspelling) = columns[column];
        if (misspelling is not null) _misspelt.Add((Count, misspelling));
        else _fields.Set(field, utf8Cell);
    }

    /// <summary>Ends the customer under way.</summary>
    public void EndCustomer()
    {
        _fields.Complete();
        var id = _fields.CustomerId;
        var start = IdStart(Count);
        if (_idEnds.Length == Count)
        {
            Array.Resize(ref _idEnds, 2 * Count);
            Array.Resize(ref _inputs, 2 * Count * _width);
        }

        if (_ids.Length - start < id.Length) Array.Resize(ref _ids, Math.Max(_ids.Length * 2, start + id.Length));
        _fields.Inputs.CopyTo(_inputs.AsSpan(Count * _width));
        id.CopyTo(_ids.AsSpan(start));
        _idEnds[Count] = start + id.Length;
        if (_fields.Fault is { } fault) _faults.Add(Count, fault);
        if (_fields.OtherNotation is { } field) Refusal ??= Refuse(field, _fields.Fault!.Message);
        Count++;
    }

    void ICustomerPart.Add(long line, CsvRow row)
    {
        BeginCustomer(line);
        for (var i = 0; i < row.Count; i++) Add(i, row[i]);
        EndCustomer();
    }

    /// <summary>Assigns the customers and writes their answers.</summary>
    /// <param name="first">The number of customers before these: they are named by their number when they have no id.</param>
    public void Score(long first)
    {
        var misspelt = 0;
        for (var row = 0; row < Count; row++)
        {
            _notices.Clear();
            for (; misspelt < _misspelt.Count && _misspelt[misspelt].Row == row; misspelt++) AddNotice(row, _misspelt[misspelt].Misspelling);
            var start = IdStart(row);
            var id = _ids.AsSpan(start, _idEnds[row] - start);
            if (format == BatchFormat.Csv) AddCsv(row, first + row, id);
            else AddJson(row, first + row, id);
        }

        if (ServiceMetrics.CountsPredictions) Report();
    }

    private void Report()
    {
        for (var segment = 0; segment < _perSegment.Length; segment++)
            if (_perSegment[segment] > 0) ServiceMetrics.Predicted(version.Stored.ModelName, version.Segments[segment].Id, _perSegment[segment]);
    }

    private InvalidTableException Refuse(string field, string problem) => new(
        TableDefect.NumberNotation,
        $"In {unit.Place(_line)} {problem} The batch is not read, because other numbers of that field could be meant otherwise, too.")
    {
        Line = _line,
        Column = field,
    };

    private int IdStart(int row) => row == 0 ? 0 : _idEnds[row - 1];

    private void AddCsv(int row, long before, ReadOnlySpan<byte> id)
    {
        if (id.IsEmpty) Answers.Add(before + 1);
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
            _perSegment[_nearest[0].Segment]++;
            Answers.Add(version.Segments[_nearest[0].Segment].Csv);
            Answers.Add(_nearest[0].Confidence);
            Answers.Add(","u8);
            Answers.Add(_nearest[0].Distance);
            Answers.Add(outlier ? ",true"u8 : ",false"u8);
            Answers.Add(version.CsvVersion);
            if (HasNotices(inputs)) Answers.AddCsv(version.NoticesAsText(inputs, CollectionsMarshal.AsSpan(_notices)));
        }

        Answers.Add("\n"u8);
    }

    private void AddJson(int row, long before, ReadOnlySpan<byte> id)
    {
        if (format == BatchFormat.Json && before > 0) Answers.Add(",\n"u8);
        Answers.Add(version.BatchHead);
        if (id.IsEmpty)
        {
            Answers.Add("\""u8);
            Answers.Add(before + 1);
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
            _perSegment[_nearest[0].Segment]++;
            Answers.AddSegment(version, _nearest[0]);
            Answers.Add(outlier ? ",\"outlier\":true,\"notices\":"u8 : ",\"outlier\":false,\"notices\":"u8);
            Answers.AddNotices(version, inputs, CollectionsMarshal.AsSpan(_notices));
        }

        Answers.Add(format == BatchFormat.NdJson ? "}\n"u8 : "}"u8);
    }

    /// <summary>A misspelt field matters only where the one that is probably meant is missing; each is told of once.</summary>
    private void AddNotice(int row, Misspelling misspelling)
    {
        if (double.IsNaN(_inputs[(row * _width) + misspelling.Input]) && !_notices.Contains(misspelling.Notice)) _notices.Add(misspelling.Notice);
    }

    private bool HasNotices(ReadOnlySpan<double> inputs)
    {
        for (var i = 0; i < inputs.Length; i++)
            if (version.NoticeOf(i, inputs[i]) is not null) return true;
        return false;
    }
}

/// <summary>What a column of a batch is to a version.</summary>
/// <param name="Field">From <see cref="FieldNames.Find"/>.</param>
/// <param name="Misspelling">What an ignored column was probably meant to be, or null.</param>
internal readonly record struct BatchColumn(int Field, Misspelling? Misspelling);
