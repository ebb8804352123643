using System.Buffers;
using System.Globalization;

namespace SegmentationService.Api.Security;

/// <summary>
/// Text of customers that a spreadsheet would take for a formula when it opens a CSV file (CWE-1236). It is written with an apostrophe before
/// it, which spreadsheets read as: this is text. Numbers stay numbers, <c>-5</c> and <c>+3.5</c> too.
/// </summary>
internal static class FormulaText
{
    /// <summary>What is written before it.</summary>
    public const byte Mark = (byte)'\'';

    private static readonly SearchValues<byte> Begins = SearchValues.Create("=+-@\t\r\n"u8);

    /// <summary>Whether a cell needs the mark.</summary>
    /// <param name="utf8">The whole text of the cell.</param>
    public static bool Is(ReadOnlySpan<byte> utf8) =>
        utf8.Length > 0 && Begins.Contains(utf8[0]) && !(utf8[0] is (byte)'+' or (byte)'-' && IsNumber(utf8));

    private static bool IsNumber(ReadOnlySpan<byte> utf8) =>
        double.TryParse(utf8, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
}
