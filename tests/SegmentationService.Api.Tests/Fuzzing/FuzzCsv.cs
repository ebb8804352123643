using System.Text;

namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>Tables as CSV, in every way that programs write it.</summary>
internal static class FuzzCsv
{
    public static string Write(FuzzRandom random, FuzzTable table, char separator)
    {
        var newLine = random.Pick("\n", "\n", "\r\n", "\r");
        var quoteAll = random.OneIn(4);
        var padded = random.OneIn(8);
        var ragged = random.OneIn(25);
        var csv = new StringBuilder(random.OneIn(6) ? "\uFEFF" : "");
        if (random.OneIn(20)) csv.Append(newLine);
        foreach (var row in table.Rows.Prepend(table.Names))
        {
            csv.AppendJoin(separator, row.Select(Cell));
            if (ragged && random.OneIn(5)) csv.Append(separator).Append('1');
            csv.Append(newLine);
            if (random.OneIn(100)) csv.Append(newLine);
        }

        if (random.OneIn(5)) csv.Length -= newLine.Length;
        return csv.ToString();

        string Cell(string cell)
        {
            // A row of one empty cell would be an empty line, which is none.
            var mustQuote = table.Names.Length == 1 || cell.AsSpan().IndexOfAny([separator, '"', '\r', '\n']) >= 0 || cell.AsSpan().IndexOfAny(" \t,;|") >= 0;
            if (mustQuote || quoteAll) cell = $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            return padded ? $" {cell} " : cell;
        }
    }
}
