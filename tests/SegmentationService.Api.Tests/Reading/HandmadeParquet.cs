using System.Text;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Makes a Parquet file of one page byte by byte, which no writer would write: the footer and the page may say what they like of each other.</summary>
internal static class HandmadeParquet
{
    private const byte Int32 = 5;
    private const byte Int64 = 6;
    private const byte Binary = 8;
    private const byte List = 9;
    private const byte Struct = 12;

    /// <summary>A column <c>x</c> of doubles, compressed by gzip.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="unpackedOfPage">What the page says that it unpacks to; null for the truth.</param>
    /// <param name="unpackedOfFooter">The same of the footer.</param>
    public static byte[] Of(double[] values, int? unpackedOfPage = null, long? unpackedOfFooter = null)
    {
        var plain = new byte[values.Length * sizeof(double)];
        Buffer.BlockCopy(values, 0, plain, 0, plain.Length);
        var packed = Bodies.Compress(plain, "gzip");
        byte[] page =
        [
            .. Field(1, Int32, 0), .. Field(1, Int32, unpackedOfPage ?? plain.Length), .. Field(1, Int32, packed.Length),
            .. Field(2, Struct), .. Field(1, Int32, values.Length), .. Field(1, Int32, 0), .. Field(1, Int32, 3), .. Field(1, Int32, 3), 0,
            0,
            .. packed,
        ];
        var unpacked = unpackedOfFooter ?? plain.Length;
        byte[] column =
        [
            .. Field(1, Int32, 5), .. Field(1, List), Items(1, Int32), .. Number(0), .. Field(1, List), Items(1, Binary), .. Text("x"), .. Field(1, Int32, 2), .. Field(1, Int64, values.Length),
            .. Field(1, Int64, unpacked), .. Field(1, Int64, page.Length), .. Field(2, Int64, 4), 0,
        ];
        byte[] group = [.. Field(1, List), Items(1, Struct), .. Field(2, Int64, 4), .. Field(1, Struct), .. column, 0, .. Field(1, Int64, unpacked), .. Field(1, Int64, values.Length), 0];
        byte[] root = [.. Field(4, Binary), .. Text("schema"), .. Field(1, Int32, 1), 0];
        byte[] leaf = [.. Field(1, Int32, 5), .. Field(2, Int32, 0), .. Field(1, Binary), .. Text("x"), 0];
        byte[] footer = [.. Field(1, Int32, 1), .. Field(1, List), Items(2, Struct), .. root, .. leaf, .. Field(1, Int64, values.Length), .. Field(1, List), Items(1, Struct), .. group, 0];
        return [.. "PAR1"u8, .. page, .. footer, .. BitConverter.GetBytes(footer.Length), .. "PAR1"u8];
    }

    /// <summary>The head of a field: how far its number is from that before, and what it holds.</summary>
    private static byte[] Field(int step, byte kind) => [(byte)((step << 4) | kind)];

    private static byte[] Field(int step, byte kind, long value) => [.. Field(step, kind), .. Number(value)];

    private static byte Items(int count, byte kind) => (byte)((count << 4) | kind);

    private static byte[] Text(string text) => [.. Unsigned((ulong)text.Length), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Number(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    private static byte[] Unsigned(ulong value) => value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), .. Unsigned(value >> 7)];
}
