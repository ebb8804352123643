using System.Buffers.Binary;
using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Sources.Postgres;

/// <summary>The numbers of type numeric: digits to the base 10,000 and a weight, which are the double that their decimal digits are.</summary>
internal static class PostgresNumeric
{
    private const int HeaderBytes = 8;
    private const int DigitsOfGroup = 4;
    private const ushort Negative = 0x4000;
    private const ushort NotANumber = 0xC000;
    private const ushort Infinite = 0xD000;
    private const ushort NegativeInfinite = 0xF000;

    /// <summary>So many groups of digits are a long, and below 10^15 once they are whole.</summary>
    private const int MostGroupsOfLong = 4;

    /// <summary>Adds a cell of a number. O(its digits).</summary>
    /// <inheritdoc cref="CellOf"/>
    public static void AddTo(ColumnCells cells, ReadOnlySpan<byte> value)
    {
        int count = BinaryPrimitives.ReadUInt16BigEndian(value);
        var weight = (int)BinaryPrimitives.ReadInt16BigEndian(value[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(value[4..]);
        int decimals = BinaryPrimitives.ReadUInt16BigEndian(value[6..]);
        var groups = value[HeaderBytes..];
        switch (sign)
        {
            case NotANumber:
                cells.AddMissing();
                return;
            case Infinite or NegativeInfinite:
                cells.Add(sign == Infinite ? double.PositiveInfinity : double.NegativeInfinity);
                return;
        }

        // The groups that stand behind the point; below 0 where groups of zeros before it are not written.
        var behind = count - 1 - weight;
        if (behind <= MostGroupsOfLong && Math.Max(count, weight + 1) <= MostGroupsOfLong)
        {
            var unscaled = 0L;
            for (var i = 0; i < Math.Max(count, weight + 1); i++) unscaled = (unscaled * 10_000) + (i < count ? Group(groups, i) : 0);
            if (unscaled < ScaledNumber.FirstOfDigits)
            {
                cells.Add(ScaledNumber.Of(sign == Negative ? -unscaled : unscaled, Math.Max(behind, 0) * DigitsOfGroup));
                return;
            }
        }

        AddDigits(cells, groups, count, weight, sign == Negative, decimals);
    }

    /// <summary>Adds it by its digits, as they are written: ids may have more than a double.</summary>
    private static void AddDigits(ColumnCells cells, ReadOnlySpan<byte> groups, int count, int weight, bool isNegative, int decimals)
    {
        var text = new byte[3 + ((Math.Max(weight, 0) + 1) * DigitsOfGroup) + decimals + DigitsOfGroup];
        var length = 0;
        if (isNegative) text[length++] = (byte)'-';
        var first = length;
        for (var i = 0; i <= weight; i++) Write(text, ref length, i < count ? Group(groups, i) : 0);
        while (first < length - 1 && text[first] == '0') first++;
        if (weight < 0) text[length++] = (byte)'0';
        if (isNegative && first > 1) text[--first] = (byte)'-';
        else if (isNegative) first = 0;
        if (decimals > 0)
        {
            text[length++] = (byte)'.';
            var end = length + decimals;
            for (var i = weight + 1; length < end; i++) Write(text, ref length, i >= 0 && i < count ? Group(groups, i) : 0);
            length = end;
        }

        cells.AddDigits(text.AsSpan(first, length - first));
    }

    private static int Group(ReadOnlySpan<byte> groups, int index) => BinaryPrimitives.ReadUInt16BigEndian(groups[(2 * index)..]);

    private static void Write(byte[] text, ref int length, int group)
    {
        for (var power = 1_000; power > 0; power /= 10) text[length++] = (byte)('0' + (group / power % 10));
    }
}
