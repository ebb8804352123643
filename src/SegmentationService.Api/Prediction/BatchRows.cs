using System.Runtime.InteropServices;
using SegmentationService.Api.Answers;
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
/// <param name="isExplained">Whether the answers explain the segments.</param>
/// <param name="own">The columns of the body that the answers have, too; null where they have none.</param>
/// <param name="memory">What it takes its memory from; null where nobody counts.</param>
internal sealed class BatchRows(PreparedAnswers prepared, IAnswerWriter writer, List<BatchColumn> columns, RowUnit unit, DecimalSign decimalSign, DateTime? asOf, bool isExplained, OwnColumns? own, MemoryShare? memory) : ICustomerPart
{
    private const int InitialRows = 256;
    private const int InitialIdBytes = 16;

    /// <summary>So many bytes of ids, which the answers repeat, are enough for one part.</summary>
    private const int MostIdBytes = 1 << 20;

    /// <summary>The same of the cells that they repeat.</summary>
    private const int MostCellBytes = 4 << 20;

    /// <summary>Of so many misspelt columns each customer that lacks what is meant is told.</summary>
    private const int MostMisspelt = 3;

    private readonly int _width = prepared.Version.Names.Inputs;
    private readonly CustomerFields _fields = new(prepared.Version.Stored.Model, asOf) { DecimalSign = decimalSign };
    private readonly List<(int Row, FieldFault Fault)> _faults = [];
    private readonly List<(int Row, Misspelling Misspelling)> _misspelt = [];
    private readonly List<PreparedNotice> _notices = [];
    private readonly ValueNotices _values = new(prepared);
    private readonly SegmentDistance[] _nearest = new SegmentDistance[1];
    private readonly int[] _perSegment = new int[prepared.Segments.Length];
    private readonly ExplanationWriter? _explanations = isExplained ? new ExplanationWriter(prepared) : null;
    private readonly AnswerBuffer _explanation = new(memory);
    private readonly RowCells? _cells = own is null ? null : new RowCells(memory);
    private double[] _inputs = [];
    private int[] _idEnds = [];
    private long _line;
    private byte[] _ids = [];
    private byte[] _faultTexts = [];
    private int _faultTextsLength;

    /// <summary>The number of customers.</summary>
    public int Count { get; private set; }

    /// <summary>The customers that have no segment. Known when they are answered, as <see cref="Outliers"/> is.</summary>
    public int Unassigned { get; private set; }

    /// <summary>The customers that are unlike the training customers of their segment.</summary>
    public int Outliers { get; private set; }

    /// <summary>Why the whole batch is refused, or null: see <see cref="CustomerFields.OtherNotation"/>.</summary>
    public InvalidTableException? Refusal { get; private set; }

    /// <summary>The answers.</summary>
    public AnswerBuffer Answers { get; } = new(memory);

    public bool IsFull => IdStart(Count) > MostIdBytes || _cells?.Bytes > MostCellBytes;

    /// <summary>Begins again.</summary>
    public void Clear()
    {
        Count = 0;
        (Unassigned, Outliers) = (0, 0);
        Refusal = null;
        _faults.Clear();
        _faultTextsLength = 0;
        _misspelt.Clear();
        Array.Clear(_perSegment);
        Answers.Clear();
        _cells?.Clear();
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
        _cells?.Begin();
        _line = line;
    }

    public void Add(int column, ReadOnlySpan<byte> utf8Cell) => Add(column, utf8Cell, isInvariant: false);

    public void AddNumber(int column, ReadOnlySpan<byte> utf8Number) => Add(column, utf8Number, isInvariant: true);

    public void Add(int column, double value)
    {
        _cells?.Add(column, Cell.Write(value, stackalloc byte[Cell.LongestWritten]), isInvariant: true);
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
            var rows = Math.Max(InitialRows, 2L * Count);
            Grow(ref _idEnds, rows, sizeof(int));
            Grow(ref _inputs, rows * _width, sizeof(double));
        }

