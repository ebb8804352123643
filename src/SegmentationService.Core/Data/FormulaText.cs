using System.Buffers;
using System.Globalization;

namespace SegmentationService.Core.Data;

/// <summary>
/// Text of customers that a spreadsheet would take for a formula when it opens a table of text (CWE-1236): the one door for every format that one opens. It is written with an
/// apostrophe before it, which spreadsheets read as: this is text. Which sign parts cells depends on the country of the reader, so that what begins behind any of them counts,
/// too; so do the signs of full width, with which formulas begin in Japan. Numbers stay numbers, <c>-5</c> and <c>+3.5</c> too.
/// </summary>
public static class FormulaText
{
    private const byte Mark = (byte)'\'';

    /// <summary>What may part cells, but for the comma: that one is quoted.</summary>
    private static readonly SearchValues<byte> Separators = SearchValues.Create(";|\t\r\n"u8);

    /// <summary>Whether a cell needs a mark. O(length).</summary>
    /// <param name="utf8">The whole text of the cell.</param>
    public static bool Is(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > 0 && IsBlank(utf8[0])) return true;
        while (true)
        {
            var end = utf8.IndexOfAny(Separators);
            if (Begins(end < 0 ? utf8 : utf8[..end])) return true;
            if (end < 0) return false;
            utf8 = utf8[(end + 1)..];
        }
    }

    /// <summary>The cell with the marks that it needs.</summary>
    /// <param name="utf8">The whole text of the cell.</param>
    public static byte[] Marked(ReadOnlySpan<byte> utf8)
    {
        var marked = new ArrayBufferWriter<byte>(utf8.Length + 1);
        if (utf8.Length > 0 && IsBlank(utf8[0])) marked.Write([Mark]);
        while (true)
        {
            var end = utf8.IndexOfAny(Separators);
            var part = end < 0 ? utf8 : utf8[..end];
            if (Begins(part)) marked.Write([Mark]);
            marked.Write(end < 0 ? part : utf8[..(end + 1)]);
            if (end < 0) return marked.WrittenSpan.ToArray();
            utf8 = utf8[(end + 1)..];
        }
    }

    /// <summary>
    /// The text that a marked cell was made of, for formats in which text is text. A part that had an apostrophe of its own before what a formula begins with, which no mark tells from, loses it.
    /// </summary>
    /// <param name="utf8">The cell, as <see cref="Marked"/> gives it, or one that needs no mark.</param>
    public static ReadOnlySpan<byte> Unmarked(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.Contains(Mark)) return utf8;
        var text = new ArrayBufferWriter<byte>(utf8.Length);
        if (utf8.Length > 1 && IsBlank(utf8[1]) && utf8[0] == Mark) utf8 = utf8[1..];
        while (true)
        {
            var end = utf8.IndexOfAny(Separators);
            var part = end < 0 ? utf8 : utf8[..end];
            var mark = part is [Mark, ..] && Begins(part[1..]) ? 1 : 0;
            text.Write(end < 0 ? part[mark..] : utf8[mark..(end + 1)]);
            if (end < 0) return text.WrittenSpan;
            utf8 = utf8[(end + 1)..];
        }
    }

    private static bool IsBlank(byte first) => first is (byte)'\t' or (byte)'\r' or (byte)'\n';

    private static bool Begins(ReadOnlySpan<byte> part) => part switch
    {
        [(byte)'=' or (byte)'@', ..] => true,
        [(byte)'+' or (byte)'-', ..] => !IsNumber(part),
        [0xEF, 0xBC, 0x8B or 0x8D or 0x9D or 0xA0, ..] => true, // U+FF0B, U+FF0D, U+FF1D and U+FF20
        _ => false,
    };

    private static bool IsNumber(ReadOnlySpan<byte> utf8) =>
        double.TryParse(utf8, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
}
