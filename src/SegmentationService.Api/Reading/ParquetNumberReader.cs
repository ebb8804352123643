using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using ParquetSharp;

namespace SegmentationService.Api.Reading;

/// <summary>Reads the numbers of one flat column of a Parquet file, many at once. Holds nothing: it may be used by several threads.</summary>
internal abstract class ParquetNumberReader
{
    /// <summary>The largest scale that a decimal has in any database.</summary>
    public const int MostScale = 76;

    /// <summary>Of more bytes no decimal is made: the largest of any database has 32.</summary>
    public const int MostBytesOfDecimal = 64;

    /// <summary>A reader; null where values of the type are no numbers: texts, dates, moments, lists.</summary>
    /// <param name="column">The column as the file describes it.</param>
    public static ParquetNumberReader? Of(ColumnDescriptor column)
    {
        if (column.MaxRepetitionLevel > 0 || column.MaxDefinitionLevel > 1) return null;
        using var logical = column.LogicalType;
        var (levels, length) = (column.MaxDefinitionLevel, column.TypeLength);
        return (column.PhysicalType, logical) switch
        {
            (PhysicalType.Boolean, _) => new Typed<bool>(levels, (values, numbers) => Each(values, numbers, value => value ? 1 : 0)),
            (PhysicalType.Int32, NoneLogicalType or IntLogicalType { IsSigned: true }) => new Typed<int>(levels, Widen),
            (PhysicalType.Int32, IntLogicalType) => new Typed<int>(levels, (values, numbers) => Each(values, numbers, value => (uint)value)),
            (PhysicalType.Int32, DecimalLogicalType { Scale: >= 0 and <= MostScale } number) => OfScale<int>(levels, number.Scale, (value, scale) => ScaledNumber.Of(value, scale)),
            (PhysicalType.Int64, NoneLogicalType or IntLogicalType { IsSigned: true }) => new Typed<long>(levels, Widen),
            (PhysicalType.Int64, IntLogicalType) => new Typed<long>(levels, (values, numbers) => Each(values, numbers, value => (ulong)value)),
            (PhysicalType.Int64, DecimalLogicalType { Scale: >= 0 and <= MostScale } number) => OfScale<long>(levels, number.Scale, ScaledNumber.Of),
            (PhysicalType.Float, _) => new Typed<float>(levels, (values, numbers) => Each(values, numbers, ShortestNumber.Of)),
            (PhysicalType.Double, _) => new Doubles(levels),
            (PhysicalType.ByteArray, DecimalLogicalType { Scale: >= 0 and <= MostScale } number) => OfScale<ByteArray>(levels, number.Scale, (value, scale) => ScaledNumber.Of(Unscaled(value.Pointer, value.Length), scale)),
            (PhysicalType.FixedLenByteArray, DecimalLogicalType { Scale: >= 0 and <= MostScale } number) when length is > 0 and <= MostBytesOfDecimal
                => OfScale<FixedLenByteArray>(levels, number.Scale, (value, scale) => ScaledNumber.Of(Unscaled(value.Pointer, length), scale)),
            (PhysicalType.FixedLenByteArray, Float16LogicalType) when length == sizeof(short) => new Typed<FixedLenByteArray>(levels, (values, numbers) => Each(values, numbers, Half)),
            _ => null,
        };
    }

    /// <summary>Reads the next numbers.</summary>
    /// <param name="column">The column within a group of rows, open where they begin.</param>
    /// <param name="numbers">out: one for each row; NaN where it is missing.</param>
    /// <exception cref="ParquetException">They are damaged, or fewer.</exception>
    public abstract void Read(ColumnReader column, Span<double> numbers);

    /// <summary>The digits of a decimal that is stored as bytes.</summary>
    /// <param name="bytes">Where they begin, the most significant first.</param>
    /// <param name="length">How many they are.</param>
    /// <exception cref="ParquetException">They are more than any decimal has.</exception>
    public static BigInteger Unscaled(nint bytes, int length)
    {
        if (length is < 0 or > MostBytesOfDecimal) throw ParquetFaults.Contradiction("A decimal has more bytes than any.");
        var copy = new byte[length];
        if (length > 0) Marshal.Copy(bytes, copy, 0, length);
        return new BigInteger(copy, isBigEndian: true);
    }

    /// <summary>A number of half precision.</summary>
    public static double Half(FixedLenByteArray value)
    {
        Span<byte> bytes = [Marshal.ReadByte(value.Pointer), Marshal.ReadByte(value.Pointer, 1)];
        return ShortestNumber.Of((float)BinaryPrimitives.ReadHalfLittleEndian(bytes));
    }

