using System.Text;

namespace SegmentationService.Api.Reading;

/// <summary>What a row may be when it stands at the end of a table.</summary>
internal enum RowEnding
{
    /// <summary>A row like any other.</summary>
    None,

    /// <summary>The sums of the rows above, by its label.</summary>
    Total,

    /// <summary>A remark, such as who made the table and when.</summary>
    Remark,
}

/// <summary>Tells rows that programs write below their tables from customers. Only the last rows of a table are such.</summary>
internal static class TableEnd
{
    /// <summary>So many rows at most may be such at the end of a table.</summary>
    public const int MostRows = 20;

    private const int LongestLabel = 40;
    private const int FewestWords = 3;
    private const int FewestColumns = 3;

    private static readonly HashSet<string> TotalLabels =
    [
        "total", "totals", "grandtotal", "grandtotals", "overalltotal", "totalgeneral", "sum", "sums", "subtotal", "subtotals", "alltotal", "totalsum", "sumtotal", "reporttotal",
        "average", "averages", "mean", "count", "summe", "summen", "gesamt", "gesamtsumme", "gesamtergebnis", "insgesamt", "endsumme", "zwischensumme", "durchschnitt", "mittelwert", "anzahl",
        "totale", "totali", "somme", "totalgénéral", "soustotal", "moyenne", "suma", "sumatotal", "totalgeral", "soma", "promedio", "media", "totaal", "eindtotaal", "razem", "итого", "всего", "合計", "合计", "总计", "總計",
    ];

    /// <summary>What a row may be.</summary>
    /// <param name="first">Its first cell that is not blank.</param>
    /// <param name="isOnly">Whether it is the only one.</param>
    /// <param name="columns">The columns of the table.</param>
    public static RowEnding Of(ReadOnlySpan<byte> first, bool isOnly, int columns)
    {
        if (first.IsEmpty || (first[0] is >= (byte)'0' and <= (byte)'9' or (byte)'-')) return RowEnding.None;
        if (columns > 1 && first.Length <= LongestLabel && IsTotal(first)) return RowEnding.Total;
        return isOnly && columns >= FewestColumns && IsRemark(first) ? RowEnding.Remark : RowEnding.None;
    }

    private static bool IsTotal(ReadOnlySpan<byte> cell)
    {
        Span<char> letters = stackalloc char[LongestLabel];
        var length = 0;
        foreach (var rune in Encoding.UTF8.GetString(cell).EnumerateRunes())
        {
            if (!Rune.IsLetter(rune) || rune.Utf16SequenceLength > 1) continue;
            letters[length++] = (char)Rune.ToLowerInvariant(rune).Value;
        }

        return TotalLabels.GetAlternateLookup<ReadOnlySpan<char>>().Contains(letters[..length]);
    }

    private static bool IsRemark(ReadOnlySpan<byte> cell)
    {
        if (cell[0] is (byte)'#' or (byte)'*') return true;
        var words = 1;
        for (var i = 1; i < cell.Length; i++)
            if (cell[i] == ' ' && cell[i - 1] != ' ') words++;
        return words >= FewestWords;
    }
}
