using System.Buffers.Binary;
using System.Collections.Frozen;
using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Sources.Postgres;

/// <summary>Adds a cell of a value.</summary>
/// <param name="cells">Takes it.</param>
/// <param name="value">The value as the binary COPY has it, not null.</param>
internal delegate void CellOf(ColumnCells cells, ReadOnlySpan<byte> value);

/// <summary>The types of PostgreSQL that are cells of a table, by the function that writes their values: domains and types of extensions have that of another.</summary>
internal static class PostgresCells
{
    /// <summary>Times are counted from 2000-01-01.</summary>
    private const int DaysFromUnixEpoch = 10_957;

    private const long MicrosecondsFromUnixEpoch = DaysFromUnixEpoch * TimeSpan.MicrosecondsPerDay;

    private static readonly string[] Texts = ["textsend", "varcharsend", "bpcharsend", "namesend", "citextsend"];

    private static readonly FrozenDictionary<string, CellOf> BySender = new Dictionary<string, CellOf>
    {
        ["int2send"] = (cells, value) => cells.Add((double)BinaryPrimitives.ReadInt16BigEndian(value)),
        ["int4send"] = (cells, value) => cells.Add((double)BinaryPrimitives.ReadInt32BigEndian(value)),
        ["int8send"] = (cells, value) => cells.Add(BinaryPrimitives.ReadInt64BigEndian(value)),
        ["float4send"] = (cells, value) => cells.Add(BinaryPrimitives.ReadSingleBigEndian(value)),
        ["float8send"] = (cells, value) => cells.Add(BinaryPrimitives.ReadDoubleBigEndian(value)),
        ["numeric_send"] = PostgresNumeric.AddTo,
        ["boolsend"] = (cells, value) => cells.Add(value[0] != 0),
        ["date_send"] = (cells, value) => cells.AddDay((long)BinaryPrimitives.ReadInt32BigEndian(value) + DaysFromUnixEpoch),
        ["time_send"] = (cells, value) => cells.AddTime(BinaryPrimitives.ReadInt64BigEndian(value) * TimeSpan.TicksPerMicrosecond),
        ["timestamp_send"] = AddMoment,
        ["timestamptz_send"] = AddMoment,
        ["uuid_send"] = AddUuid,
        ["enum_send"] = (cells, value) => cells.Add(value),
    }.Concat(Texts.Select(sender => KeyValuePair.Create<string, CellOf>(sender, (cells, value) => cells.Add(value)))).ToFrozenDictionary();

    /// <summary>The types that are read, for people.</summary>
    public const string ReadTypes = "whole numbers, real, double precision, numeric, boolean, date, time, timestamp, text, varchar, char, enumerations and uuid";

    /// <summary>What makes a cell of the values of a type.</summary>
    /// <param name="sender">The name of the function that writes them.</param>
    /// <returns>Null where the type is none that is read.</returns>
    public static CellOf? Of(string sender) => BySender.GetValueOrDefault(sender);

    /// <summary>Whether the values are texts, which a collation orders.</summary>
    /// <inheritdoc cref="Of" path="/param"/>
    public static bool AreTexts(string sender) => Texts.Contains(sender);

    /// <summary>Whether the values are whole numbers.</summary>
    /// <inheritdoc cref="Of" path="/param"/>
    public static bool AreWhole(string sender) => sender is "int2send" or "int4send" or "int8send";

    /// <summary>Infinity, and what is in no calendar of the service, is missing.</summary>
    private static void AddMoment(ColumnCells cells, ReadOnlySpan<byte> value)
    {
        var microseconds = BinaryPrimitives.ReadInt64BigEndian(value);
        if (microseconds is long.MinValue or long.MaxValue) cells.AddMissing();
        else cells.AddMoment(microseconds > long.MaxValue - MicrosecondsFromUnixEpoch ? long.MaxValue : microseconds + MicrosecondsFromUnixEpoch, TimeSpan.TicksPerMicrosecond);
    }

    private static void AddUuid(ColumnCells cells, ReadOnlySpan<byte> value)
    {
        Span<byte> text = stackalloc byte[36];
        new Guid(value, bigEndian: true).TryFormat(text, out _);
        cells.Add(text);
    }
}
