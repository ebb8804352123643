using System.Text;
using SegmentationService.Api.Models;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Migration;

/// <summary>Some customers of a table, as one thread reads and scores them.</summary>
/// <param name="from">The old model.</param>
/// <param name="to">The new model.</param>
/// <param name="asOf">The moment that the days of dates count until; null takes that of each training.</param>
/// <param name="decimalSign">The decimal sign of texts; by default that of the training.</param>
/// <param name="columns">What each column is to the two models.</param>
/// <param name="unit">What places in the body are called.</param>
internal sealed class ScoredPart(ServedVersion from, ServedVersion to, DateTime? asOf, DecimalSign decimalSign, List<ScoredColumn> columns, RowUnit unit) : ICustomerPart
{
    private readonly CustomerFields _old = new(from.Stored.Model, asOf) { DecimalSign = decimalSign };
    private readonly CustomerFields _new = new(to.Stored.Model, asOf) { DecimalSign = decimalSign };
    private readonly SegmentDistance[] _nearest = new SegmentDistance[1];
    private long _line;

    /// <summary>The customers: where they stand, their ids, and their segments by the old and by the new model.</summary>
    public List<(long Line, string Id, int Old, int New)> Customers { get; } = [];

    /// <summary>Why the whole table is refused, or null.</summary>
    public InvalidTableException? Refusal { get; private set; }

    public void Add(long line, CsvRow row)
    {
        BeginCustomer(line);
        for (var i = 0; i < row.Count; i++) Add(i, row[i]);
        EndCustomer();
    }

    public void BeginCustomer(long line)
    {
        _old.Clear();
        _new.Clear();
        _line = line;
    }

    public void Add(int column, ReadOnlySpan<byte> utf8Cell) => Add(column, utf8Cell, isInvariant: false);

    public void AddNumber(int column, ReadOnlySpan<byte> utf8Number) => Add(column, utf8Number, isInvariant: true);

    public void Add(int column, double value)
    {
        _old.Set(columns[column].Old, value);
        _new.Set(columns[column].New, value);
    }

    public void Skip()
    {
    }

    public void EndCustomer()
    {
        var (old, now) = (Assign(from, _old), Assign(to, _new));
        Customers.Add((_line, Encoding.UTF8.GetString(_new.CustomerId.IsEmpty ? _old.CustomerId : _new.CustomerId), old, now));
    }

    private int Assign(ServedVersion version, CustomerFields fields)
    {
        fields.Complete();
        if (fields.OtherNotation is { } other)
            Refusal ??= new InvalidTableException(TableDefect.NumberNotation, $"In {unit.Place(_line)} {other.Message} The table is not read, because other numbers of that field could be meant otherwise, too; decimal=point or decimal=comma says what its decimal sign is.")
            {
                Line = _line,
                Column = other.Field,
            };
        if (fields.Fault.Kind != FieldFaultKind.None) return ScoredTable.Unassigned;
        version.Assigner.Assign(fields.Inputs, _nearest);
        return _nearest[0].Segment;
    }

    private void Add(int column, ReadOnlySpan<byte> utf8Cell, bool isInvariant)
    {
        _old.Set(columns[column].Old, utf8Cell, isInvariant);
        _new.Set(columns[column].New, utf8Cell, isInvariant);
    }
}