        if (_ids.Length - start < id.Length) Grow(ref _ids, Math.Max(Math.Max(InitialRows * InitialIdBytes, 2L * _ids.Length), (long)start + id.Length), sizeof(byte));
        _fields.Inputs.CopyTo(_inputs.AsSpan(Count * _width));
        id.CopyTo(_ids.AsSpan(start));
        _idEnds[Count] = start + id.Length;
        if (_fields.Fault.Kind != FieldFaultKind.None) Keep(_fields.Fault, _fields.FaultText);
        if (_fields.OtherNotation is { } other) Refusal ??= Refuse(other);
        Count++;
    }

    /// <summary>Assigns the customers and writes their answers.</summary>
    /// <param name="first">The number of customers before these: they are named by their number when they have no id.</param>
    /// <param name="since">As in <see cref="ValueNotices.Add"/>.</param>
    /// <param name="cancellation">Cancels it, where each customer takes long: to explain one takes a hundred times as long as to assign it.</param>
    public void Score(long first, long[] since, CancellationToken cancellation)
    {
        var (misspelt, faults, faultText) = (0, 0, 0);
        for (var row = 0; row < Count; row++)
        {
            _notices.Clear();
            var number = first + row + 1;
            var isAssigned = faults == _faults.Count || _faults[faults].Row != row;
            var isOutlier = isAssigned && Assign(row, number, since);
            if (isOutlier) Outliers++;
            if (!isAssigned)
            {
                Unassigned++;
                var fault = _faults[faults++].Fault;
                _notices.Add(fault.Kind == FieldFaultKind.NoUsableField ? prepared.NoUsableField : PreparedNotice.Of(_fields.Explain(fault, _faultTexts.AsSpan(faultText, fault.TextLength))));
                faultText += fault.TextLength;
            }

            for (var told = _notices.Count; misspelt < _misspelt.Count && _misspelt[misspelt].Row == row; misspelt++)
                if (isAssigned && _notices.Count - told < MostMisspelt && number >= since[_misspelt[misspelt].Misspelling.Input]) AddNotice(row, _misspelt[misspelt].Misspelling);
            if (_explanations is not null)
            {
                cancellation.ThrowIfCancellationRequested();
                Explain(row, isAssigned);
            }

            var start = IdStart(row);
            writer.Write(Answers, new CustomerAnswer
            {
                Number = number,
                Id = _ids.AsSpan(start, _idEnds[row] - start),
                Nearest = isAssigned ? _nearest[0] : null,
                IsOutlier = isOutlier,
                Notices = CollectionsMarshal.AsSpan(_notices),
                Explanation = _explanation.Written,
                Cells = _cells,
                Row = row,
            });
        }

        if (ServiceMetrics.CountsPredictions) Report();
    }

    /// <summary>Finds the nearest segment, and what is to be said of the values.</summary>
    private bool Assign(int row, long number, long[] since)
    {
        var inputs = _inputs.AsSpan(row * _width, _width);
        var isOutlier = prepared.Version.Assigner.Assign(inputs, _nearest);
        _perSegment[_nearest[0].Segment]++;
        _values.Add(inputs, number, since, _notices);
        return isOutlier;
    }

    private void Explain(int row, bool isAssigned)
    {
        _explanation.Clear();
        if (isAssigned) _explanations!.Add(_explanation, _inputs.AsSpan(row * _width, _width), rival: null);
        else ExplanationWriter.AddNothing(_explanation);
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
        _cells?.Add(column, utf8Cell, isInvariant);
        var (field, misspelling) = columns[column];
        if (misspelling is not null) _misspelt.Add((Count, misspelling));
        else _fields.Set(field, utf8Cell, isInvariant);
    }

    private void Keep(FieldFault fault, ReadOnlySpan<byte> text)
    {
        if (_faultTexts.Length - _faultTextsLength < text.Length) Grow(ref _faultTexts, Math.Max(2L * _faultTexts.Length, InitialRows * InitialIdBytes), sizeof(byte));
        text.CopyTo(_faultTexts.AsSpan(_faultTextsLength));
        _faultTextsLength += text.Length;
        _faults.Add((Count, fault));
    }

    private void Grow<T>(ref T[] array, long length, int bytes)
    {
        length = Math.Min(length, Array.MaxLength);
        memory?.Take((length - array.Length) * bytes);
        Array.Resize(ref array, (int)length);
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
