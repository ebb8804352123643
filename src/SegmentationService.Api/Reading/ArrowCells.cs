using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace SegmentationService.Api.Reading;

/// <summary>Reads the cells of one array of an Arrow stream, by its type, as <see cref="ParquetColumnReader"/> does those of a Parquet file.</summary>
internal static class ArrowCells
{
    private const int MostScale = 76;

    /// <summary>Whether values of a type are cells: lists, maps, structs and bytes are none.</summary>
    /// <param name="type">The type of a column.</param>
    public static bool AreRead(IArrowType type) => type switch
    {
        DictionaryType dictionary => AreRead(dictionary.ValueType) && dictionary.ValueType is not DictionaryType,
        Decimal128Type { Scale: < 0 or > MostScale } or Decimal256Type { Scale: < 0 or > MostScale } => false,
        _ => type.TypeId is ArrowTypeId.Null or ArrowTypeId.Boolean or ArrowTypeId.Int8 or ArrowTypeId.Int16 or ArrowTypeId.Int32 or ArrowTypeId.Int64
            or ArrowTypeId.UInt8 or ArrowTypeId.UInt16 or ArrowTypeId.UInt32 or ArrowTypeId.UInt64 or ArrowTypeId.HalfFloat or ArrowTypeId.Float or ArrowTypeId.Double
            or ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.StringView or ArrowTypeId.Date32 or ArrowTypeId.Date64 or ArrowTypeId.Timestamp or ArrowTypeId.Time32 or ArrowTypeId.Time64
            or ArrowTypeId.Decimal128 or ArrowTypeId.Decimal256,
    };

    /// <summary>Adds some cells of an array.</summary>
    /// <param name="cells">Takes them.</param>
    /// <param name="array">Of a type for which <see cref="AreRead"/> says yes.</param>
    /// <param name="first">The first, 0-based.</param>
    /// <param name="count">How many.</param>
    public static void Add(ColumnCells cells, IArrowArray array, int first, int count)
    {
        var add = Adder(cells, array);
        for (var row = first; row < first + count; row++)
        {
            if (array.IsNull(row)) cells.AddMissing();
            else add(row);
        }
    }

    private static Action<int> Adder(ColumnCells cells, IArrowArray array) => array switch
    {
        NullArray => _ => cells.AddMissing(),
        BooleanArray flags => row => cells.Add(flags.GetValue(row)!.Value),
        Int8Array numbers => row => cells.Add((double)numbers.Values[row]),
        Int16Array numbers => row => cells.Add((double)numbers.Values[row]),
        Int32Array numbers => row => cells.Add((double)numbers.Values[row]),
        Int64Array numbers => row => cells.Add(numbers.Values[row]),
        UInt8Array numbers => row => cells.Add((double)numbers.Values[row]),
        UInt16Array numbers => row => cells.Add((double)numbers.Values[row]),
        UInt32Array numbers => row => cells.Add((double)numbers.Values[row]),
        UInt64Array numbers => row => cells.Add(numbers.Values[row]),
        HalfFloatArray numbers => row => cells.Add((float)numbers.Values[row]),
        FloatArray numbers => row => cells.Add(numbers.Values[row]),
        DoubleArray numbers => row => cells.Add(numbers.Values[row]),
        StringArray texts => row => cells.Add(texts.GetBytes(row)),
        LargeStringArray texts => row => cells.Add(texts.GetBytes(row)),
        StringViewArray texts => row => cells.Add(texts.GetBytes(row)),
        Date32Array days => row => cells.AddDay(days.Values[row]),
        Date64Array days => row => cells.AddMoment(days.Values[row], TimeSpan.TicksPerMillisecond),
        TimestampArray moments => Moments(cells, moments),
        Time32Array times => Times(cells, times),
        Time64Array times => Times(cells, times),
        Decimal128Array numbers => row => cells.Add(new BigInteger(numbers.GetBytes(row)), numbers.Scale),
        Decimal256Array numbers => row => cells.Add(new BigInteger(numbers.GetBytes(row)), numbers.Scale),
        DictionaryArray dictionary => Entries(cells, dictionary),
        _ => throw new InvalidDataException("An array is of another type than its column."),
    };

    private static Action<int> Moments(ColumnCells cells, TimestampArray moments)
    {
        var unit = ((TimestampType)moments.Data.DataType).Unit;
        var ticks = TicksOf(unit);
        return row => cells.AddMoment(moments.Values[row], ticks);
    }

    private static Action<int> Times(ColumnCells cells, Time32Array times)
    {
        var ticks = TicksOf(((Time32Type)times.Data.DataType).Unit);
        return row => cells.AddTime(times.Values[row] * ticks);
    }

    private static Action<int> Times(ColumnCells cells, Time64Array times)
    {
        var isMicroseconds = ((Time64Type)times.Data.DataType).Unit == TimeUnit.Microsecond;
        return row => cells.AddTime(isMicroseconds ? (times.Values[row] is >= 0 and < TimeSpan.TicksPerDay and var time ? time * TimeSpan.TicksPerMicrosecond : -1) : times.Values[row] / TimeSpan.NanosecondsPerTick);
    }

    /// <summary>100 nanoseconds in one unit; 0 where a unit is a nanosecond.</summary>
    private static long TicksOf(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => TimeSpan.TicksPerSecond,
        TimeUnit.Millisecond => TimeSpan.TicksPerMillisecond,
        TimeUnit.Microsecond => TimeSpan.TicksPerMicrosecond,
        _ => 0,
    };

    private static Action<int> Entries(ColumnCells cells, DictionaryArray dictionary)
    {
        var entries = dictionary.Dictionary;
        var add = Adder(cells, entries);
        Func<int, long> index = dictionary.Indices switch
        {
            Int8Array indices => row => indices.Values[row],
            Int16Array indices => row => indices.Values[row],
            Int32Array indices => row => indices.Values[row],
            Int64Array indices => row => indices.Values[row],
            UInt8Array indices => row => indices.Values[row],
            UInt16Array indices => row => indices.Values[row],
            UInt32Array indices => row => indices.Values[row],
            _ => throw new InvalidDataException("A dictionary has indices that are no whole numbers."),
        };
        return row =>
        {
            var entry = index(row);
            if (entry < 0 || entry >= entries.Length) throw new InvalidDataException("A dictionary has no such entry.");
            if (entries.IsNull((int)entry)) cells.AddMissing();
            else add((int)entry);
        };
    }
}
