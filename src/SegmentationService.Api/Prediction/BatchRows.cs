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
/// <param name="prepared">The answers of the version.</param>
/// <param name="writer">The form of the answers.</param>
/// <param name="columns">What each column is to the version.</param>
/// <param name="unit">What places in the body are called.</param>
/// <param name="decimalSign">The decimal sign of texts; by default that of the training.</param>
/// <param name="asOf">The moment that the days of dates count until; null takes that of the training.</param>
internal sealed class BatchRows(PreparedAnswers prepared, IAnswerWriter writer, List<BatchColumn> columns, RowUnit unit, DecimalSign decimalSign, DateTime? asOf) : ICustomerPart
{
    private const int InitialRows = 1024;
    private const int InitialIdBytes = 16;

    private readonly int _width = prepared.Version.Names.Inputs;
    private readonly CustomerFields _fields = new(prepared.Version.Stored.Model, asOf) { DecimalSign = decimalSign };
    private readonly Dictionary<int, ModelMismatchException> _faults = [];
    private readonly List<(int Row, Misspelling Misspelling)> _misspelt = [];
    private readonly List<PreparedNotice> _notices = [];
    private readonly SegmentDistance[] _nearest = new SegmentDistance[1];
    private readonly int[] _perSegment = new int[prepared.Segments.Length];
    private double[] _inputs = new double[InitialRows * prepared.Version.Names.Inputs];
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

    public void Add(long line, CsvRow row)
    {
        BeginCustomer(line);
        for (var i = 0; i < row.Count; i++) Add(i, row[i]);
        EndCustomer();
    }

    public void BeginCustomer(long line)
    {
        _fields.Clear();
        _line = line;
    }

    public void Add(int column, ReadOnlySpan<byte> utf8Cell) => Add(column, utf8Cell, isInvariant: false);

    public void AddNumber(int column, ReadOnlySpan<byte> utf8Number) => Add(column, utf8Number, isInvariant: true);

    public void Add(int column, double value)
    {
        var (field, misspelling) = columns[column];
        if (misspelling is not null) _misspelt.Add((Count, misspelling));
        else _fields.Set(field, value);
    }

    public void Skip() => throw new InvalidOperationException("Rows without a value are answered, too.");

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
        if (_fields.OtherNotation is { } other) Refusal ??= Refuse(other);
        Count++;
    }

    /// <summary>Assigns the customers and writes their answers.</summary>
    /// <param name="first">The number of customers before these: they are named by their number when they have no id.</param>
    public void Score(long first)
    {
        var misspelt = 0;
        for (var row = 0; row < Count; row++)
        {
            _notices.Clear();
            var isAssigned = !_faults.TryGetValue(row, out var fault);
            var isOutlier = isAssigned && Assign(row);
            if (!isAssigned) _notices.Add(PreparedNotice.Of(fault!));
            for (; misspelt < _misspelt.Count && _misspelt[misspelt].Row == row; misspelt++)
                if (isAssigned) AddNotice(row, _misspelt[misspelt].Misspelling);
            var start = IdStart(row);
            writer.Write(Answers, new CustomerAnswer
            {
                Number = first + row + 1,
                Id = _ids.AsSpan(start, _idEnds[row] - start),
                Nearest = isAssigned ? _nearest[0] : null,
                IsOutlier = isOutlier,
                Notices = CollectionsMarshal.AsSpan(_notices),
            });
        }

        if (ServiceMetrics.CountsPredictions) Report();
    }

    /// <summary>Finds the nearest segment, and what is to be said of the values.</summary>
    private bool Assign(int row)
    {
        var inputs = _inputs.AsSpan(row * _width, _width);
        var isOutlier = prepared.Version.Assigner.Assign(inputs, _nearest);
        _perSegment[_nearest[0].Segment]++;
        prepared.AddNotices(inputs, _notices);
        return isOutlier;
    }

    private void Report()
    {
        for (var segment = 0; segment < _perSegment.Length; segment++)
            if (_perSegment[segment] > 0) ServiceMetrics.Predicted(prepared.Version.Stored.ModelName, prepared.Segments[segment].Id, _perSegment[segment]);
    }

    private InvalidTableException Refuse(ModelMismatchException other) => new(
        TableDefect.NumberNotation,
        $"In {unit.Place(_line)} {other.Message} The batch is not read, because other numbers of that field could be meant otherwise, too; decimal=point or decimal=comma says what its decimal sign is.")
    {
        Line = _line,
        Column = other.Field,
    };

    private void Add(int column, ReadOnlySpan<byte> utf8Cell, bool isInvariant)
    {
        var (field, misspelling) = columns[column];
        if (misspelling is not null) _misspelt.Add((Count, misspelling));
        else _fields.Set(field, utf8Cell, isInvariant);
    }

    private int IdStart(int row) => row == 0 ? 0 : _idEnds[row - 1];

    /// <summary>A misspelt field matters only where the one that is probably meant is missing; each is told of once.</summary>
    private void AddNotice(int row, Misspelling misspelling)
    {
        if (double.IsNaN(_inputs[(row * _width) + misspelling.Input]) && !_notices.Contains(misspelling.Notice)) _notices.Add(misspelling.Notice);
    }
}

/// <summary>What a column of a batch is to a version.</summary>
/// <param name="Field">From <see cref="FieldNames.Find"/>.</param>
/// <param name="Misspelling">What an ignored column was probably meant to be, or null.</param>
internal readonly record struct BatchColumn(int Field, Misspelling? Misspelling);
