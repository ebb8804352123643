using System.Runtime.InteropServices;
using ParquetSharp;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Reads one flat column of a Parquet file, by its physical and its logical type: numbers as numbers, dates and moments as ISO 8601, yes and no as <c>true</c> and <c>false</c>, so that a
/// cell is what the CSV of the same table has.
/// </summary>
internal abstract class ParquetColumnReader : IDisposable
{
    /// <summary>The Julian day of 1970-01-01, which moments of 96 bits count from.</summary>
    private const int JulianDayOfUnixEpoch = 2_440_588;

    private const int BytesOfUuid = 16;

    /// <summary>A reader; null where values of the type are no cells: lists, maps, structs, bytes.</summary>
    /// <param name="column">The column as the file describes it.</param>
    /// <param name="index">Its place in the file.</param>
    public static ParquetColumnReader? Of(ColumnDescriptor column, int index)
    {
        if (column.MaxRepetitionLevel > 0 || column.MaxDefinitionLevel > 1) return null;
        using var logical = column.LogicalType;
        var length = column.TypeLength;
        return (column.PhysicalType, logical) switch
        {
            (PhysicalType.Boolean, _) => new Typed<bool>(index, column, (cells, value) => cells.Add(value)),
            (PhysicalType.Int32, NullLogicalType) => new Typed<int>(index, column, (cells, _) => cells.AddMissing()),
            (PhysicalType.Int32, NoneLogicalType or IntLogicalType) or (PhysicalType.Float or PhysicalType.Double, _) or (PhysicalType.FixedLenByteArray, Float16LogicalType)
                => ParquetNumberReader.Of(column) is { } numbers ? new Numbers(index, numbers) : null,
            (PhysicalType.Int32, DateLogicalType) => new Typed<int>(index, column, (cells, value) => cells.AddDay(value)),
            (PhysicalType.Int32, TimeLogicalType) => new Typed<int>(index, column, (cells, value) => cells.AddTime(value * TimeSpan.TicksPerMillisecond)),
            (PhysicalType.Int64, NoneLogicalType or IntLogicalType { IsSigned: true }) => new Typed<long>(index, column, (cells, value) => cells.Add(value), (cells, values) => cells.AddAll(values)),
            (PhysicalType.Int64, IntLogicalType) => new Typed<long>(index, column, (cells, value) => cells.Add((ulong)value)),
            (PhysicalType.Int64, TimeLogicalType time) => new Typed<long>(index, column, TimeOf(time.TimeUnit)),
            (PhysicalType.Int64, TimestampLogicalType moment) => Moment(index, column, moment.TimeUnit),
            (PhysicalType.Int96, _) => new Typed<Int96>(index, column, AddMoment),
            (PhysicalType.ByteArray, StringLogicalType or EnumLogicalType or JsonLogicalType) => new Typed<ByteArray>(index, column, (cells, value) => cells.AddUtf8At(value.Pointer, value.Length)),
            (PhysicalType.FixedLenByteArray, UuidLogicalType) when length == BytesOfUuid => new Typed<FixedLenByteArray>(index, column, AddUuid),
            (var type, DecimalLogicalType { Scale: >= 0 and <= ParquetNumberReader.MostScale } number) => Decimal(index, column, type, number.Scale),
            _ => null,
        };
    }

    /// <summary>Moves to the beginning of a group of rows.</summary>
    public abstract void Open(RowGroupReader group);

    /// <summary>Reads the next cells.</summary>
    /// <param name="cells">Takes them.</param>
    /// <param name="rows">How many.</param>
    /// <exception cref="ParquetException">They are damaged, or fewer.</exception>
    public abstract void Read(ColumnCells cells, int rows);

    public abstract void Dispose();

    private static Action<ColumnCells, long> TimeOf(TimeUnit unit) => unit == TimeUnit.Micros
        ? (cells, value) => cells.AddTime(value is < 0 or > TimeSpan.TicksPerDay ? -1 : value * TimeSpan.TicksPerMicrosecond)
        : (cells, value) => cells.AddTime(value / TimeSpan.NanosecondsPerTick);

    private static Typed<long>? Moment(int index, ColumnDescriptor column, TimeUnit unit) => unit switch
    {
        TimeUnit.Millis => new Typed<long>(index, column, (cells, value) => cells.AddMoment(value, TimeSpan.TicksPerMillisecond)),
        TimeUnit.Micros => new Typed<long>(index, column, (cells, value) => cells.AddMoment(value, TimeSpan.TicksPerMicrosecond)),
        TimeUnit.Nanos => new Typed<long>(index, column, (cells, value) => cells.AddMoment(value, ticksPerUnit: 0)),
        _ => null,
    };