    private static Typed<T> OfScale<T>(short levels, int scale, Func<T, int, double> number)
        where T : unmanaged => new(levels, (values, numbers) => Each(values, numbers, value => number(value, scale)));

    private static void Widen(ReadOnlySpan<int> values, Span<double> numbers)
    {
        for (var i = 0; i < values.Length; i++) numbers[i] = values[i];
    }

    private static void Widen(ReadOnlySpan<long> values, Span<double> numbers)
    {
        for (var i = 0; i < values.Length; i++) numbers[i] = values[i];
    }

    private static void Each<T>(ReadOnlySpan<T> values, Span<double> numbers, Func<T, double> number)
    {
        for (var i = 0; i < values.Length; i++) numbers[i] = number(values[i]);
    }

    private delegate void Convert<T>(ReadOnlySpan<T> values, Span<double> numbers);

    private static ColumnReader<T> Checked<T>(ColumnReader column)
        where T : unmanaged => column as ColumnReader<T> ?? throw ParquetFaults.Contradiction("A column has another type in a group of rows than in the schema.");

    /// <summary>Reads as many values as there are at once, at most as many as there is room for.</summary>
    /// <returns>The rows, and how many of them have a value: those stand at the beginning.</returns>
    private static (int Rows, int Present) ReadBatch<T>(ColumnReader<T> column, short mostLevel, Span<T> values, Span<short> levels)
        where T : unmanaged
    {
        var rows = (int)column.ReadBatch(values.Length, mostLevel == 0 ? default : levels, default, values, out var present);
        if (rows <= 0 || rows > values.Length || present < 0 || present > rows) throw ParquetFaults.Contradiction("A column has fewer values than there are rows.");
        return (rows, (int)present);
    }

    /// <summary>Moves the values that are present, which stand at the beginning, to the rows that they are of.</summary>
    private static void Spread(ReadOnlySpan<short> levels, short mostLevel, Span<double> numbers, int present)
    {
        for (var row = levels.Length - 1; row >= 0; row--)
        {
            if (levels[row] < mostLevel) numbers[row] = double.NaN;
            else if (present > 0) numbers[row] = numbers[--present];
            else throw ParquetFaults.Contradiction("A column has fewer values than its levels say.");
        }

        if (present > 0) throw ParquetFaults.Contradiction("A column has more values than its levels say.");
    }

    private sealed class Typed<T>(short mostLevel, Convert<T> convert) : ParquetNumberReader
        where T : unmanaged
    {
        private const int MostAtOnce = 1 << 12;

        public override void Read(ColumnReader column, Span<double> numbers)
        {
            var typed = Checked<T>(column);
            var values = ArrayPool<T>.Shared.Rent(MostAtOnce);
            var levels = ArrayPool<short>.Shared.Rent(MostAtOnce);
            try
            {
                while (numbers.Length > 0)
                {
                    var most = Math.Min(numbers.Length, MostAtOnce);
                    var (rows, present) = ReadBatch(typed, mostLevel, values.AsSpan(0, most), levels.AsSpan(0, most));
                    convert(values.AsSpan(0, present), numbers);
                    if (present < rows) Spread(levels.AsSpan(0, rows), mostLevel, numbers, present);
                    numbers = numbers[rows..];
                }
            }
            finally
            {
                ArrayPool<T>.Shared.Return(values);
                ArrayPool<short>.Shared.Return(levels);
            }
        }
    }

    /// <summary>Doubles go straight to where they are wanted.</summary>
    private sealed class Doubles(short mostLevel) : ParquetNumberReader
    {
        private const int MostAtOnce = 1 << 14;

        public override void Read(ColumnReader column, Span<double> numbers)
        {
            var typed = Checked<double>(column);
            var levels = ArrayPool<short>.Shared.Rent(MostAtOnce);
            try
            {
                while (numbers.Length > 0)
                {
                    var most = Math.Min(numbers.Length, MostAtOnce);
                    var (rows, present) = ReadBatch(typed, mostLevel, numbers[..most], levels.AsSpan(0, most));
                    if (present < rows) Spread(levels.AsSpan(0, rows), mostLevel, numbers, present);
                    numbers = numbers[rows..];
                }
            }
            finally
            {
                ArrayPool<short>.Shared.Return(levels);
            }
        }
    }
}