    private static ParquetColumnReader? Decimal(int index, ColumnDescriptor column, PhysicalType type, int scale)
    {
        var length = column.TypeLength;
        return type switch
        {
            PhysicalType.Int32 => new Typed<int>(index, column, (cells, value) => cells.Add(value, scale)),
            PhysicalType.Int64 => new Typed<long>(index, column, (cells, value) => cells.Add(value, scale)),
            PhysicalType.FixedLenByteArray when length is > 0 and <= ParquetNumberReader.MostBytesOfDecimal => new Typed<FixedLenByteArray>(index, column, (cells, value) => cells.Add(ParquetNumberReader.Unscaled(value.Pointer, length), scale)),
            PhysicalType.ByteArray => new Typed<ByteArray>(index, column, (cells, value) => cells.Add(ParquetNumberReader.Unscaled(value.Pointer, value.Length), scale)),
            _ => null,
        };
    }

    private static void AddMoment(ColumnCells cells, Int96 value)
    {
        var nanoseconds = (long)(((ulong)(uint)value.B << 32) | (uint)value.A);
        var ticks = (((long)value.C - JulianDayOfUnixEpoch) * TimeSpan.TicksPerDay) + (nanoseconds / TimeSpan.NanosecondsPerTick);
        cells.AddMoment(ticks, ticksPerUnit: 1);
    }

    private static void AddUuid(ColumnCells cells, FixedLenByteArray value)
    {
        var bytes = new byte[BytesOfUuid];
        Marshal.Copy(value.Pointer, bytes, 0, bytes.Length);
        Span<byte> text = stackalloc byte[36];
        new Guid(bytes, bigEndian: true).TryFormat(text, out _);
        cells.Add(text);
    }

    private delegate void AddAll<T>(ColumnCells cells, ReadOnlySpan<T> values);

    /// <summary>A column of numbers, which go straight to where they are wanted.</summary>
    /// <param name="index">Its place in the file.</param>
    /// <param name="numbers">Reads them.</param>
    private sealed class Numbers(int index, ParquetNumberReader numbers) : ParquetColumnReader
    {
        private ColumnReader? _reader;

        public override void Open(RowGroupReader group)
        {
            Dispose();
            _reader = group.Column(index);
        }

        public override void Read(ColumnCells cells, int rows)
        {
            numbers.Read(_reader!, cells.BeginNumbers(rows));
            cells.EndNumbers(rows);
        }

        public override void Dispose()
        {
            _reader?.Dispose();
            _reader = null;
        }
    }

    /// <param name="index">Its place in the file.</param>
    /// <param name="column">The column as the file describes it.</param>
    /// <param name="add">Adds a cell.</param>
    /// <param name="addAll">Adds cells none of which is null, faster; null where that is not worth it.</param>
    private sealed class Typed<T>(int index, ColumnDescriptor column, Action<ColumnCells, T> add, AddAll<T>? addAll = null) : ParquetColumnReader
        where T : unmanaged
    {
        private const int MostAtOnce = 1 << 12;

        private readonly short _present = column.MaxDefinitionLevel;
        private readonly T[] _values = new T[MostAtOnce];
        private readonly short[] _levels = new short[MostAtOnce];
        private ColumnReader<T>? _reader;

        public override void Open(RowGroupReader group)
        {
            Dispose();
            _reader = group.Column(index) as ColumnReader<T> ?? throw ParquetFaults.Contradiction("A column has another type in a group of rows than in the schema.");
        }

        public override void Read(ColumnCells cells, int rows)
        {
            while (rows > 0)
            {
                var most = Math.Min(rows, MostAtOnce);
                var levels = _present == 0 ? default : _levels.AsSpan();
                var read = (int)_reader!.ReadBatch(most, levels, default, _values, out var present);
                if (read <= 0 || read > most || present < 0 || present > read) throw ParquetFaults.Contradiction("A column has fewer values than there are rows.");
                Add(cells, read, (int)present);
                rows -= read;
            }
        }

        public override void Dispose()
        {
            _reader?.Dispose();
            _reader = null;
        }

        private void Add(ColumnCells cells, int read, int present)
        {
            if (present == read && addAll is not null)
            {
                addAll(cells, _values.AsSpan(0, read));
                return;
            }

            var next = 0;
            for (var row = 0; row < read; row++)
            {
                if (_present > 0 && _levels[row] < _present) cells.AddMissing();
                else if (next < present) add(cells, _values[next++]);
                else throw ParquetFaults.Contradiction("A column has fewer values than its levels say.");
            }
        }
    }
}
